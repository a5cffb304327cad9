//! Operation a flow ends with, and the calls that renew it or have it taken back.

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

/// The tokens of a finished flow (RFC 6749 section 5.1, OIDC Core section 3.1.3.3). `Debug` shows
/// the scopes and the expiry.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token.
    #[serde(with = "exposed")]
    pub access_token: Secret,
    /// How it is used: `Bearer`.
    pub token_type: String,
    /// How long it lives, from the response on.
    pub expires_in: Option<Duration>,
    /// When it expires, by the host's clock.
    pub expires_at: Option<SystemTime>,
    /// The scopes granted.
    pub scopes: Vec<String>,
    /// The refresh token, where `offline_access` was granted.
    #[serde(with = "exposed_option")]
    pub refresh_token: Option<Secret>,
    /// The ID token, its claims checked, where `openid` was granted.
    pub id_token: Option<IdToken>,
    /// For signing in other apps on this device, where `device_sso` was granted.
    #[serde(with = "exposed_option")]
    pub device_secret: Option<Secret>,
}

impl Tokens {
    /// An access token alone, for a host that puts together what it has kept: the other fields are
    /// there to be filled in.
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

    /// The same with a life that begins now, by the host's clock.
    pub(crate) fn with_lifetime(self, lifetime: Option<Duration>, now: Millis) -> Self {
        Self {
            expires_in: lifetime,
            expires_at: lifetime.map(|lifetime| now.plus(lifetime).into()),
            ..self
        }
    }
}

/// The end of a flow that stops at the code: what a server of the host's exchanges for tokens.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InteractionCode {
    /// The code, good for one exchange.
    #[serde(with = "exposed")]
    pub code: Secret,
    /// The PKCE verifier that belongs to it (RFC 7636 section 4.5).
    #[serde(with = "exposed")]
    pub code_verifier: Secret,
    /// The nonce that the ID token must have.
    #[serde(with = "exposed")]
    pub nonce: Secret,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Tokens");
        shown
            .field("scopes", &self.scopes)
            .field("expires_in", &self.expires_in);
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for InteractionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InteractionCode([secret])")
    }
}
