//! The claims of an ID token, as people read them.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

/// Claims that say when, in seconds since 1970 (OIDC Core section 2).
const TIMES: [&str; 4] = ["auth_time", "exp", "iat", "updated_at"];
/// Claims that only programs need.
const HIDDEN: [&str; 4] = ["at_hash", "c_hash", "jti", "nonce"];

/// Names and values, in the order of the names; none of what is no JSON.
pub(crate) fn claims(json: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(claims)) = serde_json::from_str(json) else {
        return Vec::new();
    };
    let shown = claims
        .into_iter()
        .filter(|(name, _)| !HIDDEN.contains(&name.as_str()));
    let mut shown: Vec<_> = shown
        .map(|(name, value)| (name.clone(), claim(&name, &value)))
        .collect();
    shown.sort();
    shown
}

fn claim(name: &str, value: &Value) -> String {
    let seconds = value.as_u64().filter(|_| TIMES.contains(&name));
    let time = seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    match (time, value) {
        (Some(time), _) => humantime::format_rfc3339_seconds(time).to_string(),
        (None, Value::String(text)) => text.clone(),
        (None, Value::Array(items)) => {
            let items = items.iter().map(|item| claim("", item));
            items.collect::<Vec<_>>().join(", ")
        }
        (None, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_written_for_people() {
        let json =
            r#"{"sub":"00u1","amr":["pwd","otp"],"iat":1800000000,"ver":1,"nonce":"canary"}"#;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let shown = claims(json);
        let expected = [
            pair("amr", "pwd, otp"),
            pair("iat", "2027-01-15T08:00:00Z"),
            pair("sub", "00u1"),
            pair("ver", "1"),
        ];
        assert_eq!(shown, expected);
        assert!(claims("no JSON").is_empty());
    }

    #[test]
    fn times_beyond_reason_stay_numbers() {
        assert_eq!(claim("exp", &Value::from(u64::MAX)), u64::MAX.to_string());
    }
}
