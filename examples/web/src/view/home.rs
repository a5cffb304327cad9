//! The home page: whether the user is signed in, and as whom.

use idx_flow::{IdToken, Tokens};
use maud::{Markup, html};

use super::{messages, paths};
use crate::claims::claims;

pub(crate) fn signed_out(is_signing_in: bool) -> Markup {
    let label = if is_signing_in {
        "Continue to sign in"
    } else {
        "Sign in"
    };
    html! {
        p { "You're signed out." }
        p { a.button href=(paths::SIGN_IN) { (label) } }
    }
}

/// Draws the user and the claims of the ID token. The page contains no token. `enrolled` is the
/// authenticator that the user has just set up.
pub(crate) fn signed_in(tokens: &Tokens, csrf: &str, enrolled: Option<&str>) -> Markup {
    html! {
        @if let Some(name) = enrolled { (messages::enrolled(name)) }
        @match &tokens.id_token {
            Some(id_token) => {
                p { "Signed in as " strong { (user_name(id_token)) } "." }
                table {
                    caption { "ID token claims" }
                    tbody {
                        @for (name, value) in claims(id_token.claims.expose()) {
                            tr { th scope="row" { (name) } td { (value) } }
                        }
                    }
                }
            }
            None => p { "You're signed in. The app requested no ID token." },
        }
        p.hint { "Scopes: " (tokens.scopes.join(" ")) }
        form method="post" action=(paths::SIGN_OUT) {
            input type="hidden" name="csrf" value=(csrf);
            button { "Sign out" }
        }
    }
}

fn user_name(token: &IdToken) -> &str {
    let names = [&token.name, &token.preferred_username, &token.email];
    let name = names.into_iter().flatten().next();
    name.unwrap_or(&token.subject)
}
