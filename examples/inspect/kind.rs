//! Distinguishes IDX responses from other JSON objects by their members, as a flow does.

use serde_json::Value;

/// Returns why `body` is not an IDX response, or `None` if it is one.
pub(crate) fn mismatch(body: &[u8]) -> Option<String> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
        return Some("not a JSON object".to_owned());
    };
    let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
    let other = if has(&["interaction_handle"]) {
        "a response of the OAuth interact endpoint"
    } else if has(&["access_token", "id_token"]) {
        "an OAuth token response"
    } else if members.keys().any(|name| is_idx(name)) {
        return None;
    } else if has(&["error"]) {
        "an OAuth error response"
    } else if has(&["errorCode"]) {
        "an Okta API error"
    } else {
        return Some(
            "not an IDX response: it has no remediation, messages, stateHandle, intent, version or \
             successWithInteractionCode"
                .to_owned(),
        );
    };
    Some(format!("not an IDX response, but {other}"))
}

fn is_idx(name: &str) -> bool {
    matches!(
        name,
        "remediation" | "stateHandle" | "version" | "messages" | "intent"
    ) || name.starts_with("successWithInteractionCode")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idx_responses_are_recognized() {
        for body in [
            r#"{"version": "1.0.0"}"#,
            r#"{"messages": {"value": []}}"#,
            r#"{"remediation": {"value": []}}"#,
            r#"{"successWithInteractionCode": {}}"#,
        ] {
            assert_eq!(mismatch(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn oauth_and_api_responses_are_named() {
        for (body, name) in [
            (r#"{"interaction_handle": "x"}"#, "interact endpoint"),
            (
                r#"{"access_token": "x", "expires_in": 1}"#,
                "token response",
            ),
            (r#"{"error": "invalid_client"}"#, "OAuth error"),
            (r#"{"errorCode": "E0000047"}"#, "Okta API error"),
        ] {
            let error = mismatch(body.as_bytes()).unwrap();
            assert!(error.starts_with("not an IDX response, but "), "{error}");
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn other_objects_are_not_idx_responses() {
        let error = mismatch(br#"{"keys": []}"#).unwrap();
        assert!(error.starts_with("not an IDX response: "), "{error}");
    }
}
