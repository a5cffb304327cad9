//! A small client: it reads forms, fills them in and posts them.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use idx_flow_sim::{Org, Phone, PhoneError, Request, Response, Setup};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

pub(crate) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-000";
pub(crate) static CHALLENGE: LazyLock<String> =
    LazyLock::new(|| URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER)));

/// A client in the middle of a flow.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) org: Org,
    pub(crate) now: SystemTime,
    pub(crate) handle: String,
    /// The newest IDX response.
    pub(crate) page: Value,
    pub(crate) status: u16,
    /// The base of the authorization server's endpoints.
    pub(crate) server: &'static str,
}

impl Client {
    /// Starts a flow: `interact`, then `introspect`.
    pub(crate) fn start(setup: Setup) -> Self {
        Self::start_at(Org::new(setup), &[])
    }

    /// Starts a flow with more parameters at `interact`.
    pub(crate) fn start_at(org: Org, more: &[(&str, &str)]) -> Self {
        let mut client = Self {
            org,
            now: UNIX_EPOCH + Duration::from_secs(1_800_000_000),
            handle: String::new(),
            page: Value::Null,
            status: 0,
            server: "/oauth2/default",
        };
        client.interact(more);
        client
    }

    pub(crate) fn interact(&mut self, more: &[(&str, &str)]) {
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
        pairs.extend(more);
        let reply = self.send(&Request::form(
            format!("{}/v1/interact", self.server),
            &pairs,
        ));
        assert_eq!(reply.status, 200, "{}", reply.body_json());
        self.handle = reply.body_json()["interaction_handle"]
            .as_str()
            .unwrap()
            .to_owned();
        self.introspect();
    }

    pub(crate) fn introspect(&mut self) {
        let body = json!({"interactionHandle": self.handle});
        self.take(&Request::json("/idp/idx/introspect", &body));
    }

    pub(crate) fn send(&mut self, request: &Request) -> Response {
        self.org.handle(request, self.now)
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    /// Posts the form of that name with these values, and takes the reply as the new page.
    pub(crate) fn submit(&mut self, name: &str, values: Value) -> &mut Self {
        let form = self
            .form(name)
            .unwrap_or_else(|| panic!("no {name} in {:#}", self.page));
        let mut body = Map::new();
        fixed(&form["value"], &mut body);
        let mut body = Value::Object(body);
        merge(&mut body, values);
        let request = Request::json(form["href"].as_str().unwrap(), &body);
        self.take(&request);
        self
    }

    /// Signs in with the default user's password on the first page.
    pub(crate) fn password(&mut self) -> &mut Self {
        let credentials = json!({"passcode": "Correct-Horse-1"});
        self.submit(
            "identify",
            json!({"identifier": "ada@example.com", "credentials": credentials}),
        )
    }

    /// Chooses the authenticator of that label in a form with options.
    pub(crate) fn choose(&mut self, form: &str, label: &str, more: Value) -> &mut Self {
        let id = self.authenticator_id(form, label);
        let mut authenticator = json!({"id": id});
        merge(&mut authenticator, more);
        self.submit(form, json!({"authenticator": authenticator}))
    }

    fn authenticator_id(&self, form: &str, label: &str) -> Value {
        let form = self
            .form(form)
            .unwrap_or_else(|| panic!("no {form} in {:#}", self.page));
        let fields = form["value"].as_array().unwrap();
        let field = fields
            .iter()
            .find(|it| it["name"] == "authenticator")
            .unwrap();
        let options = field["options"].as_array().unwrap();
        let option = options.iter().find(|it| it["label"] == label);
        let option = option.unwrap_or_else(|| panic!("no {label} in {options:#?}"));
        option["value"]["form"]["value"][0]["value"].clone()
    }

    /// The form of that name: a remediation, or an action of the current authenticator.
    pub(crate) fn form(&self, name: &str) -> Option<Value> {
        let all = self.page["remediation"]["value"]
            .as_array()
            .into_iter()
            .flatten();
        if let Some(form) = all.clone().find(|form| form["name"] == name) {
            return Some(form.clone());
        }
        let mut places = vec![&self.page[name]];
        for key in ["currentAuthenticator", "currentAuthenticatorEnrollment"] {
            places.push(&self.page[key]["value"][name]);
        }
        places.into_iter().find(|form| form.is_object()).cloned()
    }

    /// The names of the remediations.
    pub(crate) fn names(&self) -> Vec<&str> {
        let all = self.page["remediation"]["value"]
            .as_array()
            .into_iter()
            .flatten();
        all.map(|form| form["name"].as_str().unwrap()).collect()
    }

    /// The key of the first message at the top.
    pub(crate) fn message(&self) -> &str {
        self.page["messages"]["value"][0]["i18n"]["key"]
            .as_str()
            .unwrap_or_default()
    }

    /// The key of the first message at a field of the first form that has one.
    pub(crate) fn field_message(&self) -> &str {
        fn search(value: &Value) -> Option<&str> {
            match value {
                Value::Object(map) => map
                    .get("messages")
                    .and_then(|it| it["value"][0]["i18n"]["key"].as_str())
                    .or_else(|| map.values().find_map(search)),
                Value::Array(all) => all.iter().find_map(search),
                _ => None,
            }
        }
        search(&self.page["remediation"]).unwrap_or_default()
    }

    /// The newest link that was sent to `to`.
    pub(crate) fn link(&self, to: &str) -> String {
        self.org.inbox().link(to).unwrap().to_owned()
    }

    /// The PNG of the QR code on the page.
    pub(crate) fn qr(&self) -> Vec<u8> {
        let context = &self.page["currentAuthenticator"]["value"]["contextualData"];
        let href = context["qrcode"]["href"].as_str().unwrap();
        STANDARD
            .decode(href.strip_prefix("data:image/png;base64,").unwrap())
            .unwrap()
    }

    /// Scans the QR code on the page.
    pub(crate) fn scan(&mut self, phone: &mut Phone) -> Result<(), PhoneError> {
        let picture = self.qr();
        phone.scan(&mut self.org, &picture, self.now)
    }

    /// Redeems the interaction code, and returns the token response.
    pub(crate) fn tokens(&mut self) -> Value {
        let issue = self.page["successWithInteractionCode"].clone();
        assert_eq!(issue["name"], "issue", "{:#}", self.page);
        let reply = self.redeem(issue["value"][1]["value"].as_str().unwrap());
        assert_eq!(reply.status, 200, "{}", reply.body_json());
        reply.body_json()
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

    pub(crate) fn take(&mut self, request: &Request) {
        let reply = self.send(request);
        self.status = reply.status;
        self.page = reply.body_json();
        check_shape(&self.page);
    }
}

/// The claims of a token.
pub(crate) fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The immutable values of a form.
fn fixed(fields: &Value, body: &mut Map<String, Value>) {
    for field in fields.as_array().into_iter().flatten() {
        let name = field["name"].as_str().unwrap().to_owned();
        let in_value = field.pointer("/value/form");
        if let Some(form) = field.get("form").or(in_value) {
            let mut nested = Map::new();
            fixed(&form["value"], &mut nested);
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

/// What is true of each page: every form has its handle, and every reference resolves.
fn check_shape(page: &Value) {
    let forms = page["remediation"]["value"]
        .as_array()
        .into_iter()
        .flatten();
    for form in forms.filter(|form| form["method"] == "POST") {
        let fields = form["value"].as_array().unwrap();
        let handle = fields
            .iter()
            .find(|field| field["name"] == "stateHandle")
            .unwrap();
        assert_eq!(handle["value"], page["stateHandle"]);
        assert_eq!(form["rel"], json!(["create-form"]));
    }
    references(page, page);
}

fn references(value: &Value, page: &Value) {
    let check = |path: &str| {
        let pointer = path.replacen("$.", "/", 1).replace('.', "/");
        let pointer = pointer.replace('[', "/").replace(']', "");
        assert!(
            page.pointer(&pointer).is_some(),
            "{path} dangles in {page:#}"
        );
    };
    match value {
        Value::Object(map) => {
            match map.get("relatesTo") {
                Some(Value::String(path)) => check(path),
                Some(Value::Array(paths)) => {
                    paths.iter().for_each(|it| check(it.as_str().unwrap()))
                }
                _ => {}
            }
            map.values().for_each(|it| references(it, page));
        }
        Value::Array(all) => all.iter().for_each(|it| references(it, page)),
        _ => {}
    }
}
