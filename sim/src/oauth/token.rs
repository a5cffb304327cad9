//! `/v1/token`: from an interaction code or a refresh token to tokens.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::client::{Parameters, authenticate};
use super::grant::Server;
use super::issued::Session;
use super::jwt;
use super::{authorize, device, error, ok, refresh};
use crate::http::{Request, Response};
use crate::idx::transaction::{Step, Transaction};
use crate::json::put;
use crate::org::account::Account;
use crate::org::state::OrgState;
use crate::time::seconds;

/// How long an access token and an ID token are good for, in seconds.
const LIFETIME_S: u64 = 3600;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(crate) fn handle(
    org_state: &mut OrgState,
    transactions: &mut [Transaction],
    server: Server,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::of(request);
    if let Err(refused) = authenticate(&org_state.setup, request, &parameters) {
        return refused;
    }
    let session = match parameters.get("grant_type") {
        Some("interaction_code") => redeem(transactions, server, &parameters, now),
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
        Err(refused) => refused,
    }
}

/// Redeems an interaction code, once.
fn redeem(
    transactions: &mut [Transaction],
    server: Server,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Session, Response> {
    let invalid = |description: &str| error(400, "invalid_grant", description);
    let code = parameters.get("interaction_code");
    let code = code.ok_or_else(|| error(400, "invalid_request", "The code is missing."))?;
    let tx = transactions
        .iter_mut()
        .find(|tx| tx.is_open(now) && matches!(&tx.step, Step::Success(known) if known == code))
        .ok_or_else(|| invalid("The interaction code is invalid or has expired."))?;
    if tx.authorization.server != server {
        return Err(invalid(
            "The interaction code is for another authorization server.",
        ));
    }
    let redirect_uri = parameters.get("redirect_uri");
    if redirect_uri.is_some_and(|it| it != tx.authorization.redirect_uri) {
        return Err(invalid("The redirect_uri is another one than at interact."));
    }
    let verifier = parameters.get("code_verifier");
    if !tx.authorization.is_verified(verifier) {
        return Err(invalid("PKCE verification failed."));
    }
    tx.step = Step::Closed;
    Ok(Session::of(tx))
}

fn issue(org_state: &mut OrgState, session: Session, now: SystemTime) -> Response {
    let account = org_state.account(&session.user);
    let Some(account) = account.filter(|it| it.may_sign_in()).cloned() else {
        return error(400, "invalid_grant", "The user may not sign in any more.");
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
        org_state.issued.remember_refresh_token(&token, &session);
    }
    let expires_at = seconds(now) + LIFETIME_S;
    org_state
        .issued
        .remember_access_token(access_token, (session, expires_at), now);
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

/// The ID token (OIDC Core, section 2), with the claims of the granted scopes.
fn id_token(
    org_state: &mut OrgState,
    session: &Session,
    account: &Account,
    access_token: &str,
    now: SystemTime,
) -> String {
    let org = org_state.url("");
    let authorization = &session.authorization;
    let at_hash = jwt::half_hash(access_token);
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
        "idp": crate::org::ids::Ids::fixed(org_state.setup.seed, "00o", "org"),
        "at_hash": at_hash,
    });
    if let Some(acr) = authorization.acr {
        put(&mut claims, "acr", json!(acr.name()));
    }
    if let (Some(nonce), None) = (&authorization.nonce, &session.refresh_token) {
        put(&mut claims, "nonce", json!(nonce));
    }
    if let (Some(all), Value::Object(more)) =
        (claims.as_object_mut(), profile_claims(session, account))
    {
        all.extend(more);
    }
    jwt::sign(&claims)
}

/// The claims about a person that the scopes grant (OIDC Core, section 5.4).
pub(crate) fn profile_claims(session: &Session, account: &Account) -> Value {
    let mut claims = json!({});
    if session.authorization.has_scope("profile") {
        put(
            &mut claims,
            "name",
            json!(format!("{} {}", account.first_name, account.last_name)),
        );
        put(&mut claims, "preferred_username", json!(account.login));
        put(&mut claims, "given_name", json!(account.first_name));
        put(&mut claims, "family_name", json!(account.last_name));
        put(&mut claims, "locale", json!("en-GB"));
        put(&mut claims, "zoneinfo", json!("Europe/London"));
    }
    if session.authorization.has_scope("email") {
        put(&mut claims, "email", json!(account.email));
        put(&mut claims, "email_verified", json!(true));
    }
    claims
}
