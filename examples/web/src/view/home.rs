//! The first page, and the last: who is signed in.

use std::time::{Duration, UNIX_EPOCH};

use idx_flow::{IdToken, Tokens};
use maud::{Markup, html};
use serde_json::Value;

use super::place;

/// Claims that say when, in seconds since 1970 (OIDC Core section 2).
const TIMES: [&str; 4] = ["auth_time", "exp", "iat", "updated_at"];
/// Claims that only programs need.
const HIDDEN: [&str; 4] = ["at_hash", "c_hash", "jti", "nonce"];

/// Nobody is signed in.
pub(crate) fn nobody(is_under_way: bool) -> Markup {
    let label = if is_under_way {
        "Continue to sign in"
    } else {
        "Sign in"
    };
    html! {
        p { "Nobody is signed in." }
        p { a.button href=(place::SIGN_IN) { (label) } }
    }
}

/// Who is signed in, and what the ID token says of them. No token is on the page.
pub(crate) fn somebody(tokens: &Tokens, csrf: &str) -> Markup {
    let id_token = tokens.id_token.as_ref();
    html! {
        p { "Signed in as " strong { (id_token.map_or("somebody", who)) } "." }
        @if let Some(id_token) = id_token {
            table {
                caption { "Claims of the ID token" }
                tbody {
                    @for (name, value) in claims(id_token.claims.expose()) {
                        tr { th scope="row" { (name) } td { (value) } }
                    }
                }
            }
        }
        p.hint { "Scopes: " (tokens.scopes.join(" ")) }
        form method="post" action="/Account/SignOut" {
            input type="hidden" name="csrf" value=(csrf);
            button { "Sign out" }
        }
    }
}

fn who(token: &IdToken) -> &str {
    let names = [&token.name, &token.preferred_username, &token.email];
    let name = names.into_iter().flatten().next();
    name.unwrap_or(&token.subject)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_written_for_people() {
        let json = r#"{"sub":"00u1","amr":["pwd","otp"],"iat":1800000000,"nonce":"canary"}"#;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected = [
            pair("amr", "pwd, otp"),
            pair("iat", "2027-01-15T08:00:00Z"),
            pair("sub", "00u1"),
        ];
        assert_eq!(claims(json), expected);
        assert!(claims("no JSON").is_empty());
        assert_eq!(claim("exp", &Value::from(u64::MAX)), u64::MAX.to_string());
    }
}
