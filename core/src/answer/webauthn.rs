//! What a platform gives back: `RegistrationResponseJSON` and `AuthenticationResponseJSON` (Web
//! Authentication Level 3, section 5.1), checked and put into the form.

use super::Answer;
use super::helpers::form_not_offered;
use crate::error::InputError;
use crate::prompt::Prompt;
use crate::prompt::webauthn::{Ceremony, CeremonyKind, base64url};
use crate::wire::json::{Json, parse};

impl Answer {
    /// Answers a [ceremony](Prompt::ceremonies) with what the platform gave back for its options:
    /// `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication Level 3,
    /// section 5.1). Only what the form asks for is sent, all bytes as base64url without padding.
    ///
    /// # Errors
    /// [`InputError::Webauthn`] where the JSON is no such response, or one to another challenge (the
    /// page has changed meanwhile: start again with its options). [`InputError::NotOffered`] where
    /// the prompt has no such ceremony.
    pub fn webauthn(prompt: &Prompt, response: &str) -> Result<Self, InputError> {
        let json = parse(response).map_err(|_| refused("the text", "is not a JSON object"))?;
        if json.str("type") != Some("public-key") {
            return Err(refused("type", "is not \"public-key\""));
        }
        bytes(&json, "id")?;
        let Some(inner @ Json::Object(_)) = json.get("response") else {
            return Err(refused("response", "is missing"));
        };
        let kind = match inner.get("attestationObject") {
            Some(_) => CeremonyKind::Create,
            None => CeremonyKind::Get,
        };
        let ceremony = ceremony(prompt, kind, inner)?;
        let values = match kind {
            CeremonyKind::Create => attestation(inner, &json)?,
            CeremonyKind::Get => assertion(inner)?,
        };
        let form = prompt.remediation(&ceremony.remediation);
        let form =
            form.ok_or_else(|| form_not_offered(prompt, "the form of the WebAuthn ceremony"))?;
        let fill = |answer: Self, (name, value): (&str, String)| {
            let path = format!("credentials.{name}");
            match form.field(&path) {
                Some(_) => answer.with(path, value),
                None => answer,
            }
        };
        Ok(values.into_iter().fold(Self::new(&form.id), fill))
    }
}

/// The prompt's ceremony that the response's client data speak of.
fn ceremony<'p>(
    prompt: &'p Prompt,
    kind: CeremonyKind,
    response: &Json<'_>,
) -> Result<&'p Ceremony, InputError> {
    let member = "response.clientDataJSON";
    let text = String::from_utf8(bytes(response, "clientDataJSON")?);
    let text = text.map_err(|_| refused(member, "is not JSON"))?;
    let data = parse(&text).map_err(|_| refused(member, "is not a JSON object"))?;
    if data.str("type") != Some(kind.client_data_type()) {
        return Err(refused(member, "is of another kind of ceremony"));
    }
    let challenge = data.str("challenge").and_then(base64url::decode);
    let offered = prompt.ceremonies.iter().filter(|one| one.kind == kind);
    if offered.clone().next().is_none() {
        return Err(form_not_offered(prompt, kind.description()));
    }
    // one challenge may stand at a form and at its autofill: the form is what was pressed
    let found = offered
        .filter(|one| Some(&one.challenge) == challenge.as_ref())
        .min_by_key(|one| one.conditional);
    let other = || {
        refused(
            member,
            "answers another challenge: start again with the options of this page",
        )
    };
    found.ok_or_else(other)
}

type Values = Vec<(&'static str, String)>;

fn attestation(response: &Json<'_>, whole: &Json<'_>) -> Result<Values, InputError> {
    let extensions = match whole.get("clientExtensionResults") {
        Some(results @ Json::Object(_)) => results.to_sorted_json(),
        _ => "{}".to_owned(),
    };
    let transports = serde_json::json!(response.texts("transports"));
    Ok(vec![
        ("clientData", text(response, "clientDataJSON")?),
        ("attestation", text(response, "attestationObject")?),
        // both are JSON in a text, as Okta's own clients send them
        ("transports", transports.to_string()),
        ("clientExtensions", extensions),
    ])
}

fn assertion(response: &Json<'_>) -> Result<Values, InputError> {
    let mut values = vec![
        ("clientData", text(response, "clientDataJSON")?),
        ("authenticatorData", text(response, "authenticatorData")?),
        ("signatureData", text(response, "signature")?),
    ];
    let is_empty = response.str("userHandle") == Some("");
    if response.get("userHandle").is_some() && !is_empty {
        values.push(("userHandle", user_handle(bytes(response, "userHandle")?)));
    }
    Ok(values)
}

/// Okta's id of the user. Okta's library for Apple puts its letters into a passkey, its clients in
/// browsers the bytes that they are in base64url: the server is told the letters either way.
fn user_handle(bytes: Vec<u8>) -> String {
    let is_id = bytes.starts_with(b"00u") && bytes.iter().all(u8::is_ascii_alphanumeric);
    match String::from_utf8(bytes) {
        Ok(letters) if is_id => letters,
        Ok(text) => base64url::encode(text),
        Err(other) => base64url::encode(other.into_bytes()),
    }
}

fn text(json: &Json<'_>, key: &'static str) -> Result<String, InputError> {
    bytes(json, key).map(base64url::encode)
}

/// A member that has to be there, and base64url.
fn bytes(json: &Json<'_>, key: &'static str) -> Result<Vec<u8>, InputError> {
    let name = match key {
        "clientDataJSON" => "response.clientDataJSON",
        "attestationObject" => "response.attestationObject",
        "authenticatorData" => "response.authenticatorData",
        "signature" => "response.signature",
        "userHandle" => "response.userHandle",
        other => other,
    };
    let text = json.get(key).ok_or_else(|| refused(name, "is missing"))?;
    let bytes = text.as_str().and_then(base64url::decode);
    bytes.ok_or_else(|| refused(name, "is not base64url"))
}

fn refused(member: &'static str, problem: &'static str) -> InputError {
    InputError::Webauthn { member, problem }
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

    /// A page that asks for these in one form.
    fn page(fields: &[&str]) -> Prompt {
        let field = |name: &&str| json!({"name": name, "required": true, "visible": false});
        let fields: Vec<_> = fields.iter().map(field).collect();
        let response = json!({"remediation": {"value": [{"name": "challenge-authenticator",
            "href": "https://id.acme.example/answer",
            "value": [{"name": "credentials", "form": {"value": fields}}]}]},
            "currentAuthenticator": {"value": {"contextualData": {
                "challengeData": {"challenge": "+/8="},
                "activationData": {"challenge": "+/8=", "user": {"id": "00u1ada5engine2a0d72"}}}}}});
        let reading = IdxResponse::from_json(response.to_string().as_bytes());
        reading.unwrap().prompt
    }

    const REGISTERS: [&str; 4] = [
        "clientData",
        "attestation",
        "transports",
        "clientExtensions",
    ];
    const ASSERTS: [&str; 4] = [
        "clientData",
        "authenticatorData",
        "signatureData",
        "userHandle",
    ];

    fn answered(page: &Prompt, response: &Value) -> Result<Vec<(String, String)>, InputError> {
        let answer = Answer::webauthn(page, &response.to_string())?;
        let value = |(path, value): (&String, &crate::Value)| {
            (path.clone(), value.as_str().unwrap().to_owned())
        };
        Ok(answer.values.iter().map(value).collect())
    }

    fn value(page: &Prompt, response: &Value, name: &str) -> Option<String> {
        let path = format!("credentials.{name}");
        let values = answered(page, response).unwrap();
        let found = values.into_iter().find(|(at, _)| *at == path);
        found.map(|(_, value)| value)
    }

    #[test]
    fn a_registration_fills_in_what_the_form_declares() {
        let response = registration();
        let value = |name| value(&page(&REGISTERS), &response, name).unwrap();
        assert_eq!(value("attestation"), "-_8");
        assert_eq!(value("transports"), r#"["internal","hybrid"]"#);
        assert_eq!(value("clientExtensions"), r#"{"credProps":{"rk":true}}"#);
        assert_eq!(value("clientData"), client_data("webauthn.create", "-_8"));
        assert_eq!(
            answered(&page(&REGISTERS[..2]), &response).unwrap().len(),
            2
        );
    }

    #[test]
    fn an_assertion_says_who_it_is_where_it_can() {
        let with = |handle: Value| {
            let mut response = authentication();
            response["response"]["userHandle"] = handle;
            value(&page(&ASSERTS), &response, "userHandle")
        };
        assert_eq!(with(json!(null)), None);
        assert_eq!(with(json!("")), None);
        assert_eq!(
            with(json!("00u1ada5engine2a0d72")).as_deref(),
            Some("00u1ada5engine2a0d72")
        );
        let letters = base64url::encode("00u1ada5engine2a0d72");
        assert_eq!(
            with(json!(letters)).as_deref(),
            Some("00u1ada5engine2a0d72")
        );
        assert_eq!(with(json!("YWRh")).as_deref(), Some("YWRh"));
        let values = answered(&page(&ASSERTS), &authentication()).unwrap();
        let names: Vec<_> = values.iter().map(|(path, _)| path.as_str()).collect();
        let expected = ["authenticatorData", "clientData", "signatureData"];
        assert_eq!(names, expected.map(|name| format!("credentials.{name}")));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let change = |path: &str, value: Value| {
            let mut response = authentication();
            *response.pointer_mut(path).unwrap() = value;
            answered(&page(&ASSERTS), &response)
                .unwrap_err()
                .to_string()
        };
        let data = "/response/clientDataJSON";
        let of_kind = |kind, challenge| json!(client_data(kind, challenge));
        let all = [
            change("", json!(7)),
            change("/type", json!("password")),
            change("/id", json!("?")),
            change("/response", json!("AAEC")),
            change("/response/signature", json!(null)),
            change("/response/authenticatorData", json!("a")),
            change("/response/userHandle", json!(["AAEC"])),
            change(data, json!("_-8")),
            change(data, json!("W10")),
            change(data, of_kind("webauthn.create", "-_8")),
            change(data, of_kind("webauthn.get", "AAEC")),
        ];
        let says = all.map(|text| text.replace("the WebAuthn response is invalid: ", ""));
        assert_eq!(
            says,
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
                "response.clientDataJSON is of another kind of ceremony",
                "response.clientDataJSON answers another challenge: start again with the options of this page",
            ]
        );
    }

    #[test]
    fn of_two_with_one_challenge_the_one_that_was_pressed_is_answered() {
        let mut page = page(&ASSERTS);
        let mut behind = page.ceremonies[0].clone();
        behind.conditional = true;
        behind.remediation = "elsewhere".to_owned();
        page.ceremonies.insert(0, behind);
        assert!(answered(&page, &authentication()).is_ok());
    }

    #[test]
    fn a_page_that_asks_for_another_ceremony_does_not_take_it() {
        let refused = answered(&page(&REGISTERS), &authentication());
        assert!(
            matches!(refused, Err(InputError::NotOffered { .. })),
            "{refused:?}"
        );
    }
}
