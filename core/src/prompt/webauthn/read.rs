//! Which forms of a response ask for a ceremony, and with which challenge.

use super::credentials::descriptors;
use super::options::{Diagnostic, Options, creation, request};
use super::rp_id::issuer;
use super::{Ceremony, CeremonyKind};
use crate::names::RemediationName as Name;
use crate::prompt::diagnostics::Diagnostics;
use crate::prompt::remediation::Remediation;
use crate::wire::json::Json;
use crate::wire::limits::MAX_CEREMONIES;

/// The challenge of the first page: anybody's passkey may answer it.
const AUTOFILL: &str = "webauthnAutofillUIChallenge";

/// The ceremonies of a response, in the order of its remediations. `current`: its single
/// authenticators.
pub(crate) fn ceremonies(
    json: &Json<'_>,
    current: &[&str],
    remediations: &[Remediation],
    diagnostics: &mut Diagnostics,
) -> Vec<Ceremony> {
    let issuer = issuer(remediations);
    let asked = remediations
        .iter()
        .filter_map(|one| Some((one, kind(one)?)));
    let mut found = Vec::new();
    for (one, kind) in asked.take(MAX_CEREMONIES) {
        let options = match kind {
            CeremonyKind::Create => create(json, current, issuer.as_deref()),
            CeremonyKind::Get => get(json, current, issuer.as_deref(), is_discoverable(one)),
        };
        match options {
            Ok(options) => found.push(Ceremony {
                kind,
                remediation: one.id.clone(),
                options: options.json,
                rp_id: options.rp_id,
                conditional: one.name == Name::ChallengeWebauthnAutofilluiAuthenticator,
                challenge: options.challenge,
            }),
            Err(oddity) => diagnostics.note(oddity),
        }
    }
    found
}

/// By what the form wants: what a new credential says of itself, or what an old one signs.
fn kind(one: &Remediation) -> Option<CeremonyKind> {
    let asks = |name: &str| one.field(&format!("credentials.{name}")).is_some();
    match one.is_form && asks("clientData") {
        true if asks("attestation") => Some(CeremonyKind::Create),
        true if asks("authenticatorData") => Some(CeremonyKind::Get),
        _ => None,
    }
}

fn is_discoverable(one: &Remediation) -> bool {
    matches!(
        one.name,
        Name::ChallengeWebauthnAutofilluiAuthenticator | Name::LaunchPasskeysAuthenticator
    )
}

fn create(json: &Json<'_>, current: &[&str], issuer: Option<&str>) -> Result<Options, Diagnostic> {
    let data = contextual(json, current, "activationData");
    let data = data.ok_or("a form asks for a new WebAuthn credential without activationData")?;
    let enrolled = json.items("authenticatorEnrollments");
    let exclude = descriptors(data.items("excludeCredentials"), enrolled);
    creation(data, issuer, exclude)
}

fn get(
    json: &Json<'_>,
    current: &[&str],
    issuer: Option<&str>,
    is_discoverable: bool,
) -> Result<Options, Diagnostic> {
    let at_hand = || contextual(json, current, "challengeData");
    let autofill = || json.object(AUTOFILL)?.object("challengeData");
    let data = if is_discoverable {
        autofill().or_else(at_hand)
    } else {
        at_hand().or_else(autofill)
    };
    let data = data.ok_or("a form asks for a WebAuthn credential without challengeData")?;
    let enrolled = if is_discoverable {
        &[]
    } else {
        json.items("authenticatorEnrollments")
    };
    let allow = descriptors(data.items("allowCredentials"), enrolled);
    request(data, issuer, allow)
}

/// The `contextualData` member of the first authenticator at hand that has it.
fn contextual<'j, 'a>(json: &'j Json<'a>, current: &[&str], key: &str) -> Option<&'j Json<'a>> {
    let mut singles = current.iter().filter_map(|single| json.object(single));
    singles.find_map(|single| single.object("contextualData")?.object(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Prompt;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn form(name: &str, fields: &[&str]) -> Value {
        let field = |name: &&str| json!({"name": name, "required": true, "visible": false});
        let fields: Vec<_> = fields.iter().map(field).collect();
        json!({"name": name, "href": "https://id.acme.example/answer",
            "value": [{"name": "credentials", "form": {"value": fields}}]})
    }

    const ASSERTION: [&str; 3] = ["clientData", "authenticatorData", "signatureData"];

    fn prompt(mut response: Value, forms: &[Value]) -> Prompt {
        response["remediation"] = json!({"value": forms});
        let reading = IdxResponse::from_json(response.to_string().as_bytes());
        reading.unwrap().prompt
    }

    fn at_hand(context: &Value) -> Value {
        json!({"currentAuthenticator": {"type": "object", "value": {"contextualData": context}},
            "authenticatorEnrollments": {"value": [{"key": "webauthn", "credentialId": "AAEC"}]}})
    }

    fn options(ceremony: &Ceremony) -> Value {
        serde_json::from_str(&ceremony.options).unwrap()
    }

    #[test]
    fn an_enrolment_creates_and_a_challenge_gets() {
        let data = json!({"challenge": "_-8=", "user": {"id": "00u1ada5engine2a0d72"}});
        for name in ["enroll-authenticator", "enroll-authenticator-promotion"] {
            let page = prompt(
                at_hand(&json!({"activationData": data})),
                &[form(name, &["clientData", "attestation"])],
            );
            let ceremony = page.ceremony().unwrap();
            assert_eq!(
                (ceremony.kind, ceremony.conditional),
                (CeremonyKind::Create, false)
            );
            assert_eq!(ceremony.remediation, name);
            assert_eq!(ceremony.rp_id, "id.acme.example");
            assert_eq!(options(ceremony)["excludeCredentials"][0]["id"], "AAEC");
        }
        let data = json!({"challengeData": {"challenge": "_-8=", "rpId": "acme.example"}});
        let page = prompt(
            at_hand(&data),
            &[form("challenge-authenticator", &ASSERTION)],
        );
        let ceremony = page.ceremony().unwrap();
        assert_eq!(
            (ceremony.kind, ceremony.conditional),
            (CeremonyKind::Get, false)
        );
        assert_eq!(ceremony.rp_id, "acme.example");
        assert_eq!(options(ceremony)["allowCredentials"][0]["id"], "AAEC");
        assert!(!format!("{page:?}").contains("AAEC\\"), "{page:?}");
    }

    #[test]
    fn on_the_first_page_any_passkey_may_answer() {
        let data = json!({"challenge": "AAED", "extensions": {"appid": "https://login.example"}});
        let response = json!({"webauthnAutofillUIChallenge": {"type": "object",
            "value": {"challengeData": data}},
            "authenticatorEnrollments": {"value": [{"key": "webauthn", "credentialId": "AAEC"}]}});
        let forms = [
            form("challenge-webauthn-autofillui-authenticator", &ASSERTION),
            form("launch-passkeys-authenticator", &ASSERTION),
        ];
        let page = prompt(response, &forms);
        let [behind, before] = page.ceremonies.as_slice() else {
            panic!("{page:?}")
        };
        assert_eq!((behind.conditional, before.conditional), (true, false));
        assert_eq!(behind.rp_id, "login.example");
        assert_eq!(options(behind)["allowCredentials"], json!([]));
        assert_eq!(behind.options, before.options);
        assert_eq!(page.ceremony(), Some(before));
    }

    #[test]
    fn what_is_missing_or_odd_is_said_and_nothing_more() {
        let challenge = form("challenge-authenticator", &ASSERTION);
        let enroll = form("enroll-authenticator", &["clientData", "attestation"]);
        for (context, form) in [
            (json!({}), &challenge),
            (json!({"challengeData": []}), &challenge),
            (
                json!({"challengeData": {"challenge": "a-unique-challenge-string"}}),
                &challenge,
            ),
            (json!({"challengeData": {"challenge": "AAEC"}}), &enroll),
            (
                json!({"activationData": {"challenge": "AAEC", "user": 7}}),
                &enroll,
            ),
        ] {
            let page = prompt(at_hand(&context), std::slice::from_ref(form));
            assert_eq!(page.ceremonies, [], "{context}");
            assert_eq!(page.diagnostics.len(), 1, "{context}");
            assert_eq!(page.remediations.len(), 1, "{context}");
        }
        let duo = form("challenge-authenticator", &["signatureData"]);
        let page = prompt(at_hand(&json!({})), &[duo]);
        assert_eq!((page.ceremonies, page.diagnostics), (vec![], vec![]));
    }
}
