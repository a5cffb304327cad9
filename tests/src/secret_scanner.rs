//! Collects every secret that a run sends, receives, types or opens, and searches texts for them.

use std::collections::{BTreeMap, BTreeSet};

use idx_flow::{Answer, Flow};
use idx_flow_sim::{Request, Response};
use serde_json::Value;

/// The secrets seen so far, each with its names in the IDX and OAuth APIs.
#[derive(Debug, Clone, Default)]
pub struct SecretScanner(BTreeMap<String, BTreeSet<String>>);

/// The JSON members and parameters whose values are secret.
pub(crate) const SECRET_NAMES: [&str; 32] = [
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
    "nextPasscode",
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

/// The values of the option `attestation`, which has the name of a secret (Web Authentication Level 3,
/// section 5.4.7).
const ATTESTATION_PREFERENCES: [&str; 3] = ["indirect", "direct", "enterprise"];

/// The decoded parameters of a form body.
pub(crate) fn form_pairs(body: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect()
}

impl SecretScanner {
    /// Adds the secrets that a flow has from its start.
    pub fn add_flow(&mut self, flow: &Flow) {
        let snapshot = serde_json::from_str(flow.snapshot().expose());
        self.add_json(&snapshot.unwrap_or_default(), None);
    }

    /// Adds the secret values of an answer.
    pub fn add_answer(&mut self, answer: &Answer) {
        for (path, value) in &answer.values {
            let name = path.rsplit('.').next().unwrap_or_default();
            if let Some(text) = value.as_str().filter(|_| SECRET_NAMES.contains(&name)) {
                self.add(name, text);
            }
        }
    }

    /// Adds the secrets in the body and the cookie of a request.
    pub fn add_request(&mut self, request: &Request) {
        if let Some((name, value)) = request
            .header("cookie")
            .and_then(|cookie| cookie.split_once('='))
        {
            self.add(name, value);
        }
        match request.body_json() {
            Value::Null => self.add_pairs(request.form_pairs()),
            json => self.add_json(&json, None),
        }
    }

    /// Adds the secrets in the body of a response.
    pub fn add_response(&mut self, response: &Response) {
        self.add_json(&response.body_json(), None);
    }

    /// Adds the secrets in the query of a URL.
    pub fn add_url(&mut self, url: &str) {
        self.add_pairs(Request::get(url).query());
    }

    /// Adds one secret. Texts of less than six bytes are skipped: they would match by chance.
    pub fn add(&mut self, name: &str, text: &str) {
        if text.len() >= 6 && !ATTESTATION_PREFERENCES.contains(&text) {
            let names = self.0.entry(text.to_owned()).or_default();
            names.insert(name.to_owned());
        }
    }

    /// Panics if `text` contains a secret. `source` names the text in the message.
    pub fn assert_absent(&self, source: &str, text: &str) {
        self.assert_absent_except(source, text, "");
    }

    /// Panics if `text` contains a secret whose name is not `allowed`.
    pub fn assert_absent_except(&self, source: &str, text: &str, allowed: &str) {
        let forbidden = self.0.iter().filter(|(_, names)| !names.contains(allowed));
        for (secret, names) in forbidden {
            assert!(
                !text.contains(secret.as_str()),
                "secrets-redacted: {source} contains a secret {names:?}: {text}"
            );
        }
    }

    /// The values of the secrets.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The names of the secrets.
    pub fn names(&self) -> BTreeSet<&str> {
        self.0.values().flatten().map(String::as_str).collect()
    }

    fn add_pairs(&mut self, pairs: Vec<(String, String)>) {
        for (name, value) in pairs {
            if SECRET_NAMES.contains(&name.as_str()) {
                self.add(&name, &value);
            }
        }
    }

    /// Adds the secret members of the JSON, the secret fields of its forms (such as
    /// `{"name": "stateHandle", "value": …}`), its QR codes, and the secrets in the queries of its URLs.
    fn add_json(&mut self, json: &Value, secret_name: Option<&str>) {
        match (json, secret_name) {
            (Value::String(text), Some(name)) => self.add(name, text),
            (Value::Array(items), _) => items.iter().for_each(|item| self.add_json(item, None)),
            (Value::Object(members), _) => {
                let field_name = members.get("name").and_then(Value::as_str);
                for (key, value) in members {
                    let field_name = field_name.filter(|_| key == "value");
                    let mut names = [field_name, Some(key.as_str())].into_iter().flatten();
                    let secret_name = names.find(|name| SECRET_NAMES.contains(name));
                    match value.as_str().filter(|_| key == "href") {
                        Some(picture) if picture.starts_with("data:") => {
                            self.add("qrcode", picture);
                        }
                        Some(url) => self.add_url(url),
                        None => self.add_json(value, secret_name),
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
        secrets.add_json(json, None);
        secrets.0.into_values().flatten().collect()
    }

    #[test]
    fn secrets_are_found_in_forms_json_and_urls() {
        let mut secrets = SecretScanner::default();
        let pairs = [("code_verifier", "verifier 1"), ("client_id", "client1")];
        secrets.add_request(&Request::form("/token", &pairs));
        assert_eq!(secrets.values().collect::<Vec<_>>(), ["verifier 1"]);

        let form = json!({"v": [{"name": "stateHandle", "value": "handle2"}]});
        assert_eq!(names(&form), ["stateHandle"]);
        assert_eq!(names(&json!({"stateHandle": "handle1"})), ["stateHandle"]);
        let picture = json!({"qrcode": {"href": "data:image/png;base64,AAAA"}});
        assert_eq!(names(&picture), ["qrcode"]);
        let link = json!({"href": "https://org.example.com/sso?stateToken=handle3"});
        assert_eq!(names(&link), ["stateToken"]);
    }

    #[test]
    #[should_panic = "contains a secret {\"code_verifier\"}"]
    fn a_secret_in_a_text_is_reported() {
        let mut secrets = SecretScanner::default();
        secrets.add("code_verifier", "verifier1");
        secrets.assert_absent("a log", "x verifier1 y");
    }
}
