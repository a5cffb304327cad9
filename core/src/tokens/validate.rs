//! Validates the response to the exchange of an interaction code.

use super::Tokens;
use super::id_token::{ExpectedClaims, IdToken};
use crate::config::FlowConfig;
use crate::exchange::tokens::TokenResponse;
use crate::failure::FailureDetail;
use crate::secret::Secret;
use crate::wire::time::Millis;

/// Checks the ID token's claims, and returns the tokens or the invalid claim or member. The times are
/// the host's and the server's.
pub(crate) fn validate_tokens(
    config: &FlowConfig,
    nonce: &Secret,
    response: TokenResponse,
    (now, server_now): (Millis, Millis),
) -> Result<Tokens, FailureDetail> {
    let access_token = response.access_token()?;
    let parts = &config.parts;
    let expected = ExpectedClaims {
        issuer: config.issuer.identifier(),
        client_id: &parts.client_id,
        nonce: Some(nonce),
        max_age: parts.max_age,
        access_token: &access_token,
        now: server_now,
    };
    let id_token = response.id_token.map(|raw| IdToken::check(raw, &expected));
    let id_token = id_token.transpose()?;
    if id_token.is_none() && parts.scopes.iter().any(|scope| scope == "openid") {
        return Err(FailureDetail::claim("id_token"));
    }
    // RFC 6749 section 5.1: without `scope`, the requested scopes are granted
    let scopes = response.scopes.unwrap_or_else(|| parts.scopes.clone());
    Ok(Tokens {
        token_type: response.token_type.unwrap_or_else(|| "Bearer".to_owned()),
        refresh_token: response.refresh_token,
        device_secret: response.device_secret,
        id_token,
        ..Tokens::new(access_token, scopes).with_lifetime(response.expires_in, now)
    })
}
