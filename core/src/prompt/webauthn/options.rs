//! The options of a ceremony as JSON (Web Authentication Level 3, section 5.1), built from the
//! challenge on the IDX wire. They contain only the members and types of the standard.

use serde_json::{Map, Value as Plain, json};

use super::base64url;
use super::rp_id::rp_id;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// The reason why no options can be built.
pub(super) type Diagnostic = &'static str;

/// The options, with the values that the engine needs of them.
pub(super) struct Options {
    pub(super) json: String,
    pub(super) rp_id: String,
    pub(super) challenge: Vec<u8>,
}

/// Builds the `PublicKeyCredentialCreationOptionsJSON` from `activationData`.
pub(super) fn creation_options(
    data: &Json<'_>,
    issuer_host: Option<&str>,
    exclude: Vec<Plain>,
) -> Result<Options, Diagnostic> {
    let (challenge, rp_id) = challenge_and_rp_id(data, issuer_host)?;
    let mut options = common_options(data, &challenge);
    let name = data.get("rp").and_then(|rp| rp.text("name"));
    let name = name.unwrap_or_else(|| rp_id.clone());
    insert(&mut options, "rp", json!({"id": rp_id, "name": name}));
    insert(&mut options, "user", user(data)?);
    insert(&mut options, "pubKeyCredParams", algorithms(data));
    insert(&mut options, "excludeCredentials", Plain::from(exclude));
    if let Some(selection) = data.get("authenticatorSelection") {
        let selection = authenticator_selection(selection);
        insert(&mut options, "authenticatorSelection", selection);
    }
    copy_text(&mut options, data, "attestation");
    copy_texts(&mut options, data, "attestationFormats");
    Ok(Options::new(options, rp_id, challenge))
}

/// Builds the `PublicKeyCredentialRequestOptionsJSON` from `challengeData`.
pub(super) fn request_options(
    data: &Json<'_>,
    issuer_host: Option<&str>,
    allow: Vec<Plain>,
) -> Result<Options, Diagnostic> {
    let (challenge, rp_id) = challenge_and_rp_id(data, issuer_host)?;
    let mut options = common_options(data, &challenge);
    insert(&mut options, "rpId", json!(rp_id));
    insert(&mut options, "allowCredentials", Plain::from(allow));
    copy_text(&mut options, data, "userVerification");
    Ok(Options::new(options, rp_id, challenge))
}

impl Options {
    fn new(options: Map<String, Plain>, rp_id: String, challenge: Vec<u8>) -> Self {
        let mut options = Plain::Object(options);
        // sorted, in case another crate of the build enables serde_json's `preserve_order`
        options.sort_all_objects();
        Self {
            json: options.to_string(),
            rp_id,
            challenge,
        }
    }
}

fn challenge_and_rp_id(
    data: &Json<'_>,
    issuer_host: Option<&str>,
) -> Result<(Vec<u8>, String), Diagnostic> {
    let challenge = data.str("challenge").and_then(base64url::decode);
    let challenge = challenge.ok_or("the WebAuthn challenge is missing or is not base64url")?;
    let rp_id = rp_id(data, issuer_host).ok_or("the WebAuthn challenge has no relying party id")?;
    Ok((challenge, rp_id))
}

/// The members that both kinds of options have.
fn common_options(data: &Json<'_>, challenge: &[u8]) -> Map<String, Plain> {
    let mut options = Map::new();
    let text = base64url::encode(challenge);
    insert(&mut options, "challenge", Plain::from(text));
    let timeout = data.integer("timeout");
    if let Some(timeout) = timeout.and_then(|ms| u32::try_from(ms).ok()) {
        insert(&mut options, "timeout", Plain::from(timeout));
    }
    copy_texts(&mut options, data, "hints");
    if let Some(extensions @ Json::Object(_)) = data.get("extensions")
        && let Ok(extensions) = serde_json::from_str(&extensions.to_sorted_json())
    {
        insert(&mut options, "extensions", extensions);
    }
    options
}

/// The `user` member. Like Okta's browser clients, this treats Okta's user id as base64url if it is
/// valid base64url; otherwise it encodes the bytes of the id.
fn user(data: &Json<'_>) -> Result<Plain, Diagnostic> {
    let user = data.get("user");
    let id = user.and_then(|user| user.text("id")).unwrap_or_default();
    if id.is_empty() {
        return Err("the WebAuthn creation options have no user id");
    }
    let id = base64url::normalize(&id).unwrap_or_else(|| base64url::encode(&id));
    let text = |key: &str| user.and_then(|user| user.text(key));
    let name = text("name").or_else(|| text("displayName"));
    let name = name.unwrap_or_default();
    let display_name = text("displayName").unwrap_or_else(|| name.clone());
    Ok(json!({"id": id, "name": name, "displayName": display_name}))
}

/// The `pubKeyCredParams` member. The default of the standard is ES256 and RS256.
fn algorithms(data: &Json<'_>) -> Plain {
    let listed = data.items("pubKeyCredParams").iter().take(MAX_LIST);
    let mut algorithms: Vec<i64> = listed.filter_map(|json| json.integer("alg")).collect();
    if algorithms.is_empty() {
        algorithms = vec![-7, -257];
    }
    algorithms
        .into_iter()
        .map(|algorithm| json!({"type": "public-key", "alg": algorithm}))
        .collect()
}

/// The `authenticatorSelection` member.
fn authenticator_selection(data: &Json<'_>) -> Plain {
    let mut selection = Map::new();
    for key in ["authenticatorAttachment", "residentKey", "userVerification"] {
        copy_text(&mut selection, data, key);
    }
    if let Some(required) = data.flag("requireResidentKey") {
        insert(&mut selection, "requireResidentKey", Plain::from(required));
    }
    Plain::Object(selection)
}

fn insert(options: &mut Map<String, Plain>, key: &str, value: Plain) {
    options.insert(key.to_owned(), value);
}

fn copy_text(options: &mut Map<String, Plain>, data: &Json<'_>, key: &str) {
    if let Some(text) = data.str(key) {
        insert(options, key, Plain::from(text));
    }
}

fn copy_texts(options: &mut Map<String, Plain>, data: &Json<'_>, key: &str) {
    let texts = data.texts(key);
    if !texts.is_empty() {
        insert(options, key, Plain::from(texts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    const ISSUER: Option<&str> = Some("id.acme.example");

    fn to_json(options: Result<Options, Diagnostic>) -> Plain {
        serde_json::from_str(&options.ok().unwrap().json).unwrap()
    }

    #[test]
    fn creation_options_have_only_the_members_of_the_standard() {
        let data = parse(
            r#"{"rp": {"name": "Acme"}, "user": {"displayName": "Ada L", "name": "ada@acme.example",
            "id": "grace#1"}, "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {}],
            "challenge": "zrTo0mMXyCt+0mweh2H/", "attestation": "direct", "timeout": "60000",
            "authenticatorSelection": {"userVerification": "required", "requireResidentKey": "false",
            "authenticatorAttachment": null, "later": 1}, "hints": ["client-device"],
            "u2fParams": {"appid": "https://id.acme.example"}, "excludeCredentials": []}"#,
        );
        let exclude = vec![json!({"id": "AAEC", "type": "public-key"})];
        let options = to_json(creation_options(&data.unwrap(), ISSUER, exclude));
        let expected = json!({
            "rp": {"id": "id.acme.example", "name": "Acme"},
            "user": {"id": "Z3JhY2UjMQ", "name": "ada@acme.example", "displayName": "Ada L"},
            "challenge": "zrTo0mMXyCt-0mweh2H_",
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
            "excludeCredentials": [{"id": "AAEC", "type": "public-key"}],
            "authenticatorSelection": {"userVerification": "required", "requireResidentKey": false},
            "attestation": "direct", "hints": ["client-device"], "timeout": 60000,
        });
        assert_eq!(options, expected);
    }

    #[test]
    fn creation_options_have_defaults_for_missing_members() {
        let data = parse(r#"{"challenge": "AAEC", "user": {"id": "00u1ada5engine2a0d72"}}"#);
        let options = to_json(creation_options(&data.unwrap(), ISSUER, Vec::new()));
        let expected = json!({
            "rp": {"id": "id.acme.example", "name": "id.acme.example"},
            "user": {"id": "00u1ada5engine2a0d72", "name": "", "displayName": ""},
            "challenge": "AAEC",
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
            "excludeCredentials": [],
        });
        assert_eq!(options, expected);
    }

    #[test]
    fn request_options_keep_the_extensions() {
        let data = parse(
            r#"{"challenge": "_-8=", "userVerification": "preferred", "rpId": "acme.example",
            "extensions": {"appid": "https://id.acme.example"}, "hints": "security-key"}"#,
        );
        let options = to_json(request_options(&data.unwrap(), ISSUER, Vec::new()));
        let expected = json!({
            "challenge": "_-8", "rpId": "acme.example", "allowCredentials": [],
            "userVerification": "preferred", "hints": ["security-key"],
            "extensions": {"appid": "https://id.acme.example"},
        });
        assert_eq!(options, expected);
    }

    #[test]
    fn a_challenge_a_user_and_a_relying_party_are_required() {
        let problem = |text: &str, issuer_host| {
            let data = parse(text).unwrap();
            creation_options(&data, issuer_host, Vec::new()).err()
        };
        let no_challenge = Some("the WebAuthn challenge is missing or is not base64url");
        assert_eq!(problem(r#"{"user": {"id": "u"}}"#, ISSUER), no_challenge);
        assert_eq!(problem(r#"{"challenge": "?"}"#, ISSUER), no_challenge);
        assert_eq!(problem(r#"{"challenge": ["AAEC"]}"#, ISSUER), no_challenge);
        assert_eq!(
            problem(r#"{"challenge": "AAEC", "user": "u"}"#, ISSUER),
            Some("the WebAuthn creation options have no user id")
        );
        assert_eq!(
            problem(r#"{"challenge": "AAEC"}"#, None),
            Some("the WebAuthn challenge has no relying party id")
        );
    }
}
