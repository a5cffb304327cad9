//! The device authorization grant (RFC 8628).

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::client::authenticate;
use super::parameters::Parameters;
use super::response::{error, ok};
use crate::http::{Request, Response};
use crate::idx::Transaction;
use crate::state::{
    Authorization, AuthorizationServer, DeviceGrantError, DeviceGrants, OrgState, Session,
};

/// `/v1/device/authorize`.
pub(super) fn authorize(
    org_state: &mut OrgState,
    server: AuthorizationServer,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::from_body(request);
    if let Err(response) = authenticate(&org_state.setup, request, &parameters) {
        return response;
    }
    let scopes = match parameters.scopes() {
        Ok(scopes) => scopes,
        Err(response) => return response,
    };
    let client_id = &org_state.setup.client_id;
    let authorization = Authorization::without_redirect(server, client_id, scopes);
    let OrgState {
        device_grants, ids, ..
    } = org_state;
    let grant = device_grants.add(authorization, ids, now);
    let uri = org_state.url("/activate");
    ok(&json!({
        "device_code": grant.device_code,
        "user_code": grant.user_code,
        "verification_uri": uri,
        "verification_uri_complete": format!("{uri}?user_code={}", grant.user_code),
        "expires_in": DeviceGrants::LIFETIME_S,
        "interval": DeviceGrants::INTERVAL_S,
    }))
}

/// Returns the session of a device code that the user has approved (RFC 8628, section 3.5).
pub(super) fn grant(
    org_state: &mut OrgState,
    server: AuthorizationServer,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Session, Response> {
    let code = parameters.get("device_code").unwrap_or_default();
    let session = org_state.device_grants.poll(server, code, now);
    session.map_err(|reason| {
        let (code, description) = match reason {
            DeviceGrantError::InvalidCode => ("invalid_grant", "The device code is invalid."),
            DeviceGrantError::Expired => ("expired_token", "The device code has expired."),
            DeviceGrantError::Denied => ("access_denied", "The user denied access."),
            DeviceGrantError::SlowDown => ("slow_down", "The device polls too often."),
            DeviceGrantError::Pending => (
                "authorization_pending",
                "The device authorization is pending. Please try again later.",
            ),
        };
        error(400, code, description)
    })
}

/// `/activate`: the org's own page for a user code. The client continues with its state token.
pub(crate) fn activate(
    org_state: &mut OrgState,
    transactions: &mut Vec<Transaction>,
    request: &Request,
    now: SystemTime,
) -> Response {
    let query = request.query();
    let user_code = query.into_iter().find(|(name, _)| name == "user_code");
    let lifetime = Duration::from_secs(org_state.setup.policy.transaction_lifetime_s);
    let client_id = &org_state.setup.client_id;
    let authorization =
        Authorization::without_redirect(AuthorizationServer::Org, client_id, Vec::new());
    let mut tx = Transaction::new(authorization, lifetime, &mut org_state.ids, now);
    tx.start_device_activation(user_code.map(|(_, code)| code));
    let html = format!("<script>var stateToken = \"{}\";</script>", tx.state_handle);
    transactions.retain(|known| known.is_open(now));
    transactions.push(tx);
    Response::html(200, &html)
}
