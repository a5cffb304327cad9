//! What a flow ends with.

use std::fmt;
use std::time::{Duration, SystemTime};

use idx_flow::Secret;

use crate::error::FlowError;

/// The tokens of a finished flow (RFC 6749 section 5.1, OIDC Core section 3.1.3.3).
#[derive(uniffi::Record)]
pub struct Tokens {
    /// The access token.
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
    pub refresh_token: Option<Secret>,
    /// The ID token, its claims checked, where `openid` was granted.
    pub id_token: Option<IdToken>,
    /// For signing in other apps on this device, where `device_sso` was granted.
    pub device_secret: Option<Secret>,
}

/// An ID token whose claims hold. Its signature is the server's, as far as TLS vouches for it
/// (OIDC Core section 3.1.3.7, 6). What prints it says which server it is from, and not whose it is.
#[derive(uniffi::Record)]
#[uniffi::export(Debug, Display)]
pub struct IdToken {
    /// The token as it came (JWS compact serialisation, RFC 7515).
    pub raw: Secret,
    /// The claims as JSON text, all of them.
    pub claims: Secret,
    /// `sub`: the user.
    pub subject: String,
    /// `iss`: the authorization server.
    pub issuer: String,
    /// `exp`, by the server's clock.
    pub expires_at: SystemTime,
    /// `iat`, by the server's clock.
    pub issued_at: SystemTime,
    /// `auth_time`, by the server's clock.
    pub auth_time: Option<SystemTime>,
    /// `name`.
    pub name: Option<String>,
    /// `preferred_username`.
    pub preferred_username: Option<String>,
    /// `email`.
    pub email: Option<String>,
}

/// The end of a flow that stops at the code: what a server of the host's exchanges for tokens.
#[derive(uniffi::Record)]
pub struct InteractionCode {
    /// The code, good for one exchange.
    pub code: Secret,
    /// The PKCE verifier that belongs to it (RFC 7636 section 4.5).
    pub code_verifier: Secret,
    /// The nonce that the ID token must have.
    pub nonce: Secret,
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

/// What the host has kept. An ID token that cannot be read is an error: without it, a fresh one would be
/// held against nothing (OIDC Core section 12.2).
impl TryFrom<Tokens> for idx_flow::Tokens {
    type Error = FlowError;

    fn try_from(tokens: Tokens) -> Result<Self, FlowError> {
        let mut held = Self::new(tokens.access_token, tokens.scopes);
        held.token_type = tokens.token_type;
        held.expires_in = tokens.expires_in;
        held.expires_at = tokens.expires_at;
        held.refresh_token = tokens.refresh_token;
        if let Some(token) = tokens.id_token {
            let kept = idx_flow::IdToken::from_storage_unchecked(token.raw);
            held.id_token = Some(kept.ok_or_else(FlowError::invalid_stored_id_token)?);
        }
        held.device_secret = tokens.device_secret;
        Ok(held)
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
        }
    }
}
