//! The results of a flow: tokens, or an interaction code.

use std::fmt;
use std::time::{Duration, SystemTime};

use idx_flow::Secret;

use crate::error::FlowError;

/// The tokens of a completed flow (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3).
#[derive(uniffi::Record)]
pub struct Tokens {
    /// The access token.
    pub access_token: Secret,
    /// The type of the access token, usually `Bearer`.
    pub token_type: String,
    /// The lifetime of the access token, starting at the response.
    pub expires_in: Option<Duration>,
    /// The time when the access token expires, by the device's clock.
    pub expires_at: Option<SystemTime>,
    /// The granted scopes.
    pub scopes: Vec<String>,
    /// The refresh token, if `offline_access` was granted.
    pub refresh_token: Option<Secret>,
    /// The ID token with validated claims, if `openid` was granted.
    pub id_token: Option<IdToken>,
    /// The device secret for signing in to other apps on this device, if `device_sso` was granted.
    pub device_secret: Option<Secret>,
}

/// An ID token with validated claims. Its signature is not verified, because the token was received
/// from the token endpoint over TLS (OpenID Connect Core section 3.1.3.7, item 6). Only its issuer is
/// printed.
#[derive(uniffi::Record)]
#[uniffi::export(Debug, Display)]
pub struct IdToken {
    /// The token as received (JWS compact serialization, RFC 7515).
    pub raw: Secret,
    /// All claims as JSON text.
    pub claims: Secret,
    /// The user's ID (`sub`).
    pub subject: String,
    /// The authorization server (`iss`).
    pub issuer: String,
    /// The expiration time (`exp`), by the server's clock.
    pub expires_at: SystemTime,
    /// The time of issue (`iat`), by the server's clock.
    pub issued_at: SystemTime,
    /// The time of the user's authentication (`auth_time`), by the server's clock.
    pub auth_time: Option<SystemTime>,
    /// The user's full name (`name`).
    pub name: Option<String>,
    /// The user's username (`preferred_username`).
    pub preferred_username: Option<String>,
    /// The user's email address (`email`).
    pub email: Option<String>,
}

/// The result of a flow that ends with the interaction code, and the values that its exchange for tokens
/// needs. `TokenRequest.exchange` or another system, such as the app's server, exchanges it.
#[derive(uniffi::Record)]
pub struct InteractionCode {
    /// The interaction code. It can be exchanged once.
    pub code: Secret,
    /// The PKCE code verifier (RFC 7636 section 4.5).
    pub code_verifier: Secret,
    /// The nonce that the ID token must contain.
    pub nonce: Secret,
    /// The token endpoint that the server named. If not set, it is that of the issuer.
    #[uniffi(default = None)]
    pub token_endpoint: Option<String>,
}

impl From<idx_flow::Tokens> for Tokens {
    fn from(tokens: idx_flow::Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            token_type: tokens.token_type,
            expires_in: tokens.expires_in,
            expires_at: tokens.expires_at,
            scopes: tokens.scopes,
            refresh_token: tokens.refresh_token,
            id_token: tokens.id_token.map(IdToken::from),
            device_secret: tokens.device_secret,
        }
    }
}

/// Converts the stored tokens. An invalid ID token is an error, because a refreshed ID token has to be
/// compared with it (OpenID Connect Core section 12.2).
impl TryFrom<Tokens> for idx_flow::Tokens {
    type Error = FlowError;

    fn try_from(tokens: Tokens) -> Result<Self, FlowError> {
        let mut stored = Self::new(tokens.access_token, tokens.scopes);
        stored.token_type = tokens.token_type;
        stored.expires_in = tokens.expires_in;
        stored.expires_at = tokens.expires_at;
        stored.refresh_token = tokens.refresh_token;
        if let Some(token) = tokens.id_token {
            let id_token = idx_flow::IdToken::from_storage_unchecked(token.raw);
            stored.id_token = Some(id_token.ok_or_else(FlowError::invalid_stored_id_token)?);
        }
        stored.device_secret = tokens.device_secret;
        Ok(stored)
    }
}

impl From<idx_flow::IdToken> for IdToken {
    fn from(token: idx_flow::IdToken) -> Self {
        Self {
            raw: token.raw,
            claims: token.claims,
            subject: token.subject,
            issuer: token.issuer,
            expires_at: token.expires_at,
            issued_at: token.issued_at,
            auth_time: token.auth_time,
            name: token.name,
            preferred_username: token.preferred_username,
            email: token.email,
        }
    }
}

impl fmt::Display for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdToken(issuer={})", self.issuer)
    }
}

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<idx_flow::InteractionCode> for InteractionCode {
    fn from(code: idx_flow::InteractionCode) -> Self {
        Self {
            code: code.code,
            code_verifier: code.code_verifier,
            nonce: code.nonce,
            token_endpoint: code.token_endpoint,
        }
    }
}

impl From<InteractionCode> for idx_flow::InteractionCode {
    fn from(code: InteractionCode) -> Self {
        let mut converted = Self::new(code.code, code.code_verifier, code.nonce);
        converted.token_endpoint = code.token_endpoint;
        converted
    }
}
