//! `/v1/interact`: starts a transaction.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::client::authenticate;
use super::parameters::Parameters;
use super::response::{error, ok};
use crate::http::{Request, Response};
use crate::idx::{RequestContext, Transaction};
use crate::state::{Assurance, Authorization, AuthorizationServer, OrgState};

pub(super) fn handle(
    org_state: &mut OrgState,
    transactions: &mut Vec<Transaction>,
    server: AuthorizationServer,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::from_body(request);
    let authorization = match authorization(org_state, server, request, &parameters) {
        Ok(authorization) => authorization,
        Err(response) => return response,
    };
    let lifetime = Duration::from_secs(org_state.setup.policy.transaction_lifetime_s);
    let mut tx = Transaction::new(authorization, lifetime, &mut org_state.ids, now);
    tx.note_device(request);
    if let Some(token) = parameters.get("recovery_token") {
        tx.recover_by_token(org_state, token);
    } else if let Some(token) = parameters.get("activation_token") {
        tx.activate_by_token(org_state, token, now);
    } else {
        let tx = &mut tx;
        RequestContext { org_state, tx, now }.offer_sso_extension();
    }
    let handle = tx.interaction_handle.clone();
    transactions.retain(|known| known.is_open(now));
    transactions.push(tx);
    ok(&json!({"interaction_handle": handle}))
}

/// Checks the request's parameters.
fn authorization(
    org_state: &OrgState,
    server: AuthorizationServer,
    request: &Request,
    parameters: &Parameters,
) -> Result<Authorization, Response> {
    let setup = &org_state.setup;
    authenticate(setup, request, parameters)?;
    let invalid = |description: &str| error(400, "invalid_request", description);
    let redirect_uri = parameters.get_owned("redirect_uri");
    let redirect_uri = redirect_uri.ok_or_else(|| invalid("The redirect_uri is missing."))?;
    if !setup.redirect_uris.contains(&redirect_uri) {
        return Err(invalid("The redirect_uri is not one of the client's."));
    }
    let scopes = parameters.scopes()?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid("The code_challenge_method must be S256."));
    }
    let code_challenge = parameters.get_owned("code_challenge");
    let code_challenge = code_challenge.filter(|challenge| challenge.len() == 43);
    Ok(Authorization {
        server,
        client_id: setup.client_id.clone(),
        redirect_uri,
        scopes,
        state: parameters.get_owned("state"),
        nonce: parameters.get_owned("nonce"),
        code_challenge: code_challenge.ok_or_else(|| invalid("The code_challenge is missing."))?,
        login_hint: parameters.get_owned("login_hint"),
        max_age: parameters.get("max_age").and_then(|age| age.parse().ok()),
        acr: parameters
            .get("acr_values")
            .and_then(Assurance::from_acr_values),
    })
}
