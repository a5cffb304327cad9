//! The last page: who signed in, and what the app may do.

use std::time::SystemTime;

use idx_flow::{IdToken, Tokens};

use crate::claims::claims;
use crate::labels;

/// The page, line by line. No token is on it.
pub(crate) fn lines(tokens: &Tokens, now: SystemTime) -> Vec<String> {
    let mut rows = vec![("Scopes".to_owned(), tokens.scopes.join(" "))];
    let left = tokens.expires_at.and_then(|at| at.duration_since(now).ok());
    rows.extend(left.map(|left| ("Expires in".to_owned(), labels::clock(left))));
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
}
