//! The ID token, with its claims validated according to OpenID Connect Core section 3.1.3.7.

use std::fmt;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::claims;
use crate::failure::FailureDetail;
use crate::secret::Secret;
use crate::wire::json::Json;
use crate::wire::time::Millis;

/// An ID token with validated claims. Its signature is not verified: TLS authenticates the server that
/// sent it (OpenID Connect Core section 3.1.3.7, item 6).
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct IdToken {
    /// The token as received (JWS compact serialization, RFC 7515 section 7.1).
    pub raw: Secret,
    /// All claims, as JSON text.
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
/// The longest time since a new token was issued, in ms (24 h).
const MAX_TOKEN_AGE: i64 = 24 * 60 * 60 * 1000;

impl IdToken {
    /// Reads an ID token that a flow has validated and the host has stored. Nothing is validated again.
    /// `None` if the text is not a JWT with the claims `iss`, `sub`, `exp` and `iat`.
    pub fn from_storage_unchecked(raw: impl Into<Secret>) -> Option<Self> {
        let raw = raw.into();
        let (_, text) = claims::split(&raw).ok()?;
        Self::read(&raw, &text).ok()
    }

    /// Parses the token and validates its claims. The error names the invalid claim, `alg` or `crit` in
    /// the header, or `id_token` for the whole token.
    pub(crate) fn check(raw: Secret, expected: &ExpectedClaims<'_>) -> Result<Self, FailureDetail> {
        let (header, text) = claims::split(&raw)?;
        check_header(&claims::read_object(&header)?)?;
        check_claims(&claims::read_object(&text)?, expected)?;
        Self::read(&raw, &text)
    }

    fn read(raw: &Secret, text: &Secret) -> Result<Self, FailureDetail> {
        let json = claims::read_object(text)?;
        let required = |name: &'static str| {
            let value = claims::text(&json, name)?.filter(|text| !text.is_empty());
            let value = value.ok_or_else(|| FailureDetail::claim(name))?;
            Ok::<_, FailureDetail>(value.to_owned())
        };
        let time = |name: &'static str| {
            let time = claims::time(&json, name)?;
            time.ok_or_else(|| FailureDetail::claim(name))
        };
        Ok(Self {
            subject: required("sub")?,
            issuer: required("iss")?,
            expires_at: time("exp")?.into(),
            issued_at: time("iat")?.into(),
            auth_time: claims::time(&json, "auth_time")?.map(Into::into),
            name: json.text("name"),
            preferred_username: json.text("preferred_username"),
            email: json.text("email"),
            raw: raw.clone(),
            claims: text.clone(),
        })
    }
}

/// The algorithm must be one that Okta uses. Extensions that must be understood are not (RFC 7515
/// section 4.1.11).
fn check_header(header: &Json<'_>) -> Result<(), FailureDetail> {
    let algorithm = claims::text(header, "alg")?;
    if !matches!(algorithm, Some("RS256" | "ES256")) {
        return Err(FailureDetail::mismatch("alg", "RS256", algorithm));
    }
    match header.get("crit") {
        Some(_) => Err(FailureDetail::claim("crit")),
        None => Ok(()),
    }
}

/// Validates the claims. The comments have the item numbers of OpenID Connect Core section 3.1.3.7.
fn check_claims(json: &Json<'_>, expected: &ExpectedClaims<'_>) -> Result<(), FailureDetail> {
    let client_id = expected.client_id;
    // item 2
    let issuer = claims::text(json, "iss")?;
    if issuer != Some(expected.issuer) {
        return Err(FailureDetail::mismatch("iss", expected.issuer, issuer));
    }
    // item 3
    let audience = claims::audience(json)?;
    if !audience.contains(&client_id) {
        let found = audience.first().copied();
        return Err(FailureDetail::mismatch("aud", client_id, found));
    }
    // items 4 and 5
    let party = claims::text(json, "azp")?;
    if (audience.len() > 1 || party.is_some()) && party != Some(client_id) {
        return Err(FailureDetail::mismatch("azp", client_id, party));
    }
    check_times(json, expected.now)?;
    // item 11
    let nonce = claims::text(json, "nonce")?.map(Secret::from);
    if expected.nonce.is_some() && nonce.as_ref() != expected.nonce {
        return Err(FailureDetail::claim("nonce"));
    }
    // item 13
    if let Some(max_age) = expected.max_age {
        let missing = || FailureDetail::claim("auth_time");
        let authenticated = claims::time(json, "auth_time")?.ok_or_else(missing)?;
        if expected.now.since(authenticated) > i64::from(max_age) * 1000 + MAX_SKEW {
            return Err(missing());
        }
    }
    check_access_token_hash(json, expected.access_token)
}

/// Items 9 and 10, and `nbf` (RFC 7519 section 4.1.5).
fn check_times(json: &Json<'_>, now: Millis) -> Result<(), FailureDetail> {
    let time = |name: &'static str| {
        let time = claims::time(json, name)?;
        time.ok_or_else(|| FailureDetail::claim(name))
    };
    let (expires, issued) = (time("exp")?, time("iat")?);
    if now.since(expires) >= MAX_SKEW || expires < issued {
        return Err(FailureDetail::claim("exp"));
    }
    if !(-MAX_SKEW..=MAX_TOKEN_AGE).contains(&now.since(issued)) {
        return Err(FailureDetail::claim("iat"));
    }
    match claims::time(json, "nbf")? {
        Some(start) if start.since(now) > MAX_SKEW => Err(FailureDetail::claim("nbf")),
        _ => Ok(()),
    }
}

/// The hash of the access token (OpenID Connect Core section 3.1.3.6).
fn check_access_token_hash(json: &Json<'_>, access_token: &Secret) -> Result<(), FailureDetail> {
    let Some(hash) = claims::text(json, "at_hash")? else {
        return Ok(());
    };
    let digest = Sha256::digest(access_token.expose());
    let half = digest.get(..16).map(|half| URL_SAFE_NO_PAD.encode(half));
    match half.as_deref() == Some(hash) {
        true => Ok(()),
        false => Err(FailureDetail::claim("at_hash")),
    }
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

    fn check(change: impl Fn(&mut Value)) -> Result<IdToken, String> {
        let mut claims = json!({
            "iss": "https://id.acme.example", "sub": "00u1", "aud": "client", "nonce": "n0nce",
            "iat": NOW - 5, "exp": NOW + 3600, "auth_time": NOW - 10, "name": "Ada",
            "at_hash": "77QmUPtjPfzWtF2AnpK9RQ"
        });
        change(&mut claims);
        check_token(&json!({"alg": "RS256"}), &claims.to_string())
    }

    fn check_token(header: &Value, claims: &str) -> Result<IdToken, String> {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        check_raw(&format!(
            "{}.{}.c2ln",
            part(&header.to_string()),
            part(claims)
        ))
    }

    fn check_raw(raw: &str) -> Result<IdToken, String> {
        let expected = ExpectedClaims {
            issuer: "https://id.acme.example",
            client_id: "client",
            nonce: Some(&"n0nce".into()),
            max_age: Some(60),
            // OpenID Connect Core appendix A.3
            access_token: &"jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y".into(),
            now: Millis::from_seconds(NOW),
        };
        let result = IdToken::check(raw.into(), &expected);
        result.map_err(|detail| detail.code().expect("a claim has a name"))
    }

    #[test]
    fn valid_claims_are_accepted() {
        let token = check(|_| {}).unwrap();
        assert_eq!(token.subject, "00u1");
        assert_eq!(token.name.as_deref(), Some("Ada"));
        assert!(!format!("{token:?}").contains("00u1"));
        assert!(check(|claims| claims["aud"] = json!(["client"])).is_ok());
        assert!(check(|claims| claims["exp"] = json!(NOW - 299)).is_err());
        assert!(check(|claims| claims["nbf"] = json!(NOW + 299)).is_ok());
        let is_expired_within_skew = check(|claims| {
            claims["iat"] = json!(NOW - 400);
            claims["exp"] = json!(NOW - 299);
        });
        assert!(is_expired_within_skew.is_ok());
    }

    #[test]
    fn an_invalid_claim_is_named() {
        for (claim, value) in [
            ("iss", json!("https://evil.example")),
            ("iss", json!("https://id.acme.example/")),
            ("aud", json!("other")),
            ("aud", json!([])),
            ("aud", json!(["client", 5])),
            ("aud", json!({"type": "array", "value": ["client"]})),
            ("azp", json!("other")),
            ("azp", json!(["client"])),
            ("exp", json!(NOW - 300)),
            ("exp", json!(NOW - 6)),
            ("exp", json!("9999999999")),
            ("exp", json!(null)),
            ("iat", json!(NOW + 301)),
            ("iat", json!(NOW - 86_401)),
            ("nbf", json!(NOW + 301)),
            ("nbf", json!("now")),
            ("nonce", json!("other")),
            ("nonce", json!(7)),
            ("nonce", json!(null)),
            ("auth_time", json!(NOW - 361)),
            ("auth_time", json!(null)),
            ("at_hash", json!("other")),
            ("at_hash", json!(5)),
            ("sub", json!("")),
            ("sub", json!(7)),
        ] {
            let result = check(|claims| claims[claim] = value.clone());
            assert_eq!(result.unwrap_err(), claim, "{value}");
        }
        let two = check(|claims| claims["aud"] = json!(["client", "other"]));
        assert_eq!(two.unwrap_err(), "azp");
    }

    #[test]
    fn both_values_of_a_mismatch_are_reported() {
        let header = json!({"alg": "RS256"});
        let raw = |claims: Value| {
            let part = |text: String| URL_SAFE_NO_PAD.encode(text);
            format!(
                "{}.{}.c2ln",
                part(header.to_string()),
                part(claims.to_string())
            )
        };
        let expected = ExpectedClaims {
            issuer: "https://id.acme.example",
            client_id: "client",
            nonce: None,
            max_age: None,
            access_token: &"a".into(),
            now: Millis::from_seconds(NOW),
        };
        let raw = raw(json!({"iss": "https://evil.example"}));
        let detail = FailureDetail::Claim {
            name: "iss".to_owned(),
            expected: Some("https://id.acme.example".to_owned()),
            found: Some("https://evil.example".to_owned()),
        };
        assert_eq!(IdToken::check(raw.into(), &expected).err(), Some(detail));
    }

    #[test]
    fn a_token_with_another_algorithm_or_format_is_rejected() {
        let error = |header: Value| check_token(&header, "{}").unwrap_err();
        assert_eq!(error(json!({"alg": "none"})), "alg");
        assert_eq!(error(json!({"alg": "HS256"})), "alg");
        assert_eq!(error(json!({"alg": "RS256", "crit": ["exp"]})), "crit");
        let repeated = r#"{"iss":"https://id.acme.example","iss":"https://evil.example"}"#;
        let header = json!({"alg": "RS256"});
        assert_eq!(check_token(&header, repeated).unwrap_err(), "id_token");
        for raw in ["", "a.b", "a.b.c.d", "!.!.!", "e30.e30."] {
            assert_eq!(check_raw(raw).unwrap_err(), "id_token", "{raw}");
        }
    }
}
