//! `/v1/revoke` (RFC 7009).

use super::client::authenticate;
use super::parameters::Parameters;
use super::response::error;
use crate::http::{Request, Response};
use crate::state::{AuthorizationServer, OrgState};

/// Revokes a token. The response does not depend on whether the token is known.
pub(super) fn handle(
    org_state: &mut OrgState,
    server: AuthorizationServer,
    request: &Request,
) -> Response {
    let parameters = Parameters::from_body(request);
    if let Err(response) = authenticate(&org_state.setup, request, &parameters) {
        return response;
    }
    let Some(token) = parameters.get("token") else {
        return error(400, "invalid_request", "The token is missing.");
    };
    org_state.issued.revoke(server, token);
    Response::empty(200)
}
