//! Masks secrets in bodies: handles, codes, passwords, tokens and setup links.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;
use url::form_urlencoded;

use super::names;

const MASK: &str = "•••";

/// Masks secrets, by name and by the fields that the server's forms mark as secret.
#[derive(Default)]
pub(super) struct Masker {
    secret_fields: BTreeSet<String>,
}

impl Masker {
    /// Returns a body as text without secrets: indented JSON, a form as lines, or only the size.
    pub(super) fn body(&mut self, body: &[u8], is_form: bool) -> String {
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
                format!("{:#}", self.mask(&json))
            }
            Err(_) => format!("({} bytes that are not JSON)", body.len()),
        }
    }

    fn form_value(&self, name: &str, value: &str) -> String {
        if self.is_secret(name) {
            MASK.to_owned()
        } else {
            mask_text(value)
        }
    }

    /// Remembers fields of the form `{"name": …, "secret": true}`.
    fn learn(&mut self, json: &Value) {
        if json["secret"] == true
            && let Some(name) = json["name"].as_str()
        {
            self.secret_fields.insert(name.to_owned());
        }
        match json {
            Value::Object(members) => members.values().for_each(|value| self.learn(value)),
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            _ => (),
        }
    }

    fn mask(&self, json: &Value) -> Value {
        match json {
            Value::Object(members) => {
                let name = members.get("name").and_then(Value::as_str);
                let is_secret_field = name.is_some_and(|name| self.is_secret(name));
                let member = |(name, value): (&String, &Value)| {
                    let is_value = is_secret_field && name == "value" && is_scalar(value);
                    let masked = if is_value || self.is_secret(name) {
                        mask_all(value)
                    } else {
                        self.mask(value)
                    };
                    (name.clone(), masked)
                };
                members.iter().map(member).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.mask(item)).collect(),
            Value::String(text) => mask_text(text).into(),
            other => other.clone(),
        }
    }

    fn is_secret(&self, name: &str) -> bool {
        self.secret_fields.contains(name) || names::is_secret(name)
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// Masks all texts and numbers. Booleans and null are not secret.
fn mask_all(value: &Value) -> Value {
    match value {
        Value::String(_) | Value::Number(_) => MASK.into(),
        Value::Array(items) => items.iter().map(mask_all).collect(),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| (name.clone(), mask_all(value));
            members.iter().map(member).collect()
        }
        Value::Bool(_) | Value::Null => value.clone(),
    }
}

/// Masks the query of a URL, an image or a token in a text whose name is not secret.
fn mask_text(text: &str) -> String {
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
    fn json_contains_no_secret() {
        let masked = json(json!({
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
            !masked.contains("canary") && !masked.contains("424242"),
            "{masked}"
        );
        assert!(masked.contains("https://idp.example/go?•••"), "{masked}");
    }

    #[test]
    fn a_form_contains_no_secret() {
        let form = "grant_type=interaction_code&client_id=app&code_verifier=canary\
            &interaction_code=canary&client_secret=canary&state=canary&token=canary\
            &redirect_uri=com.example%3A%2Fcallback%3Fotp%3Dcanary&nonce=canary";
        let masked = Masker::default().body(form.as_bytes(), true);
        assert!(!masked.contains("canary"), "{masked}");
        assert!(
            masked.starts_with("grant_type=interaction_code\nclient_id=app\n"),
            "{masked}"
        );
    }

    #[test]
    fn a_field_that_a_form_marks_as_secret_is_remembered() {
        let mut masker = Masker::default();
        let form = json!({"value": [{"name": "badge", "secret": true, "value": "canary"}]});
        let masked = masker.body(form.to_string().as_bytes(), false);
        assert!(!masked.contains("canary"), "{masked}");
        let masked = masker.body(br#"{"badge": "canary"}"#, false);
        assert!(!masked.contains("canary"), "{masked}");
    }

    #[test]
    fn values_that_are_not_secret_are_kept() {
        let body = json!({
            "identifier": "ada@example.com", "errorCode": "E0000004", "token_type": "Bearer",
            "field": {"name": "passcode", "label": "Password", "secret": true, "required": true},
            "channel": "qrcode", "messages": [{"message": "Wait. Really?"}],
        });
        assert_eq!(json(body.clone()), format!("{body:#}"));
    }

    #[test]
    fn of_a_body_of_another_type_only_the_size_is_shown() {
        let masked = Masker::default().body(b"<html>canary</html>", false);
        assert_eq!(masked, "(19 bytes that are not JSON)");
    }
}
