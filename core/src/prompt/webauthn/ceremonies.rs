//! Finds the forms of a response that ask for a ceremony, and builds the options of each.

use super::credentials::credential_descriptors;
use super::options::{Diagnostic, Options, creation_options, request_options};
use super::rp_id::issuer_host;
use super::{Ceremony, CeremonyKind};
use crate::names::RemediationName as Name;
use crate::prompt::diagnostics::Diagnostics;
use crate::prompt::remediation::Remediation;
use crate::wire::json::Json;
use crate::wire::limits::MAX_CEREMONIES;

/// The challenge for any passkey, on the prompt that asks for the identifier.
const AUTOFILL: &str = "webauthnAutofillUIChallenge";

/// The ceremonies of a response, in the order of its remediations. `current` has the keys of the
/// current authenticators.
pub(crate) fn ceremonies(
    response: &Json<'_>,
    current: &[&str],
    remediations: &[Remediation],
    diagnostics: &mut Diagnostics,
) -> Vec<Ceremony> {
    let issuer_host = issuer_host(remediations);
    let issuer_host = issuer_host.as_deref();
    let forms = remediations
        .iter()
        .filter_map(|form| Some((form, ceremony_kind(form)?)));
    let mut ceremonies = Vec::new();
    for (form, kind) in forms.take(MAX_CEREMONIES) {
        let options = match kind {
            CeremonyKind::Create => create(response, current, issuer_host),
            CeremonyKind::Get => get(response, current, issuer_host, is_discoverable(form)),
        };
        match options {
            Ok(options) => ceremonies.push(Ceremony {
                kind,
                remediation: form.id.clone(),
                options: options.json,
                rp_id: options.rp_id,
                is_conditional: form.name == Name::ChallengeWebauthnAutofilluiAuthenticator,
                challenge: options.challenge,
            }),
            Err(problem) => diagnostics.note(problem),
        }
    }
    ceremonies
}

/// The kind of ceremony that the fields of a form ask for.
fn ceremony_kind(form: &Remediation) -> Option<CeremonyKind> {
    let has_field = |name: &str| form.field(&format!("credentials.{name}")).is_some();
    match form.is_form && has_field("clientData") {
        true if has_field("attestation") => Some(CeremonyKind::Create),
        true if has_field("authenticatorData") => Some(CeremonyKind::Get),
        _ => None,
    }
}

/// Whether the form accepts any passkey of the device, before the user is known.
fn is_discoverable(form: &Remediation) -> bool {
    matches!(
        form.name,
        Name::ChallengeWebauthnAutofilluiAuthenticator | Name::LaunchPasskeysAuthenticator
    )
}

fn create(
    response: &Json<'_>,
    current: &[&str],
    issuer_host: Option<&str>,
) -> Result<Options, Diagnostic> {
    let data = contextual_data(response, current, "activationData");
    let data = data.ok_or("a form requires a new WebAuthn credential without activationData")?;
    let enrolled = response.items("authenticatorEnrollments");
    let exclude = credential_descriptors(data.items("excludeCredentials"), enrolled);
    creation_options(data, issuer_host, exclude)
}

fn get(
    response: &Json<'_>,
    current: &[&str],
    issuer_host: Option<&str>,
    is_discoverable: bool,
) -> Result<Options, Diagnostic> {
    let of_authenticator = || contextual_data(response, current, "challengeData");
    let autofill = || response.object(AUTOFILL)?.object("challengeData");
    let data = if is_discoverable {
        autofill().or_else(of_authenticator)
    } else {
        of_authenticator().or_else(autofill)
    };
    let data = data.ok_or("a form requires a WebAuthn credential without challengeData")?;
    let enrolled = if is_discoverable {
        &[]
    } else {
        response.items("authenticatorEnrollments")
    };
    let allow = credential_descriptors(data.items("allowCredentials"), enrolled);
    request_options(data, issuer_host, allow)
}

/// The member of `contextualData` of the first current authenticator that has it.
fn contextual_data<'j, 'a>(
    response: &'j Json<'a>,
    current: &[&str],
    key: &str,
) -> Option<&'j Json<'a>> {
    let mut authenticators = current.iter().filter_map(|key| response.object(key));
    authenticators.find_map(|authenticator| authenticator.object("contextualData")?.object(key))
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
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    fn with_contextual_data(data: &Value) -> Value {
        json!({"currentAuthenticator": {"type": "object", "value": {"contextualData": data}},
            "authenticatorEnrollments": {"value": [{"key": "webauthn", "credentialId": "AAEC"}]}})
    }

    fn options(ceremony: &Ceremony) -> Value {
        serde_json::from_str(&ceremony.options).unwrap()
    }

    #[test]
    fn an_enrollment_creates_a_credential() {
        let data = json!({"challenge": "_-8=", "user": {"id": "00u1ada5engine2a0d72"}});
        for name in ["enroll-authenticator", "enroll-authenticator-promotion"] {
            let prompt = prompt(
                with_contextual_data(&json!({"activationData": data})),
                &[form(name, &["clientData", "attestation"])],
            );
            let ceremony = prompt.ceremony().unwrap();
            assert_eq!(
                (ceremony.kind, ceremony.is_conditional),
                (CeremonyKind::Create, false)
            );
            assert_eq!(ceremony.remediation, name);
            assert_eq!(ceremony.rp_id, "id.acme.example");
            assert_eq!(options(ceremony)["excludeCredentials"][0]["id"], "AAEC");
        }
    }

    #[test]
    fn a_challenge_uses_an_enrolled_credential() {
        let data = json!({"challengeData": {"challenge": "_-8=", "rpId": "acme.example"}});
        let prompt = prompt(
            with_contextual_data(&data),
            &[form("challenge-authenticator", &ASSERTION)],
        );
        let ceremony = prompt.ceremony().unwrap();
        assert_eq!(
            (ceremony.kind, ceremony.is_conditional),
            (CeremonyKind::Get, false)
        );
        assert_eq!(ceremony.rp_id, "acme.example");
        assert_eq!(options(ceremony)["allowCredentials"][0]["id"], "AAEC");
        assert!(!format!("{prompt:?}").contains("AAEC\\"), "{prompt:?}");
    }

    #[test]
    fn any_passkey_is_accepted_before_the_user_is_known() {
        let data = json!({"challenge": "AAED", "extensions": {"appid": "https://login.example"}});
        let response = json!({"webauthnAutofillUIChallenge": {"type": "object",
            "value": {"challengeData": data}},
            "authenticatorEnrollments": {"value": [{"key": "webauthn", "credentialId": "AAEC"}]}});
        let forms = [
            form("challenge-webauthn-autofillui-authenticator", &ASSERTION),
            form("launch-passkeys-authenticator", &ASSERTION),
        ];
        let prompt = prompt(response, &forms);
        let [autofill, modal] = prompt.ceremonies.as_slice() else {
            panic!("expected two ceremonies, got {prompt:?}")
        };
        assert_eq!(
            (autofill.is_conditional, modal.is_conditional),
            (true, false)
        );
        assert_eq!(autofill.rp_id, "login.example");
        assert_eq!(options(autofill)["allowCredentials"], json!([]));
        assert_eq!(autofill.options, modal.options);
        assert_eq!(prompt.ceremony(), Some(modal));
    }

    #[test]
    fn invalid_data_gives_a_diagnostic_instead_of_a_ceremony() {
        let challenge = form("challenge-authenticator", &ASSERTION);
        let enroll = form("enroll-authenticator", &["clientData", "attestation"]);
        for (data, form) in [
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
            let prompt = prompt(with_contextual_data(&data), std::slice::from_ref(form));
            assert_eq!(prompt.ceremonies, [], "{data}");
            assert_eq!(prompt.diagnostics.len(), 1, "{data}");
            assert_eq!(prompt.remediations.len(), 1, "{data}");
        }
        let duo = form("challenge-authenticator", &["signatureData"]);
        let prompt = prompt(with_contextual_data(&json!({})), &[duo]);
        assert_eq!((prompt.ceremonies, prompt.diagnostics), (vec![], vec![]));
    }
}
