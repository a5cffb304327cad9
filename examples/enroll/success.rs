//! The last page: who signed in, and what the app may do.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use idx_flow::{IdToken, Tokens};
use serde_json::Value;

use crate::words;

/// Claims that say when, in seconds since 1970 (OIDC Core section 2).
const TIMES: [&str; 4] = ["auth_time", "exp", "iat", "updated_at"];
/// Claims that only programs need.
const HIDDEN: [&str; 4] = ["at_hash", "c_hash", "jti", "nonce"];

/// The page, line by line. No token is on it.
pub(crate) fn lines(tokens: &Tokens, now: SystemTime) -> Vec<String> {
    let mut rows = vec![("Scopes".to_owned(), tokens.scopes.join(" "))];
    let left = tokens.expires_at.and_then(|at| at.duration_since(now).ok());
    rows.extend(left.map(|left| ("Expires in".to_owned(), words::clock(left))));
    let mut lines = vec![format!("Signed in as {}", who(tokens.id_token.as_ref()))];
    lines.extend(table(&rows));
    if let Some(id_token) = &tokens.id_token {
        lines.extend([String::new(), "Claims of the ID token".to_owned()]);
        lines.extend(table(&claims(id_token.claims.expose())));
    }
    lines
}

fn who(id_token: Option<&IdToken>) -> String {
    let Some(token) = id_token else {
        return "somebody (no ID token was asked for)".to_owned();
    };
    let login = token.preferred_username.as_ref().or(token.email.as_ref());
    let login = login.unwrap_or(&token.subject);
    match &token.name {
        Some(name) => format!("{name} ({login})"),
        None => login.clone(),
    }
}

fn claims(json: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(claims)) = serde_json::from_str(json) else {
        return Vec::new();
    };
    let shown = claims
        .into_iter()
        .filter(|(name, _)| !HIDDEN.contains(&name.as_str()));
    shown
        .map(|(name, value)| (name.clone(), claim(&name, &value)))
        .collect()
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

/// Two columns, the first as wide as it has to be.
fn table(rows: &[(String, String)]) -> Vec<String> {
    let width = rows
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    let row = |(name, value): &(String, String)| format!("  {name:width$}  {value}");
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_written_for_people() {
        let json =
            r#"{"sub":"00u1","amr":["pwd","otp"],"iat":1800000000,"ver":1,"nonce":"canary"}"#;
        let shown = table(&claims(json));
        let expected = [
            "  amr  pwd, otp",
            "  iat  2027-01-15T08:00:00Z",
            "  sub  00u1",
            "  ver  1",
        ];
        assert_eq!(shown, expected);
        assert!(claims("no JSON").is_empty());
    }

    #[test]
    fn times_beyond_reason_stay_numbers() {
        assert_eq!(claim("exp", &Value::from(u64::MAX)), u64::MAX.to_string());
    }
}
