//! The operations of a token request.

use super::{InteractionCode, Tokens};
use crate::exchange::post::{Post, secret_value};
use crate::exchange::{Purpose, Request};
use crate::secret::Secret;

/// The kind of a token to revoke (RFC 7009 section 2.1, `token_type_hint`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// This access token only.
    Access,
    /// The refresh token and all access tokens that were issued from it.
    Refresh,
}

impl TokenKind {
    /// The value of `token_type_hint`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

#[derive(Clone, PartialEq)]
pub(super) enum Operation {
    Refresh {
        token: Secret,
        stored: Box<Tokens>,
        scopes: Option<Vec<String>>,
    },
    Exchange(InteractionCode),
    Revoke(Secret, TokenKind),
}

impl Operation {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Refresh { .. } => "Refresh",
            Self::Exchange(_) => "Exchange",
            Self::Revoke(..) => "Revoke",
        }
    }

    /// Builds the request. The order of the parameters is fixed.
    pub(super) fn request(&self, post: Post<'_>) -> Request {
        let parts = &post.config.parts;
        let client_id = ("client_id", Some(parts.client_id.clone()));
        let client_secret = ("client_secret", secret_value(&parts.client_secret));
        match self {
            Self::Refresh { token, scopes, .. } => {
                let scopes = scopes.as_ref().map(|scopes| scopes.join(" "));
                let parameters = [
                    ("grant_type", Some("refresh_token".into())),
                    client_id,
                    ("refresh_token", Some(token.expose().to_owned())),
                    ("scope", scopes),
                    client_secret,
                ];
                let url = post.config.issuer.endpoint("token");
                post.oauth(Purpose::Refresh, url, parameters)
            }
            Self::Exchange(code) => post.exchange_code(
                &code.code,
                &code.code_verifier,
                code.token_endpoint.as_deref(),
            ),
            Self::Revoke(token, kind) => {
                let parameters = [
                    client_id,
                    ("token", Some(token.expose().to_owned())),
                    ("token_type_hint", Some(kind.as_str().into())),
                    client_secret,
                ];
                let url = post.config.issuer.endpoint("revoke");
                post.oauth(Purpose::Revoke, url, parameters)
            }
        }
    }
}
