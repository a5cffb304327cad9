//! What a platform is asked: the options of `navigator.credentials.create` and `get` as JSON (Web
//! Authentication Level 3, section 5.1). Only what the standard has goes in, in its own types.

use serde_json::{Map, Value as Plain, json};

use super::base64url;
use super::rp_id::rp_id;
use crate::wire::json::{Json, to_sorted_json};
use crate::wire::limits::MAX_LIST;

/// Why there are none: a line for the diagnostics.
pub(super) type Diagnostic = &'static str;

/// The options, and what has to be known of them.
pub(super) struct Options {
    pub(super) json: String,
    pub(super) rp_id: String,
    pub(super) challenge: Vec<u8>,
}

/// `PublicKeyCredentialCreationOptionsJSON` of the wire's `activationData`.
pub(super) fn creation(
    data: &Json<'_>,
    issuer: Option<&str>,
    exclude: Vec<Plain>,
) -> Result<Options, Diagnostic> {
    let (challenge, rp_id) = essentials(data, issuer)?;
    let mut options = common(data, &challenge);
    let name = data.get("rp").and_then(|rp| rp.text("name"));
    let name = name.unwrap_or_else(|| rp_id.clone());
    put(&mut options, "rp", json!({"id": rp_id, "name": name}));
    put(&mut options, "user", user(data)?);
    put(&mut options, "pubKeyCredParams", algorithms(data));
    put(&mut options, "excludeCredentials", Plain::from(exclude));
    if let Some(selection) = data.get("authenticatorSelection") {
        put(&mut options, "authenticatorSelection", criteria(selection));
    }
    put_text(&mut options, data, "attestation");
    put_texts(&mut options, data, "attestationFormats");
    finish(options, rp_id, challenge)
}

/// `PublicKeyCredentialRequestOptionsJSON` of the wire's `challengeData`.
pub(super) fn request(
    data: &Json<'_>,
    issuer: Option<&str>,
    allow: Vec<Plain>,
) -> Result<Options, Diagnostic> {
    let (challenge, rp_id) = essentials(data, issuer)?;
    let mut options = common(data, &challenge);
    put(&mut options, "rpId", json!(rp_id));
    put(&mut options, "allowCredentials", Plain::from(allow));
    put_text(&mut options, data, "userVerification");
    finish(options, rp_id, challenge)
}

fn essentials(data: &Json<'_>, issuer: Option<&str>) -> Result<(Vec<u8>, String), Diagnostic> {
    let challenge = data.str("challenge").and_then(base64url::decode);
    let challenge = challenge.ok_or("a WebAuthn challenge is missing or not base64url")?;
    let rp_id = rp_id(data, issuer).ok_or("a WebAuthn challenge has no relying party")?;
    Ok((challenge, rp_id))
}

fn common(data: &Json<'_>, challenge: &[u8]) -> Map<String, Plain> {
    let mut options = Map::new();
    let text = base64url::encode(challenge);
    put(&mut options, "challenge", Plain::from(text));
    let timeout = data.integer("timeout");
    if let Some(timeout) = timeout.and_then(|ms| u32::try_from(ms).ok()) {
        put(&mut options, "timeout", Plain::from(timeout));
    }
    put_texts(&mut options, data, "hints");
    if let Some(extensions @ Json::Object(_)) = data.get("extensions") {
        put(&mut options, "extensions", extensions.to_plain());
    }
    options
}

fn finish(
    options: Map<String, Plain>,
    rp_id: String,
    challenge: Vec<u8>,
) -> Result<Options, Diagnostic> {
    Ok(Options {
        json: to_sorted_json(Plain::Object(options)),
        rp_id,
        challenge,
    })
}

/// Okta's id of the user is taken for base64url, as its own clients in browsers do; one that is not is
/// taken by its letters.
fn user(data: &Json<'_>) -> Result<Plain, Diagnostic> {
    let user = data.get("user");
    let id = user.and_then(|user| user.text("id")).unwrap_or_default();
    if id.is_empty() {
        return Err("a WebAuthn credential is to be created for nobody");
    }
    let id = base64url::normal(&id).unwrap_or_else(|| base64url::encode(&id));
    let text = |key: &str| user.and_then(|user| user.text(key));
    let name = text("name").or_else(|| text("displayName"));
    let name = name.unwrap_or_default();
    let shown = text("displayName").unwrap_or_else(|| name.clone());
    Ok(json!({"id": id, "name": name, "displayName": shown}))
}

/// ES256 and RS256 where the wire names none, as the standard has it.
fn algorithms(data: &Json<'_>) -> Plain {
    let listed = data.items("pubKeyCredParams").iter().take(MAX_LIST);
    let mut numbers: Vec<i64> = listed.filter_map(|one| one.integer("alg")).collect();
    if numbers.is_empty() {
        numbers = vec![-7, -257];
    }
    let all = numbers.into_iter();
    all.map(|alg| json!({"type": "public-key", "alg": alg}))
        .collect()
}

/// `authenticatorSelection`.
fn criteria(selection: &Json<'_>) -> Plain {
    let mut criteria = Map::new();
    for key in ["authenticatorAttachment", "residentKey", "userVerification"] {
        put_text(&mut criteria, selection, key);
    }
    if let Some(required) = selection.flag("requireResidentKey") {
        put(&mut criteria, "requireResidentKey", Plain::from(required));
    }
    Plain::Object(criteria)
}

fn put(options: &mut Map<String, Plain>, key: &str, value: Plain) {
    options.insert(key.to_owned(), value);
}

fn put_text(options: &mut Map<String, Plain>, data: &Json<'_>, key: &str) {
    if let Some(text) = data.str(key) {
        put(options, key, Plain::from(text));
    }
}

fn put_texts(options: &mut Map<String, Plain>, data: &Json<'_>, key: &str) {
    let texts = data.texts(key);
    if !texts.is_empty() {
        put(options, key, Plain::from(texts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    const ISSUER: Option<&str> = Some("id.acme.example");

    fn plain(options: Result<Options, Diagnostic>) -> Plain {
        serde_json::from_str(&options.ok().unwrap().json).unwrap()
    }

    #[test]
    fn a_creation_has_what_the_standard_has_and_no_more() {
        let data = parse(
            r#"{"rp": {"name": "Acme"}, "user": {"displayName": "Ada L", "name": "ada@acme.example",
            "id": "grace#1"}, "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {}],
            "challenge": "zrTo0mMXyCt+0mweh2H/", "attestation": "direct", "timeout": "60000",
            "authenticatorSelection": {"userVerification": "required", "requireResidentKey": "false",
            "authenticatorAttachment": null, "later": 1}, "hints": ["client-device"],
            "u2fParams": {"appid": "https://id.acme.example"}, "excludeCredentials": []}"#,
        );
        let exclude = vec![json!({"id": "AAEC", "type": "public-key"})];
        let found = plain(creation(&data.unwrap(), ISSUER, exclude));
        let expected = json!({
            "rp": {"id": "id.acme.example", "name": "Acme"},
            "user": {"id": "Z3JhY2UjMQ", "name": "ada@acme.example", "displayName": "Ada L"},
            "challenge": "zrTo0mMXyCt-0mweh2H_",
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
            "excludeCredentials": [{"id": "AAEC", "type": "public-key"}],
            "authenticatorSelection": {"userVerification": "required", "requireResidentKey": false},
            "attestation": "direct", "hints": ["client-device"], "timeout": 60000,
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn a_creation_is_complete_however_little_the_server_says() {
        let data = parse(r#"{"challenge": "AAEC", "user": {"id": "00u1ada5engine2a0d72"}}"#);
        let found = plain(creation(&data.unwrap(), ISSUER, Vec::new()));
        let expected = json!({
            "rp": {"id": "id.acme.example", "name": "id.acme.example"},
            "user": {"id": "00u1ada5engine2a0d72", "name": "", "displayName": ""},
            "challenge": "AAEC",
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
            "excludeCredentials": [],
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn a_request_takes_the_extensions_along() {
        let data = parse(
            r#"{"challenge": "_-8=", "userVerification": "preferred", "rpId": "acme.example",
            "extensions": {"appid": "https://id.acme.example"}, "hints": "security-key"}"#,
        );
        let found = plain(request(&data.unwrap(), ISSUER, Vec::new()));
        let expected = json!({
            "challenge": "_-8", "rpId": "acme.example", "allowCredentials": [],
            "userVerification": "preferred", "hints": ["security-key"],
            "extensions": {"appid": "https://id.acme.example"},
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn without_a_challenge_or_a_user_or_a_relying_party_there_is_nothing_to_ask() {
        let oddity = |text: &str, issuer| {
            let data = parse(text).unwrap();
            creation(&data, issuer, Vec::new()).err()
        };
        let challenge = Some("a WebAuthn challenge is missing or not base64url");
        assert_eq!(oddity(r#"{"user": {"id": "u"}}"#, ISSUER), challenge);
        assert_eq!(oddity(r#"{"challenge": "?"}"#, ISSUER), challenge);
        assert_eq!(oddity(r#"{"challenge": ["AAEC"]}"#, ISSUER), challenge);
        let nobody = Some("a WebAuthn credential is to be created for nobody");
        assert_eq!(
            oddity(r#"{"challenge": "AAEC", "user": "u"}"#, ISSUER),
            nobody
        );
        let relying = Some("a WebAuthn challenge has no relying party");
        assert_eq!(oddity(r#"{"challenge": "AAEC"}"#, None), relying);
    }
}
