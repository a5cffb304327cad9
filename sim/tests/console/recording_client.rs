//! A client that records the secrets it sends and receives.

use std::collections::BTreeSet;

use idx_flow_sim::server::Server;
use serde_json::Value;

use crate::client::{Client, Control, VERIFIER};

/// Members whose values are secret. The list is independent of the allow list of the log.
const SECRET_MEMBERS: [&str; 21] = [
    "stateHandle",
    "interaction_handle",
    "interaction_code",
    "code_verifier",
    "passcode",
    "nextPasscode",
    "answer",
    "totp",
    "otp",
    "sharedSecret",
    "correctAnswer",
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "link",
    "device_secret",
    "signedToken",
    "signatureData",
    "captchaToken",
    "challengeRequest",
];

/// A client that records the secrets in its requests and responses.
pub(crate) struct RecordingClient {
    pub(crate) client: Client,
    pub(crate) control: Control,
    pub(crate) secrets: BTreeSet<String>,
}

impl RecordingClient {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            client: Client::new(server),
            control: Control::new(server),
            secrets: BTreeSet::from([VERIFIER.to_owned()]),
        }
    }

    pub(crate) fn set_policy(&self, policy: &Value) {
        let response = self.control.send("PUT", "/policy", &policy.to_string());
        assert!(response["error"].is_null(), "{response}");
    }

    pub(crate) fn sign_in(&mut self, password: &str) -> Value {
        self.secrets.insert(password.to_owned());
        let response = self.client.sign_in(password);
        self.record(response)
    }

    pub(crate) fn submit(&mut self, response: &Value, form: &str, answer: Value) -> Value {
        let answer = self.record(answer);
        let response = self.client.submit(response, form, answer);
        self.record(response)
    }

    pub(crate) fn enroll(&mut self, response: &Value, label: &str) -> Value {
        let form = "select-authenticator-enroll";
        let response = self.client.select_authenticator(response, form, label);
        self.record(response)
    }

    pub(crate) fn redeem(&mut self, response: &Value) -> Value {
        let tokens = self.client.redeem(response);
        assert!(tokens["access_token"].is_string(), "{tokens}");
        self.record(tokens)
    }

    pub(crate) fn latest_message(&mut self) -> Value {
        let inbox = self.control.get("/inbox");
        let messages = inbox["messages"].as_array().expect("messages");
        self.record(messages.last().expect("a message").clone())
    }

    /// Records the secrets in a value and returns the value.
    fn record(&mut self, value: Value) -> Value {
        find_secrets(&value, "", &mut self.secrets);
        value
    }
}

fn find_secrets(value: &Value, name: &str, secrets: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let field = members.get("name").and_then(Value::as_str);
            for (key, member) in members {
                let is_field_value = key == "value" && member.is_string();
                let name = field.filter(|_| is_field_value).unwrap_or(key);
                find_secrets(member, name, secrets);
            }
        }
        Value::Array(items) => {
            for item in items {
                find_secrets(item, name, secrets);
            }
        }
        Value::String(text) if SECRET_MEMBERS.contains(&name) || text.starts_with("data:") => {
            secrets.insert(text.clone());
        }
        _ => {}
    }
}
