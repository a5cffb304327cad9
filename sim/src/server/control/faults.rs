//! `/faults`: configures fault injection.

use serde_json::{Value, json};

use super::api::{ApiError, parse_body};
use crate::Request;
use crate::server::state::ServerState;

pub(super) fn handle(
    state: &mut ServerState,
    request: &Request,
    endpoint: &str,
) -> Result<Value, ApiError> {
    match (request.method.as_str(), endpoint) {
        ("GET", "/faults") => {}
        ("POST", "/faults") => state.faults.add(parse_body(request)?),
        ("PUT", "/faults") => state.faults = parse_body(request)?,
        ("DELETE", "/faults") => state.faults.clear(),
        ("POST", "/faults/remove") => {
            if !state.faults.remove(&parse_body(request)?) {
                let message = "no configured rule has this fault and path";
                return Err(ApiError::new(404, message));
            }
        }
        _ => return Err(ApiError::method_not_allowed()),
    }
    Ok(json!({ "faults": state.faults }))
}
