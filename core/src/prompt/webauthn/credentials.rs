//! The user's credentials, as `excludeCredentials` or `allowCredentials` of a ceremony.

use serde_json::{Map, Value as Plain, json};

use super::base64url;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// The `PublicKeyCredentialDescriptorJSON` of each credential that the challenge lists or that the user
/// has enrolled, without duplicates. Ids that are not base64 are ignored.
pub(super) fn credential_descriptors(listed: &[Json<'_>], enrolled: &[Json<'_>]) -> Vec<Plain> {
    let is_webauthn = |enrollment: &&Json<'_>| enrollment.str("key") == Some("webauthn");
    let listed = listed.iter().take(MAX_LIST).map(|json| ("id", json));
    let enrolled = enrolled.iter().filter(is_webauthn);
    let enrolled = enrolled.map(|json| ("credentialId", json));
    let mut descriptors: Vec<Plain> = Vec::new();
    for (id_key, json) in listed.chain(enrolled) {
        let Some(id) = json.str(id_key).and_then(base64url::normalize) else {
            continue;
        };
        let is_same = |known: &Plain| known.get("id").and_then(Plain::as_str) == Some(&id);
        if !descriptors.iter().any(is_same) {
            descriptors.push(descriptor(&id, transports(json)));
        }
    }
    descriptors
}

fn descriptor(id: &str, transports: Vec<String>) -> Plain {
    let mut descriptor = Map::new();
    descriptor.insert("id".to_owned(), json!(id));
    descriptor.insert("type".to_owned(), json!("public-key"));
    if !transports.is_empty() {
        descriptor.insert("transports".to_owned(), json!(transports));
    }
    Plain::Object(descriptor)
}

/// The transports of a credential or of its profile: a list, a comma-separated text, or a JSON list as
/// a text.
fn transports(credential: &Json<'_>) -> Vec<String> {
    let read = |json: &Json<'_>| -> Vec<String> {
        let joined = json.texts("transports").join(",");
        let names = joined.split(|char: char| !char.is_ascii_alphanumeric() && char != '-');
        let names = names.filter(|name| !name.is_empty());
        names.map(str::to_owned).collect()
    };
    let transports = read(credential);
    match credential.object("profile") {
        Some(profile) if transports.is_empty() => read(profile),
        _ => transports,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn every_form_of_transports_is_read() {
        let expected = ["internal", "smart-card"];
        for text in [
            r#"{"transports": ["internal", "smart-card"]}"#,
            r#"{"transports": "internal,smart-card"}"#,
            r#"{"transports": "[\"internal\", \"smart-card\"]"}"#,
            r#"{"profile": {"transports": "internal, smart-card"}}"#,
            r#"{"transports": [], "profile": {"transports": ["internal", "smart-card"]}}"#,
        ] {
            assert_eq!(transports(&parse(text).unwrap()), expected, "{text}");
        }
        assert!(transports(&parse(r#"{"transports": {}, "profile": 1}"#).unwrap()).is_empty());
    }

    #[test]
    fn each_webauthn_credential_is_listed_once() {
        let text = r#"{"listed": [{"id": "+/8=", "type": "public-key"}, {"id": "?"}, 7],
            "enrolled": [{"key": "webauthn", "credentialId": "-_8"},
            {"key": "webauthn", "credentialId": "AAEC", "profile": {"transports": "usb"}},
            {"key": "webauthn"}, {"key": "okta_verify", "credentialId": "AAED"}]}"#;
        let json = parse(text).unwrap();
        let descriptors = credential_descriptors(json.items("listed"), json.items("enrolled"));
        let expected = json!([{"id": "-_8", "type": "public-key"},
            {"id": "AAEC", "type": "public-key", "transports": ["usb"]}]);
        assert_eq!(Plain::from(descriptors), expected);
    }
}
