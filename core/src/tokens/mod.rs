//! The tokens of a completed flow, and the requests that refresh or revoke them.

pub(crate) mod id_token;
mod refresh;
pub(crate) mod request;
pub(crate) mod validate;

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

pub use id_token::IdToken;

use crate::secret::{Secret, exposed, exposed_option};
use crate::wire::time::Millis;

/// The tokens of a completed flow (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3). `Debug`
/// prints only the scopes and the lifetime.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token.
    #[serde(with = "exposed")]
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
    #[serde(with = "exposed_option")]
    pub refresh_token: Option<Secret>,
    /// The ID token, if `openid` was granted. Its claims are validated.
    pub id_token: Option<IdToken>,
    /// The device secret for single sign-on between apps, if `device_sso` was granted (OpenID Connect
    /// Native SSO for Mobile Apps).
    #[serde(with = "exposed_option")]
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
/// and the values that a server needs to exchange it for tokens.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InteractionCode {
    /// The interaction code. It can be exchanged once.
    #[serde(with = "exposed")]
    pub code: Secret,
    /// The PKCE code verifier (RFC 7636 section 4.5).
    #[serde(with = "exposed")]
    pub code_verifier: Secret,
    /// The `nonce` that the ID token must contain (OpenID Connect Core section 3.1.3.7, item 11).
    #[serde(with = "exposed")]
    pub nonce: Secret,
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
