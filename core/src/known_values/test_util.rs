//! Prompts for the unit tests, and their answers as text.

use serde_json::{Value, json};

use super::KnownValues;
use crate::prompt::Prompt;
use crate::prompt::response::IdxResponse;

/// A form with these fields and the state handle.
pub(super) fn form(name: &str, fields: Value) -> Value {
    json!({"name": name, "href": "https://id.acme.example/idp/idx/x", "method": "POST",
        "rel": ["create-form"], "value": fields})
}

/// A form without fields.
pub(super) fn button(name: &str) -> Value {
    form(name, json!([]))
}

/// A group of fields.
pub(super) fn group(name: &str, fields: Value) -> Value {
    json!({"name": name, "type": "object", "form": {"value": fields}})
}

/// A group with a required passcode.
pub(super) fn passcode() -> Value {
    group(
        "credentials",
        json!([{"name": "passcode", "required": true, "secret": true}]),
    )
}

/// A response with these remediations.
pub(super) fn response<const N: usize>(remediations: [Value; N]) -> Value {
    json!({"remediation": {"value": remediations.to_vec()}})
}

/// The response with another member.
pub(super) fn with(mut response: Value, key: &str, member: Value) -> Value {
    response[key] = member;
    response
}

/// The response with a message of this severity.
pub(super) fn with_message(response: Value, severity: &str) -> Value {
    let message = json!({"class": severity, "message": "Text."});
    with(response, "messages", json!({"value": [message]}))
}

/// The response about this authenticator, with these actions.
pub(super) fn about<const N: usize>(key: &str, actions: [&str; N], response: Value) -> Value {
    let mut authenticator = json!({"key": key, "id": "aut0"});
    for action in actions {
        authenticator[action] = button(action);
    }
    with(
        response,
        "currentAuthenticator",
        json!({"value": authenticator}),
    )
}

/// The first prompt: an identifier, with more fields and all that can be chosen instead.
pub(super) fn identify(more: &[Value]) -> Value {
    let mut fields = vec![json!({"name": "identifier", "required": true})];
    fields.extend(more.to_vec());
    fields.push(json!({"name": "rememberMe", "type": "boolean"}));
    let alternatives = ["select-enroll-profile", "unlock-account"].map(button);
    let [enroll, unlock] = alternatives;
    response([form("identify", json!(fields)), enroll, unlock])
}

/// A prompt for the password, with its recovery.
pub(super) fn challenge_password() -> Value {
    let challenge = response([form("challenge-authenticator", json!([passcode()]))]);
    about("okta_password", ["recover"], challenge)
}

/// A prompt to select one of these authenticators. Each has the methods to choose from, or `=` and a
/// constant method.
pub(super) fn select_authenticate(authenticators: &[(&str, &[&str])]) -> Value {
    select("select-authenticator-authenticate", &[], authenticators)
}

/// A prompt to select one of these authenticators, in a form with this name. These fields precede the
/// authenticator.
pub(super) fn select(name: &str, fields: &[Value], authenticators: &[(&str, &[&str])]) -> Value {
    let option = |(index, (key, methods)): (usize, &(&str, &[&str]))| {
        let id = json!({"name": "id", "value": format!("aut{index}"), "mutable": false});
        let options: Vec<_> = methods
            .iter()
            .map(|method| json!({"value": method}))
            .collect();
        let method = match methods {
            [] => None,
            [only] if only.starts_with('=') => Some(
                json!({"name": "methodType", "value": only.trim_start_matches('='),
                    "mutable": false, "required": false}),
            ),
            _ => Some(json!({"name": "methodType", "options": options, "required": false})),
        };
        let fields: Vec<_> = [Some(id), method].into_iter().flatten().collect();
        json!({"label": key, "relatesTo": format!("$.authenticators.value[{index}]"),
            "value": {"form": {"value": fields}}})
    };
    let options: Vec<_> = authenticators.iter().enumerate().map(option).collect();
    let authenticator = json!({"name": "authenticator", "type": "object", "options": options});
    let fields: Vec<_> = fields.iter().chain([&authenticator]).collect();
    let list: Vec<_> = authenticators
        .iter()
        .map(|(key, _)| json!({"key": key}))
        .collect();
    let response = response([form(name, json!(fields))]);
    with(response, "authenticators", json!({"value": list}))
}

/// A sign-up form with two required attributes, and these fields.
pub(super) fn enroll_profile(more: &[Value]) -> Value {
    let attributes = ["firstName", "email"].map(|name| json!({"name": name, "required": true}));
    let mut fields = vec![group("userProfile", json!(attributes))];
    fields.extend(more.to_vec());
    response([
        form("enroll-profile", json!(fields)),
        button("select-identify"),
    ])
}

pub(super) fn prompt(response: &Value) -> Prompt {
    let response = IdxResponse::from_json(response.to_string().as_bytes());
    response.unwrap().prompt
}

/// The answers to these prompts, one after the other: the name of the form and its body. `-` if the
/// prompt is shown.
pub(super) fn answers<const N: usize>(
    known: &mut KnownValues,
    responses: [Value; N],
) -> [String; N] {
    responses.map(|response| {
        let mut prompt = prompt(&response);
        prompt.version = known.last_version.unwrap_or_default() + 1;
        let Some(answer) = known.answer(&prompt) else {
            return "-".to_owned();
        };
        assert_eq!(answer.prompt_version, prompt.version);
        let form = prompt.remediation(&answer.remediation).unwrap();
        let body = form.body(&answer).unwrap();
        match body.expose() {
            "{}" => answer.remediation,
            body => format!("{} {body}", form.name),
        }
    })
}
