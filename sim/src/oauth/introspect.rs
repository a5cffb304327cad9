//! `/v1/introspect` (RFC 7662).

use std::time::SystemTime;

use serde_json::json;

use super::client::authenticate;
use super::parameters::Parameters;
use super::response::ok;
use crate::http::{Request, Response};
use crate::json::put;
use crate::state::{AuthorizationServer, OrgState};

pub(super) fn handle(
    org_state: &OrgState,
    server: AuthorizationServer,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::from_body(request);
    if let Err(response) = authenticate(&org_state.setup, request, &parameters) {
        return response;
    }
    let token = parameters.get("token").unwrap_or_default();
    let issued = &org_state.issued;
    let access_token = issued.access_token(server, token, now);
    let refresh_token = issued.refresh_token(server, token);
    let refresh_token = refresh_token.filter(|token| token.replaced_at.is_none());
    let (session, mut body) = match (access_token, refresh_token) {
        (Some(token), _) => (
            &token.session,
            json!({"token_type": "Bearer", "exp": token.expires_at}),
        ),
        (None, Some(token)) => (&token.session, json!({})),
        (None, None) => return ok(&json!({"active": false})),
    };
    let account = org_state.account(&session.user);
    let Some(account) = account.filter(|account| account.may_sign_in()) else {
        return ok(&json!({"active": false}));
    };
    let authorization = &session.authorization;
    put(&mut body, "active", json!(true));
    put(&mut body, "client_id", json!(authorization.client_id));
    put(&mut body, "scope", json!(authorization.scopes.join(" ")));
    put(&mut body, "uid", json!(session.user));
    put(&mut body, "username", json!(account.login));
    put(&mut body, "sub", json!(account.login));
    ok(&body)
}
