//! Hides what is secret in bodies: handles, codes, passwords, tokens, activation links.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;
use url::form_urlencoded;

use super::names;

const MASK: &str = "•••";

/// Hides secrets, and remembers the fields that the server's forms call secret.
#[derive(Default)]
pub(crate) struct Masker {
    learnt: BTreeSet<String>,
}

impl Masker {
    /// A body as text that can be shown: JSON with indents, a form as lines, or its size alone.
    pub(crate) fn body(&mut self, body: &[u8], is_form: bool) -> String {
        if body.is_empty() {
            return String::new();
        }
        if is_form {
            let line = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
                format!("{name}={}", self.form_value(&name, &value))
            };
            return form_urlencoded::parse(body)
                .map(line)
                .collect::<Vec<_>>()
                .join("\n");
        }
        match serde_json::from_slice(body) {
            Ok(json) => {
                self.learn(&json);
                format!("{:#}", self.masked(&json))
            }
            Err(_) => format!("({} bytes that are not JSON)", body.len()),
        }
    }

    fn form_value(&self, name: &str, value: &str) -> String {
        if self.is_secret(name) {
            MASK.to_owned()
        } else {
            plain_text(value)
        }
    }

    /// Fields are `{"name": …, "secret": true}` on the IDX wire.
    fn learn(&mut self, json: &Value) {
        if json["secret"] == true
            && let Some(name) = json["name"].as_str()
        {
            self.learnt.insert(name.to_owned());
        }
        match json {
            Value::Object(members) => members.values().for_each(|value| self.learn(value)),
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            _ => (),
        }
    }

    fn masked(&self, json: &Value) -> Value {
        match json {
            Value::Object(members) => {
                let is_field = members.get("name").and_then(Value::as_str);
                let is_field = is_field.is_some_and(|name| self.is_secret(name));
                let member = |(name, value): (&String, &Value)| {
                    let is_value = is_field && name == "value" && is_scalar(value);
                    let shown = if is_value || self.is_secret(name) {
                        hidden(value)
                    } else {
                        self.masked(value)
                    };
                    (name.clone(), shown)
                };
                members.iter().map(member).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.masked(item)).collect(),
            Value::String(text) => plain_text(text).into(),
            other => other.clone(),
        }
    }

    fn is_secret(&self, name: &str) -> bool {
        self.learnt.contains(name) || names::is_secret(name)
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// Everything below a secret name; what says only yes or no may stay.
fn hidden(value: &Value) -> Value {
    match value {
        Value::String(_) | Value::Number(_) => MASK.into(),
        Value::Array(items) => items.iter().map(hidden).collect(),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| (name.clone(), hidden(value));
            members.iter().map(member).collect()
        }
        Value::Bool(_) | Value::Null => value.clone(),
    }
}

/// A text under a harmless name: no query, no picture, no token.
fn plain_text(text: &str) -> String {
    if text.starts_with("data:") {
        return format!("data:{MASK} ({} bytes)", text.len());
    }
    if text.starts_with("eyJ") && text.matches('.').count() >= 2 {
        return MASK.to_owned();
    }
    match text.split_once(['?', '#']) {
        Some((address, _)) if address.contains(":/") => format!("{address}?{MASK}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn json(body: Value) -> String {
        Masker::default().body(body.to_string().as_bytes(), false)
    }

    #[test]
    fn no_canary_gets_out_of_json() {
        let shown = json(json!({
            "stateHandle": "canary", "interactionHandle": "canary", "interaction_handle": "canary",
            "credentials": {"passcode": "canary", "totp": 424_242, "answer": "canary"},
            "access_token": "canary", "tokens": ["canary", {"raw": "canary"}],
            "device_secret": "canary", "sharedSecret": "canary", "correctAnswer": "canary",
            "remediation": {"value": [{"name": "issue", "value": [
                {"name": "interaction_code", "value": "canary"},
                {"name": "stateHandle", "value": "canary", "mutable": false}]},
                {"name": "redirect-idp", "href": "https://idp.example/go?stateToken=canary"}]},
            "currentAuthenticator": {"value": {"contextualData": {
                "qrcode": {"href": "data:image/png;base64,canary"},
                "samedevice": {"setupOVUrl": "oktaverify://canary"},
                "challengeData": {"challenge": "canary"}}}},
            "note": "eyJhbGciOiJub25lIn0.canary.canary",
        }));
        assert!(
            !shown.contains("canary") && !shown.contains("424242"),
            "{shown}"
        );
        assert!(shown.contains("https://idp.example/go?•••"), "{shown}");
    }

    #[test]
    fn no_canary_gets_out_of_a_form() {
        let form = "grant_type=interaction_code&client_id=app&code_verifier=canary\
            &interaction_code=canary&client_secret=canary&state=canary&token=canary\
            &redirect_uri=com.example%3A%2Fcallback%3Fotp%3Dcanary&nonce=canary";
        let shown = Masker::default().body(form.as_bytes(), true);
        assert!(!shown.contains("canary"), "{shown}");
        assert!(
            shown.starts_with("grant_type=interaction_code\nclient_id=app\n"),
            "{shown}"
        );
    }

    #[test]
    fn what_a_form_calls_secret_is_remembered() {
        let mut masker = Masker::default();
        let form = json!({"value": [{"name": "badge", "secret": true, "value": "canary"}]});
        let shown = masker.body(form.to_string().as_bytes(), false);
        assert!(!shown.contains("canary"), "{shown}");
        let shown = masker.body(br#"{"badge": "canary"}"#, false);
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn what_is_no_secret_stays() {
        let body = json!({
            "identifier": "ada@example.com", "errorCode": "E0000004", "token_type": "Bearer",
            "field": {"name": "passcode", "label": "Password", "secret": true, "required": true},
            "channel": "qrcode", "messages": [{"message": "Wait. Really?"}],
        });
        assert_eq!(json(body.clone()), format!("{body:#}"));
    }

    #[test]
    fn what_is_neither_is_not_shown() {
        let shown = Masker::default().body(b"<html>canary</html>", false);
        assert_eq!(shown, "(19 bytes that are not JSON)");
    }
}
