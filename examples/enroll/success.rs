//! The output after a sign-in: the user, the scopes and the claims of the ID token.

use std::time::SystemTime;

use idx_flow::{IdToken, Tokens};

use crate::claims::claims;
use crate::text;

/// Returns the output as lines. It contains no token.
pub(crate) fn lines(tokens: &Tokens, now: SystemTime) -> Vec<String> {
    let mut rows = vec![("Scopes".to_owned(), tokens.scopes.join(" "))];
    let left = tokens.expires_at.and_then(|at| at.duration_since(now).ok());
    rows.extend(left.map(|left| ("Expires in".to_owned(), text::clock(left))));
    let mut lines = vec![headline(tokens.id_token.as_ref())];
    lines.extend(table(&rows));
    if let Some(id_token) = &tokens.id_token {
        lines.extend([String::new(), "ID token claims".to_owned()]);
        lines.extend(table(&claims(id_token.claims.expose())));
    }
    lines
}

fn headline(id_token: Option<&IdToken>) -> String {
    let Some(token) = id_token else {
        return "Signed in. The app requested no ID token.".to_owned();
    };
    let login = token.preferred_username.as_ref().or(token.email.as_ref());
    let login = login.unwrap_or(&token.subject);
    match &token.name {
        Some(name) => format!("Signed in as {name} ({login})"),
        None => format!("Signed in as {login}"),
    }
}

/// Formats rows in two aligned columns.
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
    fn the_columns_of_a_table_are_aligned() {
        let row = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let rows = [row("amr", "pwd, otp"), row("email", "ada@example.com")];
        let expected = ["  amr    pwd, otp", "  email  ada@example.com"];
        assert_eq!(table(&rows), expected);
    }
}
