//! `/connections`: the handling of idle connections.

use serde_json::{Value, json};

use super::api::{ApiError, parse_body};
use crate::Request;
use crate::server::state::ServerState;

pub(super) fn handle(state: &mut ServerState, request: &Request) -> Result<Value, ApiError> {
    match request.method.as_str() {
        "GET" => {}
        "PUT" => state.idle_connections = parse_body(request)?,
        _ => return Err(ApiError::method_not_allowed()),
    }
    Ok(json!(state.idle_connections))
}
