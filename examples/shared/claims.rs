//! Formats the claims of an ID token for display.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

/// Claims that are times, in seconds since 1970 (OpenID Connect Core section 2).
const TIME_CLAIMS: [&str; 4] = ["auth_time", "exp", "iat", "updated_at"];
/// Claims that are not shown, because they are of no use to a user.
const HIDDEN_CLAIMS: [&str; 4] = ["at_hash", "c_hash", "jti", "nonce"];

/// Returns the names and values of the claims, sorted by name. The list is empty if `json` is not
/// a JSON object.
pub(crate) fn claims(json: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(claims)) = serde_json::from_str(json) else {
        return Vec::new();
    };
    let visible = claims
        .into_iter()
        .filter(|(name, _)| !HIDDEN_CLAIMS.contains(&name.as_str()));
    let mut rows: Vec<_> = visible
        .map(|(name, value)| (name.clone(), format_value(&name, &value)))
        .collect();
    rows.sort();
    rows
}

fn format_value(name: &str, value: &Value) -> String {
    let seconds = value.as_u64().filter(|_| TIME_CLAIMS.contains(&name));
    let time = seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    match (time, value) {
        (Some(time), _) => humantime::format_rfc3339_seconds(time).to_string(),
        (None, Value::String(text)) => text.clone(),
        (None, Value::Array(items)) => {
            let items = items.iter().map(|item| format_value("", item));
            items.collect::<Vec<_>>().join(", ")
        }
        (None, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_formatted_for_display() {
        let json =
            r#"{"sub":"00u1","amr":["pwd","otp"],"iat":1800000000,"ver":1,"nonce":"canary"}"#;
        let row = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected = [
            row("amr", "pwd, otp"),
            row("iat", "2027-01-15T08:00:00Z"),
            row("sub", "00u1"),
            row("ver", "1"),
        ];
        assert_eq!(claims(json), expected);
        assert!(claims("not JSON").is_empty());
    }

    #[test]
    fn a_time_out_of_range_stays_a_number() {
        let max = u64::MAX;
        assert_eq!(format_value("exp", &Value::from(max)), max.to_string());
    }
}
