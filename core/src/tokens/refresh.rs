//! Validates the response to a refresh (RFC 6749 section 6, OpenID Connect Core section 12.2).

use super::Tokens;
use super::id_token::{ExpectedClaims, IdToken};
use crate::config::FlowConfig;
use crate::exchange::tokens::TokenResponse;
use crate::failure::FailureDetail;
use crate::wire::json::parse;
use crate::wire::time::Millis;

/// Compares the response with the stored tokens, and returns the new tokens or the invalid claim or
/// member. A refresh token, ID token or device secret that the response lacks is taken from
/// the stored tokens. The times are the host's and the server's.
pub(super) fn validate_tokens(
    config: &FlowConfig,
    stored: &Tokens,
    requested: Option<&[String]>,
    response: TokenResponse,
    (now, server_now): (Millis, Millis),
) -> Result<Tokens, FailureDetail> {
    let access_token = response.access_token()?;
    let expected = ExpectedClaims {
        issuer: config.issuer.identifier(),
        client_id: &config.parts.client_id,
        nonce: None,
        // the user does not sign in again, so the time of the sign-in is not checked
        max_age: None,
        access_token: &access_token,
        now: server_now,
    };
    let id_token = response.id_token.map(|raw| IdToken::check(raw, &expected));
    let id_token = id_token.transpose()?;
    if let (Some(new), Some(stored)) = (&id_token, &stored.id_token) {
        check_same_sign_in(new, stored)?;
    }
    // RFC 6749 section 5.1: without `scope`, the requested scopes are granted
    let requested = || requested.unwrap_or(&stored.scopes).to_vec();
    let scopes = response.scopes.unwrap_or_else(requested);
    let token_type = response.token_type;
    Ok(Tokens {
        token_type: token_type.unwrap_or_else(|| stored.token_type.clone()),
        refresh_token: response
            .refresh_token
            .or_else(|| stored.refresh_token.clone()),
        device_secret: response
            .device_secret
            .or_else(|| stored.device_secret.clone()),
        id_token: id_token.or_else(|| stored.id_token.clone()),
        ..Tokens::new(access_token, scopes).with_lifetime(response.expires_in, now)
    })
}

/// Checks that the new ID token is about the same server, user, client and sign-in as the stored one
/// (OpenID Connect Core section 12.2). The error is the claim that differs.
fn check_same_sign_in(new: &IdToken, stored: &IdToken) -> Result<(), FailureDetail> {
    if new.issuer != stored.issuer {
        let (expected, found) = (&stored.issuer, Some(new.issuer.as_str()));
        return Err(FailureDetail::mismatch("iss", expected, found));
    }
    if new.subject != stored.subject {
        return Err(FailureDetail::claim("sub"));
    }
    let invalid = |_| FailureDetail::claim("id_token");
    let claims = parse(new.claims.expose()).map_err(invalid)?;
    let stored_claims = parse(stored.claims.expose()).map_err(invalid)?;
    let audience = claims.texts("aud");
    let stored_audience = stored_claims.texts("aud");
    if !stored_audience.iter().all(|aud| audience.contains(aud)) {
        return Err(FailureDetail::claim("aud"));
    }
    if claims.text("azp") != stored_claims.text("azp") {
        return Err(FailureDetail::claim("azp"));
    }
    let have_both = new.auth_time.is_some() && stored.auth_time.is_some();
    if have_both && new.auth_time != stored.auth_time {
        return Err(FailureDetail::claim("auth_time"));
    }
    let nonce = claims.text("nonce");
    if nonce.is_some() && nonce != stored_claims.text("nonce") {
        return Err(FailureDetail::claim("nonce"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;
    use crate::exchange::{RequestId, Response};
    use crate::{TokenAction, TokenRequest};

    const NOW: i64 = 1_900_000_000;

    fn token(change: impl Fn(&mut Value)) -> String {
        let mut claims = json!({"iss": "https://id.acme.example", "sub": "00u1", "aud": "client",
            "iat": NOW, "exp": NOW + 3600, "auth_time": NOW - 86_400, "nonce": "n0nce"});
        change(&mut claims);
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(&claims))
    }

    fn stored() -> Tokens {
        let scopes = ["openid", "offline_access", "device_sso"].map(str::to_owned);
        Tokens {
            refresh_token: Some("refresh-1".into()),
            device_secret: Some("device-1".into()),
            id_token: IdToken::from_storage_unchecked(token(|_| {})),
            ..Tokens::new("access-1".into(), scopes.to_vec())
        }
    }

    fn refresh(response: &Value) -> Result<Tokens, String> {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let now = Millis::from_seconds(NOW);
        let text = response.to_string();
        let response = TokenResponse::read(&parse(&text).unwrap());
        let config = config.with_max_age(60);
        let tokens = validate_tokens(&config, &stored(), None, response, (now, now));
        tokens.map_err(|detail| detail.code().expect("a claim has a name"))
    }

    fn refresh_with_id_token(change: impl Fn(&mut Value)) -> Result<Tokens, String> {
        refresh(&json!({"access_token": "access-2", "id_token": token(change)}))
    }

    #[test]
    fn a_token_that_the_response_lacks_is_kept() {
        let tokens = refresh(&json!({"access_token": "access-2", "expires_in": 60})).unwrap();
        assert_eq!(tokens.access_token.expose(), "access-2");
        let expiry = SystemTime::from(Millis::from_seconds(NOW)) + Duration::from_secs(60);
        assert_eq!(tokens.expires_at, Some(expiry));
        let expected = Tokens {
            access_token: tokens.access_token.clone(),
            expires_in: tokens.expires_in,
            expires_at: tokens.expires_at,
            ..stored()
        };
        assert_eq!(tokens, expected);
    }

    #[test]
    fn a_token_in_the_response_replaces_the_stored_one() {
        let tokens = refresh(
            &json!({"access_token": "access-2", "refresh_token": "refresh-2",
            "scope": "openid", "device_secret": "device-2"}),
        );
        let tokens = tokens.unwrap();
        assert_eq!(tokens.refresh_token, Some("refresh-2".into()));
        assert_eq!(tokens.device_secret, Some("device-2".into()));
        assert_eq!(tokens.scopes, ["openid"]);
        assert_eq!(refresh(&json!({})).unwrap_err(), "access_token");
    }

    #[test]
    fn the_requested_scopes_are_granted_if_the_response_has_no_scope() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let now = SystemTime::from(Millis::from_seconds(NOW));
        for requested in [vec!["openid".to_owned()], Vec::new()] {
            let request = TokenRequest::refresh(config.clone(), &stored()).unwrap();
            let mut request = request.scopes(requested.clone());
            let body = r#"{"access_token": "access-2"}"#;
            request.handle_response(RequestId(1), Response::of(200, &[], body), now);
            let TokenAction::Issued { tokens } = request.next_action(now) else {
                panic!("the request returned no tokens")
            };
            let granted = if requested.is_empty() {
                stored().scopes
            } else {
                requested
            };
            assert_eq!(tokens.scopes, granted);
        }
    }

    #[test]
    fn a_new_id_token_must_be_about_the_same_sign_in() {
        assert!(refresh_with_id_token(|_| {}).is_ok());
        assert!(refresh_with_id_token(|claims| claims["nonce"] = json!(null)).is_ok());
        assert!(refresh_with_id_token(|claims| claims["auth_time"] = json!(null)).is_ok());
        for (claim, value) in [
            ("iss", json!("https://evil.example")),
            ("sub", json!("00u2")),
            ("aud", json!("other")),
            ("azp", json!("client")),
            ("exp", json!(NOW - 300)),
            ("nonce", json!("other")),
            ("auth_time", json!(NOW)),
            ("at_hash", json!("other")),
        ] {
            let result = refresh_with_id_token(|claims| claims[claim] = value.clone());
            assert_eq!(result.unwrap_err(), claim, "{value}");
        }
    }
}
