//! A small IDX client that fills in forms and submits them.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use idx_flow_sim::{Org, Phone, PhoneError, Request, Response, Setup};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::response_shape::check_shape;

pub(crate) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-000";
pub(crate) static CHALLENGE: LazyLock<String> =
    LazyLock::new(|| URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER)));

/// A client with one flow at an org.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) org: Org,
    pub(crate) now: SystemTime,
    pub(crate) handle: String,
    /// The latest IDX response.
    pub(crate) response: Value,
    pub(crate) status: u16,
    /// The headers of the latest IDX response.
    pub(crate) headers: Vec<(String, String)>,
    /// The headers that are added to every request.
    pub(crate) request_headers: Vec<(String, String)>,
    /// The path of the authorization server.
    pub(crate) server: &'static str,
}

impl Client {
    /// Starts a flow: `interact`, then `introspect`.
    pub(crate) fn start(setup: Setup) -> Self {
        Self::start_at(Org::new(setup), &[])
    }

    /// Starts a flow with additional parameters of `interact`.
    pub(crate) fn start_at(org: Org, parameters: &[(&str, &str)]) -> Self {
        let mut client = Self {
            org,
            now: UNIX_EPOCH + Duration::from_secs(1_800_000_000),
            handle: String::new(),
            response: Value::Null,
            status: 0,
            headers: Vec::new(),
            request_headers: Vec::new(),
            server: "/oauth2/default",
        };
        client.interact(parameters);
        client
    }

    pub(crate) fn interact(&mut self, parameters: &[(&str, &str)]) {
        let setup = self.org.setup().clone();
        let mut pairs = vec![
            ("client_id", setup.client_id.as_str()),
            ("scope", "openid profile email offline_access device_sso"),
            ("redirect_uri", setup.redirect_uris[0].as_str()),
            ("code_challenge", CHALLENGE.as_str()),
            ("code_challenge_method", "S256"),
            ("state", "s-1"),
            ("nonce", "n-1"),
        ];
        pairs.extend(parameters);
        let response = self.send(&Request::form(
            format!("{}/v1/interact", self.server),
            &pairs,
        ));
        assert_eq!(response.status, 200, "{}", response.body_json());
        self.handle = response.body_json()["interaction_handle"]
            .as_str()
            .unwrap()
            .to_owned();
        self.introspect();
    }

    pub(crate) fn introspect(&mut self) {
        let body = json!({"interactionHandle": self.handle});
        self.send_idx(&Request::json("/idp/idx/introspect", &body));
    }

    /// Introspects the state handle of the latest response.
    pub(crate) fn introspect_state_token(&mut self) {
        let body = json!({"stateToken": self.response["stateHandle"]});
        self.send_idx(&Request::json("/idp/idx/introspect", &body));
    }

    pub(crate) fn send(&mut self, request: &Request) -> Response {
        let mut request = request.clone();
        request.headers.extend(self.request_headers.clone());
        self.org.handle(&request, self.now)
    }

    /// Adds a header to every request from now on.
    pub(crate) fn with_request_header(&mut self, name: &str, value: &str) -> &mut Self {
        let header = (name.to_owned(), value.to_owned());
        self.request_headers.push(header);
        self
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    /// Submits the form `name` with these values in addition to its fixed values.
    pub(crate) fn submit(&mut self, name: &str, values: Value) -> &mut Self {
        let form = self
            .form(name)
            .unwrap_or_else(|| panic!("no {name} in {:#}", self.response));
        let mut body = Map::new();
        add_fixed_values(&form["value"], &mut body);
        let mut body = Value::Object(body);
        merge(&mut body, values);
        let request = Request::json(form["href"].as_str().unwrap(), &body);
        self.send_idx(&request);
        self
    }

    /// Submits the login and password of the default user.
    pub(crate) fn password(&mut self) -> &mut Self {
        let credentials = json!({"passcode": "Correct-Horse-1"});
        self.submit(
            "identify",
            json!({"identifier": "ada@example.com", "credentials": credentials}),
        )
    }

    /// Selects the authenticator `label` in a form with options.
    pub(crate) fn select_authenticator(
        &mut self,
        form: &str,
        label: &str,
        values: Value,
    ) -> &mut Self {
        let id = self.authenticator_id(form, label);
        let mut authenticator = json!({"id": id});
        merge(&mut authenticator, values);
        self.submit(form, json!({"authenticator": authenticator}))
    }

    fn authenticator_id(&self, form: &str, label: &str) -> Value {
        let form = self
            .form(form)
            .unwrap_or_else(|| panic!("no {form} in {:#}", self.response));
        let fields = form["value"].as_array().unwrap();
        let field = fields
            .iter()
            .find(|field| field["name"] == "authenticator")
            .unwrap();
        let options = field["options"].as_array().unwrap();
        let option = options.iter().find(|option| option["label"] == label);
        let option = option.unwrap_or_else(|| panic!("no {label} in {options:#?}"));
        option["value"]["form"]["value"][0]["value"].clone()
    }

    /// Returns the form `name`: a remediation, a form of the response or one of the authenticator.
    pub(crate) fn form(&self, name: &str) -> Option<Value> {
        let remediations = self.response["remediation"]["value"].as_array();
        let mut remediations = remediations.into_iter().flatten();
        if let Some(form) = remediations.find(|form| form["name"] == name) {
            return Some(form.clone());
        }
        let mut candidates = vec![&self.response[name]];
        for key in ["currentAuthenticator", "currentAuthenticatorEnrollment"] {
            candidates.push(&self.response[key]["value"][name]);
        }
        let form = candidates.into_iter().find(|form| form.is_object());
        form.cloned()
    }

    /// Returns the names of the remediations.
    pub(crate) fn names(&self) -> Vec<&str> {
        let remediations = self.response["remediation"]["value"].as_array();
        let remediations = remediations.into_iter().flatten();
        remediations
            .map(|form| form["name"].as_str().unwrap())
            .collect()
    }

    /// Submits a one-time code or a password.
    pub(crate) fn passcode(&mut self, form: &str, passcode: &str) -> &mut Self {
        self.submit(form, json!({"credentials": {"passcode": passcode}}))
    }

    /// Returns the value of a header of the latest IDX response.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let header = headers.find(|(known, _)| known == name)?;
        Some(&header.1)
    }

    /// Returns the seconds until the limit of the latest IDX response is reset.
    pub(crate) fn reset_in(&self) -> u64 {
        let reset: u64 = self.header("x-rate-limit-reset").unwrap().parse().unwrap();
        let now = self.now.duration_since(UNIX_EPOCH).unwrap();
        reset - now.as_secs()
    }

    /// Returns the key of the first message of the response.
    pub(crate) fn message(&self) -> &str {
        self.response["messages"]["value"][0]["i18n"]["key"]
            .as_str()
            .unwrap_or_default()
    }

    /// Returns the key of the first message of a field.
    pub(crate) fn field_message(&self) -> &str {
        fn search(value: &Value) -> Option<&str> {
            match value {
                Value::Object(map) => map
                    .get("messages")
                    .and_then(|messages| messages["value"][0]["i18n"]["key"].as_str())
                    .or_else(|| map.values().find_map(search)),
                Value::Array(items) => items.iter().find_map(search),
                _ => None,
            }
        }
        search(&self.response["remediation"]).unwrap_or_default()
    }

    /// Returns the latest code that was sent to `to`.
    pub(crate) fn code(&self, to: &str) -> String {
        self.org.inbox().code(to).unwrap().to_owned()
    }

    /// Returns the latest link that was sent to `to`.
    pub(crate) fn link(&self, to: &str) -> String {
        self.org.inbox().link(to).unwrap().to_owned()
    }

    /// Returns the PNG of the QR code in the response.
    pub(crate) fn qr(&self) -> Vec<u8> {
        let context = &self.response["currentAuthenticator"]["value"]["contextualData"];
        let href = context["qrcode"]["href"].as_str().unwrap();
        STANDARD
            .decode(href.strip_prefix("data:image/png;base64,").unwrap())
            .unwrap()
    }

    /// Scans the QR code in the response.
    pub(crate) fn scan(&mut self, phone: &mut Phone) -> Result<(), PhoneError> {
        let png = self.qr();
        phone.scan(&mut self.org, &png, self.now)
    }

    /// Exchanges the interaction code for tokens and returns the token response.
    pub(crate) fn tokens(&mut self) -> Value {
        let issue = self.response["successWithInteractionCode"].clone();
        assert_eq!(issue["name"], "issue", "{:#}", self.response);
        let response = self.redeem(issue["value"][1]["value"].as_str().unwrap());
        assert_eq!(response.status, 200, "{}", response.body_json());
        response.body_json()
    }

    pub(crate) fn redeem(&mut self, code: &str) -> Response {
        let client_id = self.org.setup().client_id.clone();
        let pairs = [
            ("grant_type", "interaction_code"),
            ("client_id", &client_id),
            ("interaction_code", code),
            ("code_verifier", VERIFIER),
        ];
        self.send(&Request::form(format!("{}/v1/token", self.server), &pairs))
    }

    /// Sends a request to the IDX API and stores the response.
    pub(crate) fn send_idx(&mut self, request: &Request) {
        let response = self.send(request);
        self.status = response.status;
        self.response = response.body_json();
        self.headers = response.headers;
        check_shape(&self.response);
    }
}

/// Returns the claims of a token.
pub(crate) fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// Adds the values of the immutable fields of a form.
fn add_fixed_values(fields: &Value, body: &mut Map<String, Value>) {
    for field in fields.as_array().into_iter().flatten() {
        let name = field["name"].as_str().unwrap().to_owned();
        let in_value = field.pointer("/value/form");
        if let Some(form) = field.get("form").or(in_value) {
            let mut nested = Map::new();
            add_fixed_values(&form["value"], &mut nested);
            body.insert(name, Value::Object(nested));
        } else if field["mutable"] == false {
            body.insert(name, field["value"].clone());
        }
    }
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
