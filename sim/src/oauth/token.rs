//! `/v1/token`: issues tokens.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::claims::profile_claims;
use super::client::authenticate;
use super::parameters::Parameters;
use super::response::{error, ok};
use super::{authorize, device, refresh};
use crate::http::{Request, Response};
use crate::idx::{Step, Transaction};
use crate::json::put;
use crate::jwt;
use crate::state::{AccessToken, Account, AuthorizationServer, Ids, OrgState, Session};
use crate::time::seconds;

/// The lifetime of access tokens and ID tokens, in seconds.
const LIFETIME_S: u64 = 3600;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(super) fn handle(
    org_state: &mut OrgState,
    transactions: &mut [Transaction],
    server: AuthorizationServer,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::from_body(request);
    if let Err(response) = authenticate(&org_state.setup, request, &parameters) {
        return response;
    }
    let session = match parameters.get("grant_type") {
        Some("interaction_code") => grant(transactions, server, &parameters, now),
        Some("refresh_token") => refresh::grant(org_state, server, &parameters, now),
        Some("authorization_code") => authorize::grant(org_state, server, &parameters),
        Some(DEVICE_CODE) => device::grant(org_state, server, &parameters, now),
        _ => Err(error(
            400,
            "unsupported_grant_type",
            "That grant type is not supported.",
        )),
    };
    match session {
        Ok(session) => issue(org_state, session, now),
        Err(response) => response,
    }
}

/// Returns the session of an interaction code. A code works once.
fn grant(
    transactions: &mut [Transaction],
    server: AuthorizationServer,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Session, Response> {
    let invalid = |description: &str| error(400, "invalid_grant", description);
    let code = parameters.get("interaction_code");
    let code = code.ok_or_else(|| error(400, "invalid_request", "The code is missing."))?;
    let tx = transactions
        .iter_mut()
        .find(|tx| tx.has_code(code, now))
        .ok_or_else(|| invalid("The interaction code is invalid or has expired."))?;
    if tx.authorization.server != server {
        return Err(invalid(
            "The interaction code is for another authorization server.",
        ));
    }
    let redirect_uri = parameters.get("redirect_uri");
    if redirect_uri.is_some_and(|uri| uri != tx.authorization.redirect_uri) {
        return Err(invalid(
            "The redirect_uri differs from the one at interact.",
        ));
    }
    let verifier = parameters.get("code_verifier");
    if !tx.authorization.matches_verifier(verifier) {
        return Err(invalid("PKCE verification failed."));
    }
    tx.step = Step::Closed;
    Ok(tx.session())
}

fn issue(org_state: &mut OrgState, session: Session, now: SystemTime) -> Response {
    let account = org_state.account(&session.user);
    let Some(account) = account.filter(|account| account.may_sign_in()).cloned() else {
        return error(400, "invalid_grant", "The user may no longer sign in.");
    };
    let access_token = access_token(org_state, &session, &account, now);
    let authorization = &session.authorization;
    let mut body = json!({
        "token_type": "Bearer",
        "expires_in": LIFETIME_S,
        "access_token": access_token,
        "scope": authorization.scopes.join(" "),
    });
    if authorization.has_scope("openid") {
        put(
            &mut body,
            "id_token",
            json!(id_token(org_state, &session, &account, &access_token, now)),
        );
    }
    if authorization.has_scope("device_sso") {
        put(&mut body, "device_secret", json!(org_state.ids.token()));
    }
    if let Some(token) = &session.refresh_token {
        put(&mut body, "refresh_token", json!(token));
    } else if authorization.has_scope("offline_access") {
        let token = org_state.ids.token();
        put(&mut body, "refresh_token", json!(token));
        org_state.issued.add_refresh_token(&token, &session);
    }
    let expires_at = seconds(now) + LIFETIME_S;
    let token = AccessToken {
        session,
        expires_at,
    };
    org_state.issued.add_access_token(access_token, token, now);
    ok(&body).with_header("cache-control", "no-store")
}

fn access_token(
    org_state: &mut OrgState,
    session: &Session,
    account: &Account,
    now: SystemTime,
) -> String {
    let org = org_state.url("");
    let authorization = &session.authorization;
    jwt::sign(&json!({
        "ver": 1,
        "jti": format!("AT.{}", org_state.ids.token()),
        "iss": authorization.server.issuer(&org),
        "aud": authorization.server.audience(&org),
        "sub": account.login,
        "iat": seconds(now),
        "exp": seconds(now) + LIFETIME_S,
        "cid": authorization.client_id,
        "uid": account.id,
        "scp": authorization.scopes,
        "auth_time": seconds(session.auth_time),
    }))
}

/// Returns an ID token (OpenID Connect Core, section 2) with the claims of the granted scopes.
fn id_token(
    org_state: &mut OrgState,
    session: &Session,
    account: &Account,
    access_token: &str,
    now: SystemTime,
) -> String {
    let org = org_state.url("");
    let authorization = &session.authorization;
    let at_hash = jwt::at_hash(access_token);
    let mut claims = json!({
        "ver": 1,
        "jti": format!("ID.{}", org_state.ids.token()),
        "iss": authorization.server.issuer(&org),
        "aud": authorization.client_id,
        "sub": account.id,
        "iat": seconds(now),
        "exp": seconds(now) + LIFETIME_S,
        "auth_time": seconds(session.auth_time),
        "amr": session.amr,
        "idp": Ids::fixed(org_state.setup.seed, "00o", "org"),
        "at_hash": at_hash,
    });
    if let Some(assurance) = authorization.acr {
        put(&mut claims, "acr", json!(assurance.acr()));
    }
    if let (Some(nonce), None) = (&authorization.nonce, &session.refresh_token) {
        put(&mut claims, "nonce", json!(nonce));
    }
    if let (Some(claims), Value::Object(profile)) =
        (claims.as_object_mut(), profile_claims(session, account))
    {
        claims.extend(profile);
    }
    jwt::sign(&claims)
}
