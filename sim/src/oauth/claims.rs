//! Claims about the user.

use serde_json::{Value, json};

use crate::json::put;
use crate::state::{Account, Session};

/// Returns the user's claims that the session's scopes grant (OpenID Connect Core, section 5.4).
pub(super) fn profile_claims(session: &Session, account: &Account) -> Value {
    let mut claims = json!({});
    if session.authorization.has_scope("profile") {
        put(
            &mut claims,
            "name",
            json!(format!("{} {}", account.first_name, account.last_name)),
        );
        put(&mut claims, "preferred_username", json!(account.login));
        put(&mut claims, "given_name", json!(account.first_name));
        put(&mut claims, "family_name", json!(account.last_name));
        put(&mut claims, "locale", json!("en-GB"));
        put(&mut claims, "zoneinfo", json!("Europe/London"));
    }
    if session.authorization.has_scope("email") {
        put(&mut claims, "email", json!(account.email));
        put(&mut claims, "email_verified", json!(true));
    }
    claims
}
