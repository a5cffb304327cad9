//! Every secret that crosses the wire, is typed or is opened, and whether one shows.

use std::collections::{BTreeMap, BTreeSet};

use idx_flow::{Answer, Flow};
use idx_flow_sim::{Request, Response};
use serde_json::Value;

/// The secrets seen so far, and what each is called on the wire.
#[derive(Debug, Clone, Default)]
pub struct SecretScanner(BTreeMap<String, BTreeSet<String>>);

/// The wire's words for what must not show.
const SECRET: [&str; 31] = [
    "stateHandle",
    "stateToken",
    "interactionHandle",
    "interaction_handle",
    "interaction_code",
    "code_verifier",
    "verifier",
    "state",
    "nonce",
    "client_secret",
    "activation_token",
    "recovery_token",
    "access_token",
    "refresh_token",
    "id_token",
    "device_secret",
    "passcode",
    "password",
    "totp",
    "answer",
    "sharedSecret",
    "setupOVUrl",
    "otp",
    "token",
    "signedToken",
    "captchaToken",
    "clientData",
    "signatureData",
    "authenticatorData",
    "attestation",
    "challengeRequest",
];

impl SecretScanner {
    /// Takes in what a flow knows from its first moment on.
    pub fn flow(&mut self, flow: &Flow) {
        let snapshot = serde_json::from_str(flow.snapshot().expose());
        self.json(&snapshot.unwrap_or_default(), None);
    }

    /// Takes in the values of an answer.
    pub fn answer(&mut self, answer: &Answer) {
        for (path, value) in &answer.values {
            let name = path.rsplit('.').next().unwrap_or_default();
            if let Some(text) = value.as_str().filter(|_| SECRET.contains(&name)) {
                self.add(name, text);
            }
        }
    }

    /// Takes in the secrets of a request: body and cookie.
    pub fn request(&mut self, request: &Request) {
        if let Some((name, value)) = request.header("cookie").and_then(|it| it.split_once('=')) {
            self.add(name, value);
        }
        match request.body_json() {
            Value::Null => self.pairs(request.form_pairs()),
            json => self.json(&json, None),
        }
    }

    /// Takes in the secrets of a response.
    pub fn response(&mut self, response: &Response) {
        self.json(&response.body_json(), None);
    }

    /// Takes in the secrets in the query of a URL.
    pub fn url(&mut self, url: &str) {
        self.pairs(Request::get(url).query());
    }

    /// Takes in one secret; short texts would be found by chance.
    pub fn add(&mut self, name: &str, text: &str) {
        if text.len() >= 6 {
            let names = self.0.entry(text.to_owned()).or_default();
            names.insert(name.to_owned());
        }
    }

    /// Panics where `shown` has a secret in it.
    pub fn watch(&self, what: &str, shown: &str) {
        self.watch_but(what, shown, "");
    }

    /// The same, where secrets of this name alone belong there.
    pub fn watch_but(&self, what: &str, shown: &str, name: &str) {
        let others = self.0.iter().filter(|(_, names)| !names.contains(name));
        for (canary, names) in others {
            assert!(
                !shown.contains(canary.as_str()),
                "{what} shows a secret {names:?}: {shown}"
            );
        }
    }

    /// The secrets themselves.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What kinds of secrets there are, in the wire's words.
    pub fn names(&self) -> BTreeSet<&str> {
        self.0.values().flatten().map(String::as_str).collect()
    }

    fn pairs(&mut self, pairs: Vec<(String, String)>) {
        for (name, value) in pairs {
            if SECRET.contains(&name.as_str()) {
                self.add(&name, &value);
            }
        }
    }

    /// Also the fields of a form that are named like a secret, `{"name": "stateHandle", "value": …}`,
    /// the picture of a QR code, and the query of an address.
    fn json(&mut self, json: &Value, called: Option<&str>) {
        match (json, called) {
            (Value::String(text), Some(name)) => self.add(name, text),
            (Value::Array(items), _) => items.iter().for_each(|item| self.json(item, None)),
            (Value::Object(members), _) => {
                let name = members.get("name").and_then(Value::as_str);
                for (key, value) in members {
                    let named = name.filter(|_| key == "value");
                    let called = [named, Some(key.as_str())];
                    let mut called = called.into_iter().flatten();
                    let called = called.find(|name| SECRET.contains(name));
                    match value.as_str().filter(|_| key == "href") {
                        Some(picture) if picture.starts_with("data:") => {
                            self.add("qrcode", picture);
                        }
                        Some(address) => self.url(address),
                        None => self.json(value, called),
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(json: &Value) -> Vec<String> {
        let mut secrets = SecretScanner::default();
        secrets.json(json, None);
        secrets.0.into_values().flatten().collect()
    }

    #[test]
    fn finds_secrets_in_forms_and_json_and_addresses() {
        let mut secrets = SecretScanner::default();
        let pairs = [("code_verifier", "verifier 1"), ("client_id", "client1")];
        secrets.request(&Request::form("/token", &pairs));
        assert_eq!(secrets.texts().collect::<Vec<_>>(), ["verifier 1"]);

        let form = json!({"v": [{"name": "stateHandle", "value": "handle2"}]});
        assert_eq!(names(&form), ["stateHandle"]);
        assert_eq!(names(&json!({"stateHandle": "handle1"})), ["stateHandle"]);
        let picture = json!({"qrcode": {"href": "data:image/png;base64,AAAA"}});
        assert_eq!(names(&picture), ["qrcode"]);
        let link = json!({"href": "https://org.example.com/sso?stateToken=handle3"});
        assert_eq!(names(&link), ["stateToken"]);
    }

    #[test]
    #[should_panic = "shows a secret {\"code_verifier\"}"]
    fn sees_one_that_shows() {
        let mut secrets = SecretScanner::default();
        secrets.add("code_verifier", "verifier1");
        secrets.watch("a log", "x verifier1 y");
    }
}
