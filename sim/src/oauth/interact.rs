//! `/v1/interact`: the start of a transaction.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::client::{Parameters, authenticate};
use super::grant::{Assurance, Authorization, Server};
use super::{error, ok};
use crate::http::{Request, Response};
use crate::idx::transaction::Transaction;
use crate::org::state::OrgState;

const SCOPES: [&str; 9] = [
    "openid",
    "profile",
    "email",
    "address",
    "phone",
    "groups",
    "offline_access",
    "device_sso",
    "okta.myAccount.profile.read",
];

pub(crate) fn handle(
    org_state: &mut OrgState,
    transactions: &mut Vec<Transaction>,
    server: Server,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::of(request);
    let authorization = match check(org_state, server, request, &parameters) {
        Ok(authorization) => authorization,
        Err(refused) => return refused,
    };
    let lifetime = Duration::from_secs(org_state.setup.policy.transaction_lifetime_s);
    let mut tx = Transaction::new(authorization, lifetime, &mut org_state.ids, now);
    if let Some(token) = parameters.get("recovery_token") {
        tx.recover_by_token(org_state, token);
    } else if let Some(token) = parameters.get("activation_token") {
        tx.activate_by_token(org_state, token, now);
    }
    let handle = tx.interaction_handle.clone();
    transactions.retain(|known| known.is_open(now));
    transactions.push(tx);
    ok(&json!({"interaction_handle": handle}))
}

fn check(
    org_state: &OrgState,
    server: Server,
    request: &Request,
    parameters: &Parameters,
) -> Result<Authorization, Response> {
    let setup = &org_state.setup;
    authenticate(setup, request, parameters)?;
    let invalid = |description: &str| error(400, "invalid_request", description);
    let redirect_uri = parameters.get("redirect_uri");
    let redirect_uri = redirect_uri.ok_or_else(|| invalid("The redirect_uri is missing."))?;
    if !setup
        .redirect_uris
        .iter()
        .any(|known| known == redirect_uri)
    {
        return Err(invalid("The redirect_uri is not one of the client's."));
    }
    let scopes = scopes(parameters)?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid("The code_challenge_method must be S256."));
    }
    let code_challenge = parameters.owned("code_challenge");
    let code_challenge = code_challenge.filter(|it| it.len() == 43);
    Ok(Authorization {
        server,
        client_id: setup.client_id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        state: parameters.owned("state"),
        nonce: parameters.owned("nonce"),
        code_challenge: code_challenge.ok_or_else(|| invalid("The code_challenge is missing."))?,
        login_hint: parameters.owned("login_hint"),
        max_age: parameters.get("max_age").and_then(|it| it.parse().ok()),
        acr: parameters.get("acr_values").and_then(Assurance::of),
    })
}

/// The scopes asked for, all of them known.
pub(super) fn scopes(parameters: &Parameters) -> Result<Vec<String>, Response> {
    let scope = parameters.get("scope");
    let scope = scope.ok_or_else(|| error(400, "invalid_scope", "The scope is missing."))?;
    let scopes: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
    match scopes.iter().find(|it| !SCOPES.contains(&it.as_str())) {
        Some(unknown) => {
            let description = format!("The scope {unknown} is not known here.");
            Err(error(400, "invalid_scope", &description))
        }
        None => Ok(scopes),
    }
}
