//! Answers with the response of a platform to a WebAuthn ceremony: `RegistrationResponseJSON` or
//! `AuthenticationResponseJSON` (Web Authentication Level 3, section 5.1).

use super::Answer;
use super::helpers::form_not_offered;
use crate::error::AnswerError;
use crate::prompt::Prompt;
use crate::prompt::webauthn::{Ceremony, CeremonyKind, base64url};
use crate::wire::json::{Json, parse};

impl Answer {
    /// Answers a [ceremony](Prompt::ceremonies) with the platform's response to its options:
    /// `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication Level 3,
    /// section 5.1). Only the fields of the form are sent, and all bytes as base64url without padding.
    ///
    /// # Errors
    /// [`AnswerError::Webauthn`] if the text is not such a response, or if it answers a challenge other
    /// than the prompt's. The prompt may have changed: run the ceremony again with its new options.
    /// [`AnswerError::NotOffered`] if the prompt has no ceremony of this kind.
    pub fn webauthn(prompt: &Prompt, response: &str) -> Result<Self, AnswerError> {
        let json = parse(response).map_err(|_| invalid("the text", "is not a JSON object"))?;
        if json.str("type") != Some("public-key") {
            return Err(invalid("type", "is not \"public-key\""));
        }
        decode_member(&json, "id")?;
        let Some(inner @ Json::Object(_)) = json.get("response") else {
            return Err(invalid("response", "is missing"));
        };
        let kind = match inner.get("attestationObject") {
            Some(_) => CeremonyKind::Create,
            None => CeremonyKind::Get,
        };
        let ceremony = find_ceremony(prompt, kind, inner)?;
        let values = match kind {
            CeremonyKind::Create => attestation_values(inner, &json)?,
            CeremonyKind::Get => assertion_values(inner)?,
        };
        let form = prompt.remediation(&ceremony.remediation);
        let form =
            form.ok_or_else(|| form_not_offered(prompt, "the form of the WebAuthn ceremony"))?;
        let add_value = |answer: Self, (name, value): (&str, String)| {
            let path = format!("credentials.{name}");
            match form.field(&path) {
                Some(_) => answer.with(path, value),
                None => answer,
            }
        };
        Ok(values
            .into_iter()
            .fold(Self::new(prompt, &form.id), add_value))
    }
}

/// The prompt's ceremony with the challenge that the response's client data contains.
fn find_ceremony<'p>(
    prompt: &'p Prompt,
    kind: CeremonyKind,
    response: &Json<'_>,
) -> Result<&'p Ceremony, AnswerError> {
    let member = "response.clientDataJSON";
    let text = String::from_utf8(decode_member(response, "clientDataJSON")?);
    let text = text.map_err(|_| invalid(member, "is not JSON"))?;
    let data = parse(&text).map_err(|_| invalid(member, "is not a JSON object"))?;
    if data.str("type") != Some(kind.client_data_type()) {
        return Err(invalid(member, "belongs to another kind of ceremony"));
    }
    let challenge = data.str("challenge").and_then(base64url::decode);
    let ceremonies = prompt.ceremonies.iter();
    let ceremonies = ceremonies.filter(|ceremony| ceremony.kind == kind);
    if ceremonies.clone().next().is_none() {
        return Err(form_not_offered(prompt, kind.description()));
    }
    // a form and its autofill may share a challenge: prefer the form, which the user started
    let found = ceremonies
        .filter(|ceremony| Some(&ceremony.challenge) == challenge.as_ref())
        .min_by_key(|ceremony| ceremony.is_conditional);
    let problem =
        "answers another challenge: repeat the ceremony with the options of the current prompt";
    found.ok_or_else(|| invalid(member, problem))
}

/// The names of fields in the group `credentials`, and their values.
type Values = Vec<(&'static str, String)>;

fn attestation_values(response: &Json<'_>, json: &Json<'_>) -> Result<Values, AnswerError> {
    let extensions = match json.get("clientExtensionResults") {
        Some(results @ Json::Object(_)) => results.to_sorted_json(),
        _ => "{}".to_owned(),
    };
    let transports = serde_json::json!(response.texts("transports"));
    Ok(vec![
        ("clientData", normalize_member(response, "clientDataJSON")?),
        (
            "attestation",
            normalize_member(response, "attestationObject")?,
        ),
        // both are JSON texts, as Okta's clients send them
        ("transports", transports.to_string()),
        ("clientExtensions", extensions),
    ])
}

fn assertion_values(response: &Json<'_>) -> Result<Values, AnswerError> {
    let mut values = vec![
        ("clientData", normalize_member(response, "clientDataJSON")?),
        (
            "authenticatorData",
            normalize_member(response, "authenticatorData")?,
        ),
        ("signatureData", normalize_member(response, "signature")?),
    ];
    let is_empty = response.str("userHandle") == Some("");
    if response.get("userHandle").is_some() && !is_empty {
        let bytes = decode_member(response, "userHandle")?;
        values.push(("userHandle", user_handle(bytes)));
    }
    Ok(values)
}

/// Okta's user id, as the server expects it. A passkey that Okta's library for Apple created contains
/// the characters of the id; one that Okta's browser clients created contains the bytes that result
/// from decoding the id as base64url.
fn user_handle(bytes: Vec<u8>) -> String {
    let is_id = bytes.starts_with(b"00u") && bytes.iter().all(u8::is_ascii_alphanumeric);
    match String::from_utf8(bytes) {
        Ok(id) if is_id => id,
        Ok(text) => base64url::encode(text),
        Err(error) => base64url::encode(error.into_bytes()),
    }
}

/// A required member in base64url, without padding.
fn normalize_member(json: &Json<'_>, key: &'static str) -> Result<String, AnswerError> {
    decode_member(json, key).map(base64url::encode)
}

/// The bytes of a required member in base64url.
fn decode_member(json: &Json<'_>, key: &'static str) -> Result<Vec<u8>, AnswerError> {
    let name = match key {
        "clientDataJSON" => "response.clientDataJSON",
        "attestationObject" => "response.attestationObject",
        "authenticatorData" => "response.authenticatorData",
        "signature" => "response.signature",
        "userHandle" => "response.userHandle",
        other => other,
    };
    let text = json.get(key).ok_or_else(|| invalid(name, "is missing"))?;
    let bytes = text.as_str().and_then(base64url::decode);
    bytes.ok_or_else(|| invalid(name, "is not base64url"))
}

fn invalid(member: &'static str, problem: &'static str) -> AnswerError {
    AnswerError::Webauthn { member, problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn client_data(kind: &str, challenge: &str) -> String {
        let data =
            json!({"type": kind, "challenge": challenge, "origin": "https://id.acme.example"});
        base64url::encode(data.to_string())
    }

    fn registration() -> Value {
        json!({"id": "AAEC", "rawId": "AAEC", "type": "public-key",
            "response": {"clientDataJSON": client_data("webauthn.create", "-_8"),
                "attestationObject": "+/8=", "transports": ["internal", "hybrid"]},
            "clientExtensionResults": {"credProps": {"rk": true}}})
    }

    fn authentication() -> Value {
        json!({"id": "AAEC", "rawId": "AAEC", "type": "public-key",
            "response": {"clientDataJSON": client_data("webauthn.get", "-_8"),
                "authenticatorData": "AAED", "signature": "AAEE", "userHandle": null}})
    }

    /// A prompt with a form that has these fields.
    fn prompt(fields: &[&str]) -> Prompt {
        let field = |name: &&str| json!({"name": name, "required": true, "visible": false});
        let fields: Vec<_> = fields.iter().map(field).collect();
        let response = json!({"remediation": {"value": [{"name": "challenge-authenticator",
            "href": "https://id.acme.example/answer",
            "value": [{"name": "credentials", "form": {"value": fields}}]}]},
            "currentAuthenticator": {"value": {"contextualData": {
                "challengeData": {"challenge": "+/8="},
                "activationData": {"challenge": "+/8=", "user": {"id": "00u1ada5engine2a0d72"}}}}}});
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    const REGISTRATION: [&str; 4] = [
        "clientData",
        "attestation",
        "transports",
        "clientExtensions",
    ];
    const AUTHENTICATION: [&str; 4] = [
        "clientData",
        "authenticatorData",
        "signatureData",
        "userHandle",
    ];

    fn values(prompt: &Prompt, response: &Value) -> Result<Vec<(String, String)>, AnswerError> {
        let answer = Answer::webauthn(prompt, &response.to_string())?;
        let value = |(path, value): (&String, &crate::Value)| {
            (path.clone(), value.as_str().unwrap().to_owned())
        };
        Ok(answer.values.iter().map(value).collect())
    }

    fn value(prompt: &Prompt, response: &Value, name: &str) -> Option<String> {
        let path = format!("credentials.{name}");
        let values = values(prompt, response).unwrap();
        let found = values.into_iter().find(|(key, _)| *key == path);
        found.map(|(_, value)| value)
    }

    #[test]
    fn a_registration_fills_in_the_fields_of_the_form() {
        let response = registration();
        let value = |name| value(&prompt(&REGISTRATION), &response, name).unwrap();
        assert_eq!(value("attestation"), "-_8");
        assert_eq!(value("transports"), r#"["internal","hybrid"]"#);
        assert_eq!(value("clientExtensions"), r#"{"credProps":{"rk":true}}"#);
        assert_eq!(value("clientData"), client_data("webauthn.create", "-_8"));
        let with_two_fields = values(&prompt(&REGISTRATION[..2]), &response);
        assert_eq!(with_two_fields.unwrap().len(), 2);
    }

    #[test]
    fn an_assertion_contains_the_user_id_if_there_is_one() {
        let user_handle = |handle: Value| {
            let mut response = authentication();
            response["response"]["userHandle"] = handle;
            value(&prompt(&AUTHENTICATION), &response, "userHandle")
        };
        let id = "00u1ada5engine2a0d72";
        assert_eq!(user_handle(json!(null)), None);
        assert_eq!(user_handle(json!("")), None);
        assert_eq!(user_handle(json!(id)).as_deref(), Some(id));
        let encoded = base64url::encode(id);
        assert_eq!(user_handle(json!(encoded)).as_deref(), Some(id));
        assert_eq!(user_handle(json!("YWRh")).as_deref(), Some("YWRh"));
        let values = values(&prompt(&AUTHENTICATION), &authentication()).unwrap();
        let names: Vec<_> = values.iter().map(|(path, _)| path.as_str()).collect();
        let expected = ["authenticatorData", "clientData", "signatureData"];
        assert_eq!(names, expected.map(|name| format!("credentials.{name}")));
    }

    #[test]
    fn each_invalid_member_has_its_error() {
        let error = |path: &str, value: Value| {
            let mut response = authentication();
            *response.pointer_mut(path).unwrap() = value;
            values(&prompt(&AUTHENTICATION), &response)
                .unwrap_err()
                .to_string()
        };
        let data = "/response/clientDataJSON";
        let of_kind = |kind, challenge| json!(client_data(kind, challenge));
        let errors = [
            error("", json!(7)),
            error("/type", json!("password")),
            error("/id", json!("?")),
            error("/response", json!("AAEC")),
            error("/response/signature", json!(null)),
            error("/response/authenticatorData", json!("a")),
            error("/response/userHandle", json!(["AAEC"])),
            error(data, json!("_-8")),
            error(data, json!("W10")),
            error(data, of_kind("webauthn.create", "-_8")),
            error(data, of_kind("webauthn.get", "AAEC")),
        ];
        let errors = errors.map(|text| text.replace("the WebAuthn response is invalid: ", ""));
        assert_eq!(
            errors,
            [
                "the text is not a JSON object",
                "type is not \"public-key\"",
                "id is not base64url",
                "response is missing",
                "response.signature is missing",
                "response.authenticatorData is not base64url",
                "response.userHandle is not base64url",
                "response.clientDataJSON is not JSON",
                "response.clientDataJSON is not a JSON object",
                "response.clientDataJSON belongs to another kind of ceremony",
                "response.clientDataJSON answers another challenge: \
                 repeat the ceremony with the options of the current prompt",
            ]
        );
    }

    #[test]
    fn a_form_is_preferred_to_its_autofill_with_the_same_challenge() {
        let mut prompt = prompt(&AUTHENTICATION);
        let mut autofill = prompt.ceremonies[0].clone();
        autofill.is_conditional = true;
        autofill.remediation = "autofill".to_owned();
        prompt.ceremonies.insert(0, autofill);
        assert!(values(&prompt, &authentication()).is_ok());
    }

    #[test]
    fn a_response_of_another_kind_of_ceremony_is_rejected() {
        let result = values(&prompt(&REGISTRATION), &authentication());
        assert!(
            matches!(result, Err(AnswerError::NotOffered { .. })),
            "{result:?}"
        );
    }
}
