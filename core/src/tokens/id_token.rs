//! The ID token: its claims, checked as OIDC Core section 3.1.3.7 says.

use std::fmt;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::secret::{Secret, exposed};
use crate::wire::json::{Json, parse};
use crate::wire::time::Millis;

/// An ID token whose claims hold. Its signature is the server's, as far as TLS vouches for it
/// (OIDC Core section 3.1.3.7, 6).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdToken {
    /// The token as it came (JWS compact serialisation, RFC 7515).
    #[serde(with = "exposed")]
    pub raw: Secret,
    /// The claims as JSON text, all of them.
    #[serde(with = "exposed")]
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

/// Operation the claims are held against.
pub(crate) struct ExpectedClaims<'e> {
    pub(crate) issuer: &'e str,
    pub(crate) client_id: &'e str,
    /// `None` at a refresh, which has none of its own.
    pub(crate) nonce: Option<&'e Secret>,
    pub(crate) max_age: Option<u32>,
    pub(crate) access_token: &'e Secret,
    /// Now, by the server's clock.
    pub(crate) now: Millis,
}

/// How far the server's own clocks may differ, in ms.
const SKEW: i64 = 300_000;

impl IdToken {
    /// An ID token that was checked when it came, read again from where the host has kept it.
    /// `None` where it is none. Nothing is checked anew.
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
        Self::of(&raw, &claims, issuer, &times).ok()
    }

    /// Reads and checks; the error names what does not hold.
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
        Self::of(&raw, &claims, expected.issuer.to_owned(), &times)
    }

    fn of(
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

/// The numbers are those of OIDC Core section 3.1.3.7.
fn check_claims(json: &Json<'_>, expected: &ExpectedClaims<'_>) -> Result<Times, &'static str> {
    let same = |claim: Option<&str>, text: &str| claim == Some(text);
    let time = |key: &str| json.integer(key).map(Millis::from_seconds);
    // 2
    let issuer = json.str("iss").map(|iss| iss.trim_end_matches('/'));
    if !same(issuer, expected.issuer.trim_end_matches('/')) {
        return Err("iss");
    }
    // 3
    let audience = json.texts("aud");
    if !audience.iter().any(|aud| aud == expected.client_id) {
        return Err("aud");
    }
    // 4, 5
    let party = json.str("azp");
    if (audience.len() > 1 || party.is_some()) && !same(party, expected.client_id) {
        return Err("azp");
    }
    // 9, 10
    let expires = time("exp").ok_or("exp")?;
    let issued = time("iat").ok_or("iat")?;
    if expected.now.since(expires) >= SKEW {
        return Err("exp");
    }
    if issued.since(expected.now) > SKEW {
        return Err("iat");
    }
    // 11
    let nonce = json.text("nonce").map(Secret::from);
    if expected.nonce.is_some() && nonce.as_ref() != expected.nonce {
        return Err("nonce");
    }
    // 13
    let authenticated = time("auth_time");
    if let Some(max_age) = expected.max_age {
        let age = expected.now.since(authenticated.ok_or("auth_time")?);
        if age > i64::from(max_age) * 1000 + SKEW {
            return Err("auth_time");
        }
    }
    // section 3.1.3.6
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
        signed("RS256", &claims)
    }

    fn signed(algorithm: &str, claims: &Value) -> Result<IdToken, &'static str> {
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let raw = format!("{}.{}.c2ln", part(&json!({"alg": algorithm})), part(claims));
        let expected = ExpectedClaims {
            issuer: "https://id.acme.example",
            client_id: "client",
            nonce: Some(&"n0nce".into()),
            max_age: Some(60),
            // OIDC Core appendix A.3
            access_token: &"jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y".into(),
            now: Millis::from_seconds(NOW),
        };
        IdToken::check(raw.into(), &expected)
    }

    #[test]
    fn good_claims_hold() {
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
    fn each_bad_claim_is_named() {
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
    fn only_signed_tokens_are_looked_at() {
        assert_eq!(signed("none", &json!({})).unwrap_err(), "alg");
        assert_eq!(signed("HS256", &json!({})).unwrap_err(), "alg");
        let expected = |raw: &str| {
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
            assert!(matches!(expected(raw), "id_token" | "alg"), "{raw}");
        }
    }
}
