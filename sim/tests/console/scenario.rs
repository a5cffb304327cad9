//! A client that keeps in mind every secret that it sends or is told.

use std::collections::BTreeSet;

use idx_flow_sim::server::Server;
use serde_json::Value;

use crate::client::{Client, Control, VERIFIER};

/// Members whose values nobody may see; what the log's own words know plays no part.
const SECRET: [&str; 21] = [
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

/// A client whose every exchange is searched for what the log must not tell.
pub(crate) struct Scenario {
    pub(crate) client: Client,
    pub(crate) control: Control,
    pub(crate) secrets: BTreeSet<String>,
}

impl Scenario {
    pub(crate) fn start(server: &Server) -> Self {
        Self {
            client: Client::new(server),
            control: Control::new(server),
            secrets: BTreeSet::from([VERIFIER.to_owned()]),
        }
    }

    pub(crate) fn policy(&self, policy: &Value) {
        let taken = self.control.send("PUT", "/policy", &policy.to_string());
        assert!(taken["error"].is_null(), "{taken}");
    }

    pub(crate) fn sign_in(&mut self, password: &str) -> Value {
        self.secrets.insert(password.to_owned());
        let page = self.client.sign_in(password);
        self.note(&page)
    }

    pub(crate) fn submit(&mut self, page: &Value, form: &str, answer: Value) -> Value {
        let _ = self.note(&answer);
        let page = self.client.submit(page, form, answer);
        self.note(&page)
    }

    pub(crate) fn choose(&mut self, page: &Value, label: &str) -> Value {
        let page = self
            .client
            .choose(page, "select-authenticator-enroll", label);
        self.note(&page)
    }

    pub(crate) fn tokens(&mut self, page: &Value) -> Value {
        let tokens = self.client.redeem(page);
        assert!(tokens["access_token"].is_string(), "{tokens}");
        self.note(&tokens)
    }

    /// Looks for secrets, and passes on.
    pub(crate) fn note(&mut self, value: &Value) -> Value {
        search(value, "", &mut self.secrets);
        value.clone()
    }

    pub(crate) fn newest_letter(&mut self) -> Value {
        let inbox = self.control.get("/inbox");
        let newest = inbox["messages"].as_array().and_then(|all| all.last());
        self.note(newest.expect("a letter"))
    }
}

fn search(value: &Value, name: &str, secrets: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let field = members.get("name").and_then(Value::as_str);
            for (key, member) in members {
                let is_field = key == "value" && member.is_string();
                search(member, field.filter(|_| is_field).unwrap_or(key), secrets);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| search(item, name, secrets)),
        Value::String(text) if SECRET.contains(&name) || text.starts_with("data:") => {
            secrets.insert(text.clone());
        }
        _ => {}
    }
}
