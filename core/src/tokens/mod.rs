//! The tokens of a completed flow, and the requests that refresh or revoke them.

mod claims;
pub(crate) mod id_token;
pub(crate) mod operation;
mod refresh;
pub(crate) mod request;
pub(crate) mod saved;
pub(crate) mod validate;

use std::fmt;
use std::time::{Duration, SystemTime};

pub use id_token::IdToken;

use crate::secret::Secret;
use crate::wire::time::Millis;

/// The tokens of a completed flow (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3). `Debug`
/// prints only the scopes and the lifetime.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token.
    pub access_token: Secret,
    /// The type of the access token, usually `Bearer`.
    pub token_type: String,
    /// The lifetime of the access token, from the time of the response.
    pub expires_in: Option<Duration>,
    /// When the access token expires, by the host's clock.
    pub expires_at: Option<SystemTime>,
    /// The granted scopes.
    pub scopes: Vec<String>,
    /// The refresh token, if `offline_access` was granted.
    pub refresh_token: Option<Secret>,
    /// The ID token, if `openid` was granted. Its claims are validated.
    pub id_token: Option<IdToken>,
    /// The device secret for single sign-on between apps, if `device_sso` was granted (OpenID Connect
    /// Native SSO for Mobile Apps).
    pub device_secret: Option<Secret>,
}

impl Tokens {
    /// Creates tokens from a stored access token. Set the other fields if you have stored them.
    pub fn new(access_token: Secret, scopes: Vec<String>) -> Self {
        Self {
            access_token,
            token_type: "Bearer".to_owned(),
            expires_in: None,
            expires_at: None,
            scopes,
            refresh_token: None,
            id_token: None,
            device_secret: None,
        }
    }

    /// Sets the lifetime, which starts now by the host's clock.
    pub(crate) fn with_lifetime(self, lifetime: Option<Duration>, now: Millis) -> Self {
        Self {
            expires_in: lifetime,
            expires_at: lifetime.map(|lifetime| now.plus(lifetime).into()),
            ..self
        }
    }
}

/// The result of a flow that [stops at the code](crate::FlowConfig::stop_at_code): an interaction code,
/// and the values that its exchange for tokens needs. [`TokenRequest::exchange`] exchanges it, on this
/// device or on another one.
///
/// [`TokenRequest::exchange`]: crate::TokenRequest::exchange
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct InteractionCode {
    /// The interaction code. It can be exchanged once, usually within 60 s.
    pub code: Secret,
    /// The PKCE code verifier (RFC 7636 section 4.5).
    pub code_verifier: Secret,
    /// The `nonce` that the ID token must contain (OpenID Connect Core section 3.1.3.7, item 11).
    pub nonce: Secret,
    /// The token endpoint that the server named, on the issuer's origin. `None`: use that of the issuer.
    pub token_endpoint: Option<String>,
}

impl InteractionCode {
    /// Creates an interaction code from values that were stored or received.
    pub fn new(
        code: impl Into<Secret>,
        code_verifier: impl Into<Secret>,
        nonce: impl Into<Secret>,
    ) -> Self {
        Self {
            code: code.into(),
            code_verifier: code_verifier.into(),
            nonce: nonce.into(),
            token_endpoint: None,
        }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Tokens");
        output
            .field("scopes", &self.scopes)
            .field("expires_in", &self.expires_in);
        output.finish_non_exhaustive()
    }
}

impl fmt::Debug for InteractionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InteractionCode([secret])")
    }
}
