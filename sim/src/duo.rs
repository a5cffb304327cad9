//! Duo Web SDK 2: signed requests and responses.
//!
//! A request consists of two cookies, one for Duo (`TX`) and one for the org (`APP`). The response
//! consists of Duo's cookie (`AUTH`) and the org's unchanged cookie. A cookie has the format
//! `PREFIX|base64(user|ikey|expiry)|hmac`. The HMAC-SHA1 is in hexadecimal digits; its key is the
//! secret key that the org shares with Duo, or the org's own application key.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::setup::Duo;
use crate::time::seconds;

const REQUEST_PREFIX: &str = "TX";
const RESPONSE_PREFIX: &str = "AUTH";
const APP_PREFIX: &str = "APP";
/// The lifetime of Duo's cookies, in seconds.
const DUO_LIFETIME_S: u64 = 300;
/// The lifetime of the org's cookie, in seconds.
const APP_LIFETIME_S: u64 = 3600;

/// The reason why a signed request or response is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DuoError {
    /// The signature is invalid.
    #[error("the Duo request is not signed by this org")]
    InvalidSignature,
    /// The request or response has expired.
    #[error("the Duo request has expired: start the verification again")]
    Expired,
}

/// Returns Duo's response (`sig_response`) to a request that the user approves.
pub(crate) fn approve(duo: &Duo, request: &str, now: SystemTime) -> Result<String, DuoError> {
    let (request, app) = split(request)?;
    let user = open(REQUEST_PREFIX, &duo.secret_key, duo, request, now)?;
    let response = cookie(
        (RESPONSE_PREFIX, &duo.secret_key),
        duo,
        &user,
        now,
        DUO_LIFETIME_S,
    );
    Ok(format!("{response}:{app}"))
}

/// Returns the request (`sig_request`) with which the client opens Duo's iframe.
pub(crate) fn sign_request(duo: &Duo, user: &str, now: SystemTime) -> String {
    let request_key = (REQUEST_PREFIX, duo.secret_key.as_str());
    let app_key = (APP_PREFIX, duo.application_key.as_str());
    let request = cookie(request_key, duo, user, now, DUO_LIFETIME_S);
    let app = cookie(app_key, duo, user, now, APP_LIFETIME_S);
    format!("{request}:{app}")
}

/// Verifies a response (`sig_response`) and returns its user.
pub(crate) fn verify_response(
    duo: &Duo,
    response: &str,
    now: SystemTime,
) -> Result<String, DuoError> {
    let (response, app) = split(response)?;
    let user = open(RESPONSE_PREFIX, &duo.secret_key, duo, response, now)?;
    let app_user = open(APP_PREFIX, &duo.application_key, duo, app, now)?;
    if user == app_user {
        Ok(user)
    } else {
        Err(DuoError::InvalidSignature)
    }
}

/// Splits a request or response into Duo's cookie and the org's cookie.
fn split(signed: &str) -> Result<(&str, &str), DuoError> {
    signed.split_once(':').ok_or(DuoError::InvalidSignature)
}

fn cookie(
    (prefix, key): (&str, &str),
    duo: &Duo,
    user: &str,
    now: SystemTime,
    lifetime_s: u64,
) -> String {
    let expires_at = seconds(now) + lifetime_s;
    let content = STANDARD.encode(format!("{user}|{}|{expires_at}", duo.integration_key));
    let cookie = format!("{prefix}|{content}");
    format!("{cookie}|{}", sign(key, &cookie))
}

/// Verifies a cookie and returns its user.
fn open(
    prefix: &str,
    key: &str,
    duo: &Duo,
    cookie: &str,
    now: SystemTime,
) -> Result<String, DuoError> {
    let is_signed = |(signed, signature): &(&str, &str)| sign(key, signed) == *signature;
    let signed = cookie.rsplit_once('|').filter(is_signed);
    let content = signed.and_then(|(signed, _)| signed.strip_prefix(prefix)?.strip_prefix('|'));
    let content = content.and_then(|content| STANDARD.decode(content).ok());
    let content = content.and_then(|content| String::from_utf8(content).ok());
    let content = content.ok_or(DuoError::InvalidSignature)?;
    let (rest, expires_at) = content.rsplit_once('|').ok_or(DuoError::InvalidSignature)?;
    let (user, integration_key) = rest.rsplit_once('|').ok_or(DuoError::InvalidSignature)?;
    let expires_at: u64 = expires_at.parse().map_err(|_| DuoError::InvalidSignature)?;
    if integration_key != duo.integration_key {
        return Err(DuoError::InvalidSignature);
    }
    if expires_at <= seconds(now) {
        return Err(DuoError::Expired);
    }
    Ok(user.to_owned())
}

fn sign(key: &str, text: &str) -> String {
    let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes());
    let mut mac = mac.expect("an HMAC accepts a key of any length");
    mac.update(text.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000)
    }

    #[test]
    fn an_approved_request_results_in_a_valid_response() {
        let duo = Duo::default();
        let request = sign_request(&duo, "ada|x@example.com", now());
        let response = approve(&duo, &request, now()).unwrap();
        assert!(response.starts_with("AUTH|"), "{response}");
        let user = verify_response(&duo, &response, now());
        assert_eq!(user.as_deref(), Ok("ada|x@example.com"));
        let late = now() + Duration::from_secs(DUO_LIFETIME_S);
        let verified = verify_response(&duo, &response, late);
        assert_eq!(verified, Err(DuoError::Expired));
        assert_eq!(approve(&duo, &request, late), Err(DuoError::Expired));
    }

    #[test]
    fn invalid_requests_and_responses_are_rejected() {
        let duo = Duo::default();
        let request = sign_request(&duo, "ada", now());
        let response = approve(&duo, &request, now()).unwrap();
        let other = approve(&duo, &sign_request(&duo, "eve", now()), now());
        let (other, _) = other.as_deref().unwrap().split_once(':').unwrap();
        let (_, app) = response.split_once(':').unwrap();
        let forged = response.replacen("AUTH|YWRh", "AUTH|ZXZl", 1);
        for response in ["", ":", &request, &format!("{other}:{app}"), &forged] {
            let verified = verify_response(&duo, response, now());
            assert_eq!(verified, Err(DuoError::InvalidSignature), "{response}");
        }
        for request in ["", "x:y", &response] {
            let approved = approve(&duo, request, now());
            assert_eq!(approved, Err(DuoError::InvalidSignature));
        }
    }
}
