//! A client that knows just enough of OAuth and IDX to sign in.

use idx_flow_sim::server::Server;
use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) struct Client {
    agent: Agent,
    issuer: String,
    client_id: String,
    redirect_uri: String,
}

/// Whoever holds the phone, reads the inbox and makes the weather.
pub(crate) struct Control {
    agent: Agent,
    url: String,
}

/// Reads replies of any status; a lost one is an error.
pub(crate) fn agent() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false);
    config.build().new_agent()
}

impl Client {
    pub(crate) fn new(server: &Server) -> Self {
        let info = server.info();
        Self {
            agent: agent(),
            issuer: info.issuer,
            client_id: info.client_id,
            redirect_uri: info.redirect_uri.expect("a redirect URI"),
        }
    }

    pub(crate) fn interact(&self) -> Result<Response<Body>, ureq::Error> {
        let url = format!("{}/oauth2/v1/interact", self.issuer);
        self.agent.post(&url).send_form([
            ("client_id", self.client_id.as_str()),
            ("scope", "openid profile"),
            ("redirect_uri", &self.redirect_uri),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "s1"),
        ])
    }

    /// The page that comes after username and password.
    pub(crate) fn sign_in(&self, password: &str) -> Value {
        self.sign_in_as("ada@example.com", password)
    }

    pub(crate) fn sign_in_as(&self, login: &str, password: &str) -> Value {
        let handle = read(self.interact().expect("a reply"));
        let handle = json!({ "interactionHandle": handle["interaction_handle"] });
        let page = self.post(&format!("{}/idp/idx/introspect", self.issuer), &handle);
        let answer = json!({
            "identifier": login,
            "credentials": { "passcode": password },
        });
        self.submit(&page, "identify", answer)
    }

    /// Submits a form with `answer` and the form's own state handle.
    pub(crate) fn submit(&self, page: &Value, name: &str, answer: Value) -> Value {
        let form = form(page, name).unwrap_or_else(|| panic!("no {name} in {page}"));
        self.submit_to(form, answer)
    }

    /// The same where the form is at hand.
    pub(crate) fn submit_to(&self, form: &Value, mut answer: Value) -> Value {
        let fields = form["value"].as_array().expect("fields");
        let handle = fields.iter().find(|field| field["name"] == "stateHandle");
        answer["stateHandle"] = handle.expect("a state handle")["value"].clone();
        self.post(form["href"].as_str().expect("an address"), &answer)
    }

    /// Submits the option of that label in the form's `authenticator` field.
    pub(crate) fn choose(&self, page: &Value, name: &str, label: &str) -> Value {
        let form = form(page, name).unwrap_or_else(|| panic!("no {name} in {page}"));
        let fields = form["value"].as_array().expect("fields");
        let field = fields.iter().find(|field| field["name"] == "authenticator");
        let options = field.expect("a choice")["options"]
            .as_array()
            .expect("options");
        let option = options.iter().find(|option| option["label"] == label);
        let parts = &option.expect("that option")["value"]["form"]["value"];
        let id = parts
            .as_array()
            .expect("parts")
            .iter()
            .find(|part| part["name"] == "id");
        let id = &id.expect("an id")["value"];
        self.submit(page, name, json!({ "authenticator": { "id": id } }))
    }

    /// The tokens for the interaction code on the page.
    pub(crate) fn redeem(&self, page: &Value) -> Value {
        let issue = &page["successWithInteractionCode"];
        let fields = issue["value"]
            .as_array()
            .unwrap_or_else(|| panic!("not done: {page}"));
        let pairs = fields.iter().map(|field| {
            let name = field["name"].as_str().expect("a name");
            (name, field["value"].as_str().unwrap_or(VERIFIER))
        });
        let url = issue["href"].as_str().expect("an address");
        read(self.agent.post(url).send_form(pairs).expect("a reply"))
    }

    fn post(&self, url: &str, body: &Value) -> Value {
        let media = "application/ion+json; okta-version=1.0.0";
        let request = self.agent.post(url).header("accept", media);
        let request = request.header("content-type", media);
        read(request.send(body.to_string()).expect("a reply"))
    }
}

impl Control {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            agent: agent(),
            url: server.control_url(),
        }
    }

    pub(crate) fn get(&self, door: &str) -> Value {
        self.send("GET", door, "")
    }

    pub(crate) fn post(&self, door: &str, body: &str) -> Value {
        self.send("POST", door, body)
    }

    pub(crate) fn send(&self, method: &str, door: &str, body: &str) -> Value {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{door}", self.url))
            .body(body.to_owned())
            .expect("a request");
        read(self.agent.run(request).expect("a reply"))
    }
}

fn form<'a>(page: &'a Value, name: &str) -> Option<&'a Value> {
    let forms = page.pointer("/remediation/value")?.as_array()?;
    forms.iter().find(|form| form["name"] == name)
}

fn read(mut reply: Response<Body>) -> Value {
    let text = reply.body_mut().read_to_string().expect("text");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"))
}
