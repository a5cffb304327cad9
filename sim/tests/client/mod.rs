//! A minimal OAuth and IDX client over HTTP, and a client of the control API.

use idx_flow_sim::server::Server;
use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

/// The example of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) struct Client {
    agent: Agent,
    issuer: String,
    client_id: String,
    redirect_uri: String,
}

/// A client of the control API.
pub(crate) struct Control {
    agent: Agent,
    url: String,
}

/// An agent that returns responses of every status. A lost response is an error.
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

    /// Starts a flow, submits username and password, and returns the response.
    pub(crate) fn sign_in(&self, password: &str) -> Value {
        self.sign_in_as("ada@example.com", password)
    }

    pub(crate) fn sign_in_as(&self, login: &str, password: &str) -> Value {
        let interact = read(self.interact().expect("a response"));
        let handle = json!({ "interactionHandle": interact["interaction_handle"] });
        let response = self.post(&format!("{}/idp/idx/introspect", self.issuer), &handle);
        let answer = json!({
            "identifier": login,
            "credentials": { "passcode": password },
        });
        self.submit(&response, "identify", answer)
    }

    /// Submits the remediation `name` of a response, with its state handle.
    pub(crate) fn submit(&self, response: &Value, name: &str, answer: Value) -> Value {
        let form = form(response, name).unwrap_or_else(|| panic!("no {name} in {response}"));
        self.submit_form(form, answer)
    }

    /// Submits a form, with its state handle.
    pub(crate) fn submit_form(&self, form: &Value, mut answer: Value) -> Value {
        let fields = form["value"].as_array().expect("fields");
        let handle = fields.iter().find(|field| field["name"] == "stateHandle");
        answer["stateHandle"] = handle.expect("a state handle")["value"].clone();
        self.post(form["href"].as_str().expect("an href"), &answer)
    }

    /// Selects the authenticator `label` in the remediation `name`.
    pub(crate) fn select_authenticator(&self, response: &Value, name: &str, label: &str) -> Value {
        let form = form(response, name).unwrap_or_else(|| panic!("no {name} in {response}"));
        let fields = form["value"].as_array().expect("fields");
        let field = fields.iter().find(|field| field["name"] == "authenticator");
        let options = field.expect("an authenticator field")["options"]
            .as_array()
            .expect("options");
        let option = options.iter().find(|option| option["label"] == label);
        let option_fields = &option.expect("an option with this label")["value"]["form"]["value"];
        let id = option_fields
            .as_array()
            .expect("fields")
            .iter()
            .find(|field| field["name"] == "id");
        let id = &id.expect("an id")["value"];
        self.submit(response, name, json!({ "authenticator": { "id": id } }))
    }

    /// Exchanges the interaction code of a response for tokens.
    pub(crate) fn redeem(&self, response: &Value) -> Value {
        let issue = &response["successWithInteractionCode"];
        let fields = issue["value"]
            .as_array()
            .unwrap_or_else(|| panic!("no interaction code in {response}"));
        let pairs = fields.iter().map(|field| {
            let name = field["name"].as_str().expect("a name");
            (name, field["value"].as_str().unwrap_or(VERIFIER))
        });
        let url = issue["href"].as_str().expect("an href");
        read(self.agent.post(url).send_form(pairs).expect("a response"))
    }

    fn post(&self, url: &str, body: &Value) -> Value {
        let media_type = "application/ion+json; okta-version=1.0.0";
        let request = self.agent.post(url).header("accept", media_type);
        let request = request.header("content-type", media_type);
        read(request.send(body.to_string()).expect("a response"))
    }
}

impl Control {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            agent: agent(),
            url: server.control_url(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        self.send("GET", path, "")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Value {
        self.send("POST", path, body)
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> Value {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .body(body.to_owned())
            .expect("a request");
        read(self.agent.run(request).expect("a response"))
    }
}

fn form<'a>(response: &'a Value, name: &str) -> Option<&'a Value> {
    let forms = response.pointer("/remediation/value")?.as_array()?;
    forms.iter().find(|form| form["name"] == name)
}

fn read(mut response: Response<Body>) -> Value {
    let text = response.body_mut().read_to_string().expect("text");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"))
}
