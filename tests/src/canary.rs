//! Every secret that crosses the wire or is typed, and whether one shows.

use std::collections::BTreeSet;

use idx_flow::{Answer, Request};
use serde_json::Value;

/// The secrets seen so far.
#[derive(Debug, Clone, Default)]
pub struct Canaries(BTreeSet<String>);

/// The wire's words for what must not show.
const SECRET: [&str; 27] = [
    "stateHandle",
    "stateToken",
    "interactionHandle",
    "interaction_handle",
    "interaction_code",
    "code_verifier",
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
];

impl Canaries {
    /// Takes in the values of an answer: texts of six characters and more, but for names.
    pub fn answer(&mut self, answer: &Answer) {
        for (path, value) in &answer.values {
            let name = path.rsplit('.').next().unwrap_or_default();
            if let Some(text) = value.as_str().filter(|_| SECRET.contains(&name)) {
                self.add(text);
            }
        }
    }

    /// Takes in the secrets of a request.
    pub fn request(&mut self, request: &Request) {
        self.body(request.body.expose().as_bytes());
    }

    /// Takes in the secrets of a response.
    pub fn response(&mut self, response: &idx_flow_sim::Response) {
        self.body(&response.body);
    }

    /// Panics where `shown` has a secret in it.
    pub fn watch(&self, what: &str, shown: &str) {
        for canary in &self.0 {
            assert!(
                !shown.contains(canary.as_str()),
                "{what} shows a secret: {shown}"
            );
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn body(&mut self, body: &[u8]) {
        if let Ok(json) = serde_json::from_slice::<Value>(body) {
            self.json(&json, false);
            return;
        }
        for pair in String::from_utf8_lossy(body).split('&') {
            if let Some((name, value)) = pair.split_once('=')
                && SECRET.contains(&name)
            {
                self.add(value);
            }
        }
    }

    /// Also the fields of a form that are named like a secret: `{"name": "stateHandle", "value": …}`.
    fn json(&mut self, json: &Value, is_secret: bool) {
        match json {
            Value::String(text) if is_secret => self.add(text),
            Value::Array(items) => items.iter().for_each(|item| self.json(item, false)),
            Value::Object(members) => {
                let name = members
                    .get("name")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                for (key, value) in members {
                    let named = key == "value" && SECRET.contains(&name);
                    self.json(value, named || SECRET.contains(&key.as_str()));
                }
            }
            _ => {}
        }
    }

    /// Short texts would be found by chance.
    fn add(&mut self, text: &str) {
        if text.len() >= 6 {
            self.0.insert(text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_secrets_in_forms_and_json() {
        let mut canaries = Canaries::default();
        canaries.body(b"code_verifier=verifier1&client_id=client1");
        canaries
            .body(br#"{"stateHandle":"handle1","v":[{"name":"stateHandle","value":"handle2"}]}"#);
        assert_eq!(canaries.len(), 3);
    }

    #[test]
    #[should_panic = "shows a secret"]
    fn sees_one_that_shows() {
        let mut canaries = Canaries::default();
        canaries.body(b"code_verifier=verifier1");
        canaries.watch("a log", "x verifier1 y");
    }
}
