//! What a call is for, and its request.

use super::Tokens;
use super::action::TokenKind;
use crate::config::Config;
use crate::exchange::build::{exposed, oauth};
use crate::exchange::{Purpose, Request, RequestId};
use crate::secret::Secret;

#[derive(Clone, PartialEq)]
pub(super) enum What {
    Refresh {
        token: Secret,
        held: Box<Tokens>,
        scopes: Option<Vec<String>>,
    },
    Revoke(Secret, TokenKind),
}

impl What {
    /// The order of the parameters is always the same.
    pub(super) fn request(&self, config: &Config, id: RequestId) -> Request {
        let parts = &config.parts;
        let client_id = ("client_id", Some(parts.client_id.clone()));
        let client_secret = ("client_secret", exposed(&parts.client_secret));
        match self {
            Self::Refresh { token, scopes, .. } => {
                let scopes = scopes.as_ref().map(|scopes| scopes.join(" "));
                let pairs = [
                    ("grant_type", Some("refresh_token".into())),
                    client_id,
                    ("refresh_token", Some(token.expose().to_owned())),
                    ("scope", scopes),
                    client_secret,
                ];
                oauth(config, id, Purpose::Refresh, pairs)
            }
            Self::Revoke(token, kind) => {
                let pairs = [
                    client_id,
                    ("token", Some(token.expose().to_owned())),
                    ("token_type_hint", Some(kind.as_str().into())),
                    client_secret,
                ];
                oauth(config, id, Purpose::Revoke, pairs)
            }
        }
    }
}
