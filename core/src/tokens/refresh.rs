//! Operation a refresh brings, held against the tokens before it (RFC 6749 section 6, OIDC Core section
//! 12.2).

use super::Tokens;
use super::id_token::{ExpectedClaims, IdToken};
use crate::config::FlowConfig;
use crate::exchange::tokens::TokenResponse;
use crate::wire::json::parse;
use crate::wire::time::Millis;

/// The fresh tokens, or what does not hold. Operation the server does not give anew stays as it was: the
/// refresh token, the ID token, the device secret. The times are ours and the server's.
pub(super) fn validate_tokens(
    config: &FlowConfig,
    held: &Tokens,
    requested: Option<&[String]>,
    raw: TokenResponse,
    (now, server_now): (Millis, Millis),
) -> Result<Tokens, &'static str> {
    let access_token = raw.access_token.ok_or("access_token")?;
    let expected = ExpectedClaims {
        issuer: config.issuer.identifier(),
        client_id: &config.parts.client_id,
        nonce: None,
        // the user does not sign in anew: how long ago they did is not asked again
        max_age: None,
        access_token: &access_token,
        now: server_now,
    };
    let fresh = raw.id_token.map(|raw| IdToken::check(raw, &expected));
    let fresh = fresh.transpose()?;
    if let (Some(fresh), Some(held)) = (&fresh, &held.id_token) {
        is_successor(fresh, held)?;
    }
    // RFC 6749 section 5.1: as asked for, where nothing is said
    let asked = || requested.unwrap_or(&held.scopes).to_vec();
    let scopes = raw.scopes.unwrap_or_else(asked);
    Ok(Tokens {
        token_type: raw.token_type.unwrap_or_else(|| held.token_type.clone()),
        refresh_token: raw.refresh_token.or_else(|| held.refresh_token.clone()),
        device_secret: raw.device_secret.or_else(|| held.device_secret.clone()),
        id_token: fresh.or_else(|| held.id_token.clone()),
        ..Tokens::new(access_token, scopes).with_lifetime(raw.expires_in, now)
    })
}

/// OIDC Core section 12.2: the same server, user, client and sign-in.
fn is_successor(fresh: &IdToken, held: &IdToken) -> Result<(), &'static str> {
    if fresh.issuer != held.issuer {
        return Err("iss");
    }
    if fresh.subject != held.subject {
        return Err("sub");
    }
    let read = |token: &IdToken, key: &'static str| {
        let claims = parse(token.claims.expose()).map_err(|_| "id_token")?;
        Ok::<_, &'static str>((claims.texts("aud"), claims.text(key)))
    };
    let (audience, party) = read(fresh, "azp")?;
    let (audience_before, party_before) = read(held, "azp")?;
    if !audience_before.iter().all(|one| audience.contains(one)) {
        return Err("aud");
    }
    if party != party_before {
        return Err("azp");
    }
    let both = |fresh: &Option<_>, held: &Option<_>| fresh.is_some() && held.is_some();
    if both(&fresh.auth_time, &held.auth_time) && fresh.auth_time != held.auth_time {
        return Err("auth_time");
    }
    let (_, nonce) = read(fresh, "nonce")?;
    if nonce.is_some() && nonce != read(held, "nonce")?.1 {
        return Err("nonce");
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

    fn held() -> Tokens {
        let scopes = ["openid", "offline_access", "device_sso"].map(str::to_owned);
        Tokens {
            refresh_token: Some("refresh-1".into()),
            device_secret: Some("device-1".into()),
            id_token: IdToken::from_storage_unchecked(token(|_| {})),
            ..Tokens::new("access-1".into(), scopes.to_vec())
        }
    }

    fn refreshed(reply: &Value) -> Result<Tokens, &'static str> {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let now = Millis::from_seconds(NOW);
        let reply = reply.to_string();
        let raw = TokenResponse::read(&parse(&reply).unwrap());
        validate_tokens(&config.max_age(60), &held(), None, raw, (now, now))
    }

    fn with_id_token(change: impl Fn(&mut Value)) -> Result<Tokens, &'static str> {
        refreshed(&json!({"access_token": "access-2", "id_token": token(change)}))
    }

    #[test]
    fn what_is_not_given_anew_stays() {
        let fresh = refreshed(&json!({"access_token": "access-2", "expires_in": 60})).unwrap();
        assert_eq!(fresh.access_token.expose(), "access-2");
        let end = SystemTime::from(Millis::from_seconds(NOW)) + Duration::from_secs(60);
        assert_eq!(fresh.expires_at, Some(end));
        let kept = Tokens {
            access_token: fresh.access_token.clone(),
            expires_in: fresh.expires_in,
            expires_at: fresh.expires_at,
            ..held()
        };
        assert_eq!(fresh, kept);
    }

    #[test]
    fn what_is_given_anew_takes_its_place() {
        let fresh = refreshed(
            &json!({"access_token": "access-2", "refresh_token": "refresh-2",
            "scope": "openid", "device_secret": "device-2"}),
        );
        let fresh = fresh.unwrap();
        assert_eq!(fresh.refresh_token, Some("refresh-2".into()));
        assert_eq!(fresh.device_secret, Some("device-2".into()));
        assert_eq!(fresh.scopes, ["openid"]);
        assert_eq!(refreshed(&json!({})).unwrap_err(), "access_token");
    }

    #[test]
    fn the_scopes_are_those_asked_for_where_nothing_is_said() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let now = SystemTime::from(Millis::from_seconds(NOW));
        for fewer in [vec!["openid".to_owned()], Vec::new()] {
            let call = TokenRequest::refresh(config.clone(), &held()).unwrap();
            let mut call = call.scopes(fewer.clone());
            let body = r#"{"access_token": "access-2"}"#;
            call.handle_response(RequestId(1), Response::of(200, &[], body), now);
            let TokenAction::Refreshed { tokens } = call.next_action(now) else {
                panic!("no tokens")
            };
            let granted = if fewer.is_empty() {
                held().scopes
            } else {
                fewer
            };
            assert_eq!(tokens.scopes, granted);
        }
    }

    #[test]
    fn the_id_token_goes_on_where_the_one_before_ended() {
        assert!(with_id_token(|_| {}).is_ok());
        assert!(with_id_token(|claims| claims["nonce"] = json!(null)).is_ok());
        assert!(with_id_token(|claims| claims["auth_time"] = json!(null)).is_ok());
        for (claim, value) in [
            ("iss", json!("https://evil.example")),
            ("sub", json!("00u2")),
            ("aud", json!("other")),
            ("azp", json!("client")),
            ("exp", json!(NOW - 300)),
            ("nonce", json!("of another sign-in")),
            ("auth_time", json!(NOW)),
            ("at_hash", json!("other")),
        ] {
            let result = with_id_token(|claims| claims[claim] = value.clone());
            assert_eq!(result.unwrap_err(), claim, "{value}");
        }
    }
}
