//! The ID token, with its claims validated according to OpenID Connect Core section 3.1.3.7.

use std::fmt;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::secret::{Secret, exposed};
use crate::wire::json::{Json, parse};
use crate::wire::time::Millis;

/// An ID token with validated claims. Its signature is not verified: TLS authenticates the server that
/// sent it (OpenID Connect Core section 3.1.3.7, item 6).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdToken {
    /// The token as received (JWS compact serialization, RFC 7515 section 7.1).
    #[serde(with = "exposed")]
    pub raw: Secret,
    /// All claims, as JSON text.
    #[serde(with = "exposed")]
    pub claims: Secret,
    /// The user (`sub`).
    pub subject: String,
    /// The authorization server (`iss`).
    pub issuer: String,
    /// When the token expires (`exp`), by the server's clock.
    pub expires_at: SystemTime,
    /// When the token was issued (`iat`), by the server's clock.
    pub issued_at: SystemTime,
    /// When the user signed in (`auth_time`), by the server's clock.
    pub auth_time: Option<SystemTime>,
    /// The user's full name (`name`).
    pub name: Option<String>,
    /// The user's preferred username (`preferred_username`).
    pub preferred_username: Option<String>,
    /// The user's email address (`email`).
    pub email: Option<String>,
}

/// The values that the claims are compared with.
pub(crate) struct ExpectedClaims<'e> {
    pub(crate) issuer: &'e str,
    pub(crate) client_id: &'e str,
    /// `None` for a refresh: the request has no nonce.
    pub(crate) nonce: Option<&'e Secret>,
    pub(crate) max_age: Option<u32>,
    pub(crate) access_token: &'e Secret,
    /// The current time by the server's clock.
    pub(crate) now: Millis,
}

/// The accepted clock skew, in ms (5 min).
const MAX_SKEW: i64 = 300_000;

impl IdToken {
    /// Reads an ID token that a flow has validated and the host has stored. Nothing is validated again.
    /// `None` if the text is not a JWT with the claims `iss`, `sub`, `exp` and `iat`.
    pub fn from_storage_unchecked(raw: impl Into<Secret>) -> Option<Self> {
        let raw = raw.into();
        let claims = decode(raw.expose().split('.').nth(1)?).ok()?;
        let json = parse(claims.expose()).ok()?;
        let time = |key: &str| json.integer(key).map(Millis::from_seconds);
        let times = Times {
            expires: time("exp")?,
            issued: time("iat")?,
            authenticated: time("auth_time"),
        };
        let issuer = json.text("iss")?;
        let issuer = issuer.trim_end_matches('/').to_owned();
        Self::new(&raw, &claims, issuer, &times).ok()
    }

    /// Parses the token and validates its claims. The error is the name of the invalid claim, `alg` for
    /// the algorithm, or `id_token` for the whole token.
    pub(crate) fn check(raw: Secret, expected: &ExpectedClaims<'_>) -> Result<Self, &'static str> {
        let mut parts = raw.expose().split('.');
        let (Some(header), Some(payload), Some(_signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err("id_token");
        };
        let header = decode(header)?;
        let claims = decode(payload)?;
        let algorithm = parse(header.expose()).map_err(|_| "id_token")?.text("alg");
        if !matches!(algorithm.as_deref(), Some("RS256" | "ES256")) {
            return Err("alg");
        }
        let json = parse(claims.expose()).map_err(|_| "id_token")?;
        let times = check_claims(&json, expected)?;
        Self::new(&raw, &claims, expected.issuer.to_owned(), &times)
    }

    fn new(
        raw: &Secret,
        claims: &Secret,
        issuer: String,
        times: &Times,
    ) -> Result<Self, &'static str> {
        let json = parse(claims.expose()).map_err(|_| "id_token")?;
        let subject = json.text("sub").filter(|sub| !sub.is_empty());
        Ok(Self {
            subject: subject.ok_or("sub")?,
            issuer,
            expires_at: times.expires.into(),
            issued_at: times.issued.into(),
            auth_time: times.authenticated.map(Into::into),
            name: json.text("name"),
            preferred_username: json.text("preferred_username"),
            email: json.text("email"),
            raw: raw.clone(),
            claims: claims.clone(),
        })
    }
}

struct Times {
    expires: Millis,
    issued: Millis,
    authenticated: Option<Millis>,
}

/// Validates the claims. The comments have the item numbers of OpenID Connect Core section 3.1.3.7.
fn check_claims(json: &Json<'_>, expected: &ExpectedClaims<'_>) -> Result<Times, &'static str> {
    let time = |key: &str| json.integer(key).map(Millis::from_seconds);
    // item 2
    let issuer = json.str("iss").map(|iss| iss.trim_end_matches('/'));
    if issuer != Some(expected.issuer.trim_end_matches('/')) {
        return Err("iss");
    }
    // item 3
    let audience = json.texts("aud");
    if !audience.iter().any(|aud| aud == expected.client_id) {
        return Err("aud");
    }
    // items 4 and 5
    let party = json.str("azp");
    if (audience.len() > 1 || party.is_some()) && party != Some(expected.client_id) {
        return Err("azp");
    }
    // items 9 and 10
    let expires = time("exp").ok_or("exp")?;
    let issued = time("iat").ok_or("iat")?;
    if expected.now.since(expires) >= MAX_SKEW {
        return Err("exp");
    }
    if issued.since(expected.now) > MAX_SKEW {
        return Err("iat");
    }
    // item 11
    let nonce = json.text("nonce").map(Secret::from);
    if expected.nonce.is_some() && nonce.as_ref() != expected.nonce {
        return Err("nonce");
    }
    // item 13
    let authenticated = time("auth_time");
    if let Some(max_age) = expected.max_age {
        let age = expected.now.since(authenticated.ok_or("auth_time")?);
        if age > i64::from(max_age) * 1000 + MAX_SKEW {
            return Err("auth_time");
        }
    }
    // section 3.1.3.6: the hash of the access token
    if let Some(at_hash) = json.str("at_hash") {
        let digest = Sha256::digest(expected.access_token.expose());
        let half = digest.get(..16).map(|half| URL_SAFE_NO_PAD.encode(half));
        if half.as_deref() != Some(at_hash) {
            return Err("at_hash");
        }
    }
    Ok(Times {
        expires,
        issued,
        authenticated,
    })
}

fn decode(part: &str) -> Result<Secret, &'static str> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| "id_token")?;
    String::from_utf8(bytes)
        .map(Secret::from)
        .map_err(|_| "id_token")
}

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdToken")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW: i64 = 1_900_000_000;

    fn check(change: impl Fn(&mut Value)) -> Result<IdToken, &'static str> {
        let mut claims = json!({
            "iss": "https://id.acme.example", "sub": "00u1", "aud": "client", "nonce": "n0nce",
            "iat": NOW - 5, "exp": NOW + 3600, "auth_time": NOW - 10, "name": "Ada",
            "at_hash": "77QmUPtjPfzWtF2AnpK9RQ"
        });
        change(&mut claims);
        check_token("RS256", &claims)
    }

    fn check_token(algorithm: &str, claims: &Value) -> Result<IdToken, &'static str> {
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let raw = format!("{}.{}.c2ln", part(&json!({"alg": algorithm})), part(claims));
        let expected = ExpectedClaims {
            issuer: "https://id.acme.example",
            client_id: "client",
            nonce: Some(&"n0nce".into()),
            max_age: Some(60),
            // OpenID Connect Core appendix A.3
            access_token: &"jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y".into(),
            now: Millis::from_seconds(NOW),
        };
        IdToken::check(raw.into(), &expected)
    }

    #[test]
    fn valid_claims_are_accepted() {
        let token = check(|_| {}).unwrap();
        assert_eq!(
            (token.subject.as_str(), token.name.as_deref()),
            ("00u1", Some("Ada"))
        );
        assert!(!format!("{token:?}").contains("00u1"));
        assert!(check(|claims| claims["aud"] = json!(["client"])).is_ok());
        assert!(check(|claims| claims["exp"] = json!(NOW - 299)).is_ok());
    }

    #[test]
    fn an_invalid_claim_is_named() {
        for (claim, value) in [
            ("iss", json!("https://evil.example")),
            ("aud", json!("other")),
            ("azp", json!("other")),
            ("exp", json!(NOW - 300)),
            ("exp", json!(null)),
            ("iat", json!(NOW + 301)),
            ("nonce", json!("other")),
            ("nonce", json!(null)),
            ("auth_time", json!(NOW - 361)),
            ("auth_time", json!(null)),
            ("at_hash", json!("other")),
            ("sub", json!("")),
        ] {
            let result = check(|claims| claims[claim] = value.clone());
            assert_eq!(result.unwrap_err(), claim, "{value}");
        }
        let two = check(|claims| claims["aud"] = json!(["client", "other"]));
        assert_eq!(two.unwrap_err(), "azp");
    }

    #[test]
    fn a_token_with_another_algorithm_or_format_is_rejected() {
        assert_eq!(check_token("none", &json!({})).unwrap_err(), "alg");
        assert_eq!(check_token("HS256", &json!({})).unwrap_err(), "alg");
        let error = |raw: &str| {
            let expected = ExpectedClaims {
                issuer: "i",
                client_id: "c",
                nonce: Some(&"n".into()),
                max_age: None,
                access_token: &"a".into(),
                now: Millis::from_seconds(NOW),
            };
            IdToken::check(raw.into(), &expected).unwrap_err()
        };
        for raw in ["", "a.b", "a.b.c.d", "!.!.!", "e30.e30.x"] {
            assert!(matches!(error(raw), "id_token" | "alg"), "{raw}");
        }
    }
}
