//! Duo's Web SDK, version 2: what the org signs, what Duo answers, what the org verifies then.
//!
//! A request is two cookies, one for Duo (`TX`) and one for the org itself (`APP`); the response is
//! Duo's (`AUTH`) and the org's own again. A cookie is `PREFIX|base64(user|ikey|expiry)|hmac`, with an
//! HMAC-SHA1 in hexadecimal digits under the key that the two sides share, or that the org keeps.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::org::Org;
use crate::setup::Duo;
use crate::time::seconds;

const FOR_DUO: &str = "TX";
const FROM_DUO: &str = "AUTH";
const OWN: &str = "APP";
/// Seconds that Duo has to answer, and that its answer is good.
const DUO_LIFETIME: u64 = 300;
const OWN_LIFETIME: u64 = 3600;

/// Why Duo does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DuoError {
    /// The request is none that this org signed.
    #[error("not a request that this org signed")]
    Forged,
    /// The request is too old.
    #[error("the request to Duo has expired: the sign-in has to start it again")]
    TooLate,
}

/// Why a response does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotVerified {
    Forged,
    TooLate,
}

impl Org {
    /// What the person approves in Duo's frame: the signed response that the frame hands back, for
    /// the `signedToken` that it was opened with.
    pub fn approve_duo(&self, signed_token: &str, now: SystemTime) -> Result<String, DuoError> {
        let duo = &self.setup().duo;
        let (request, own) = signed_token.split_once(':').ok_or(DuoError::Forged)?;
        let user = open(FOR_DUO, &duo.secret_key, duo, request, now).map_err(|not| match not {
            NotVerified::Forged => DuoError::Forged,
            NotVerified::TooLate => DuoError::TooLate,
        })?;
        let answer = cookie(FROM_DUO, &duo.secret_key, duo, &user, now, DUO_LIFETIME);
        Ok(format!("{answer}:{own}"))
    }
}

/// `sig_request`: what the frame is opened with.
pub(crate) fn sign_request(duo: &Duo, user: &str, now: SystemTime) -> String {
    let request = cookie(FOR_DUO, &duo.secret_key, duo, user, now, DUO_LIFETIME);
    let own = cookie(OWN, &duo.application_key, duo, user, now, OWN_LIFETIME);
    format!("{request}:{own}")
}

/// Whose `sig_response` this is.
pub(crate) fn verify_response(
    duo: &Duo,
    response: &str,
    now: SystemTime,
) -> Result<String, NotVerified> {
    let (answer, own) = response.split_once(':').ok_or(NotVerified::Forged)?;
    let user = open(FROM_DUO, &duo.secret_key, duo, answer, now)?;
    let own = open(OWN, &duo.application_key, duo, own, now)?;
    if user == own {
        Ok(user)
    } else {
        Err(NotVerified::Forged)
    }
}

fn cookie(
    prefix: &str,
    key: &str,
    duo: &Duo,
    user: &str,
    now: SystemTime,
    lifetime: u64,
) -> String {
    let expires = seconds(now) + lifetime;
    let content = STANDARD.encode(format!("{user}|{}|{expires}", duo.integration_key));
    let cookie = format!("{prefix}|{content}");
    format!("{cookie}|{}", sign(key, &cookie))
}

fn open(
    prefix: &str,
    key: &str,
    duo: &Duo,
    cookie: &str,
    now: SystemTime,
) -> Result<String, NotVerified> {
    let is_signed = |(signed, signature): &(&str, &str)| sign(key, signed) == *signature;
    let signed = cookie.rsplit_once('|').filter(is_signed);
    let content = signed.and_then(|(signed, _)| signed.strip_prefix(prefix)?.strip_prefix('|'));
    let content = content.and_then(|content| STANDARD.decode(content).ok());
    let content = content.and_then(|content| String::from_utf8(content).ok());
    let content = content.ok_or(NotVerified::Forged)?;
    let (rest, expires) = content.rsplit_once('|').ok_or(NotVerified::Forged)?;
    let (user, integration) = rest.rsplit_once('|').ok_or(NotVerified::Forged)?;
    let expires: u64 = expires.parse().map_err(|_| NotVerified::Forged)?;
    if integration != duo.integration_key {
        return Err(NotVerified::Forged);
    }
    if expires <= seconds(now) {
        return Err(NotVerified::TooLate);
    }
    Ok(user.to_owned())
}

fn sign(key: &str, text: &str) -> String {
    let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes());
    let mut mac = mac.expect("an HMAC takes a key of any length");
    mac.update(text.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;
    use std::time::{Duration, UNIX_EPOCH};

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000)
    }

    #[test]
    fn a_request_is_answered_and_the_answer_verified() {
        let org = Org::new(Setup::default());
        let duo = &org.setup().duo;
        let request = sign_request(duo, "ada|x@example.com", now());
        let response = org.approve_duo(&request, now()).unwrap();
        assert!(response.starts_with("AUTH|"), "{response}");
        let user = verify_response(duo, &response, now());
        assert_eq!(user.as_deref(), Ok("ada|x@example.com"));
        let late = now() + Duration::from_secs(DUO_LIFETIME);
        assert_eq!(
            verify_response(duo, &response, late),
            Err(NotVerified::TooLate)
        );
        assert_eq!(org.approve_duo(&request, late), Err(DuoError::TooLate));
    }

    #[test]
    fn nothing_else_is_verified() {
        let org = Org::new(Setup::default());
        let duo = &org.setup().duo;
        let request = sign_request(duo, "ada", now());
        let response = org.approve_duo(&request, now()).unwrap();
        let other = org.approve_duo(&sign_request(duo, "eve", now()), now());
        let (other, _) = other.as_deref().unwrap().split_once(':').unwrap();
        let (_, own) = response.split_once(':').unwrap();
        let forged = response.replacen("AUTH|YWRh", "AUTH|ZXZl", 1);
        for response in ["", ":", &request, &format!("{other}:{own}"), &forged] {
            let verified = verify_response(duo, response, now());
            assert_eq!(verified, Err(NotVerified::Forged), "{response}");
        }
        for request in ["", "x:y", &response] {
            assert_eq!(org.approve_duo(request, now()), Err(DuoError::Forged));
        }
    }
}
