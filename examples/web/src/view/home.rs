//! The first page, and the last: who is signed in.

use idx_flow::{IdToken, Tokens};
use maud::{Markup, html};

use super::place;
use crate::claims::claims;

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
