//! The credentials that the user has: not to be created twice, or to be used.

use serde_json::{Map, Value as Plain, json};

use super::base64url;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// `PublicKeyCredentialDescriptorJSON` of what the challenge lists itself and of the user's enrollments,
/// each once. Ids that are not base64 are left out.
pub(super) fn descriptors(listed: &[Json<'_>], enrolled: &[Json<'_>]) -> Vec<Plain> {
    let is_ours = |one: &&Json<'_>| one.str("key") == Some("webauthn");
    let listed = listed.iter().take(MAX_LIST).map(|one| ("id", one));
    let enrolled = enrolled.iter().filter(is_ours);
    let mut found: Vec<Plain> = Vec::new();
    for (key, one) in listed.chain(enrolled.map(|one| ("credentialId", one))) {
        let Some(id) = one.str(key).and_then(base64url::normal) else {
            continue;
        };
        let is_it = |known: &Plain| known.get("id").and_then(Plain::as_str) == Some(&id);
        if !found.iter().any(is_it) {
            found.push(descriptor(&id, transports(one)));
        }
    }
    found
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

/// A list, `internal,hybrid`, or the list as a text of JSON; at the enrollment or in its profile.
fn transports(enrolled: &Json<'_>) -> Vec<String> {
    let read = |at: &Json<'_>| -> Vec<String> {
        let joined = at.texts("transports").join(",");
        let words = joined.split(|char: char| !char.is_ascii_alphanumeric() && char != '-');
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let own = read(enrolled);
    match enrolled.object("profile") {
        Some(profile) if own.is_empty() => read(profile),
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn transports_are_read_in_every_spelling() {
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
    fn each_credential_is_listed_once_and_those_of_others_never() {
        let text = r#"{"listed": [{"id": "+/8=", "type": "public-key"}, {"id": "?"}, 7],
            "enrolled": [{"key": "webauthn", "credentialId": "-_8"},
            {"key": "webauthn", "credentialId": "AAEC", "profile": {"transports": "usb"}},
            {"key": "webauthn"}, {"key": "okta_verify", "credentialId": "AAED"}]}"#;
        let json = parse(text).unwrap();
        let found = descriptors(json.items("listed"), json.items("enrolled"));
        let expected = json!([{"id": "-_8", "type": "public-key"},
            {"id": "AAEC", "type": "public-key", "transports": ["usb"]}]);
        assert_eq!(Plain::from(found), expected);
    }
}
