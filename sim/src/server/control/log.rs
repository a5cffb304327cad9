//! `/log`: the latest HTTP exchanges between clients and the org, newest first.

use serde_json::{Value, json};

use super::api::{ApiError, query_parameter};
use crate::Request;
use crate::server::state::ServerState;

pub(super) fn handle(state: &mut ServerState, request: &Request) -> Result<Value, ApiError> {
    match request.method.as_str() {
        "GET" => {}
        "DELETE" => state.log.clear(),
        _ => return Err(ApiError::method_not_allowed()),
    }
    let flow = query_parameter(request, "flow");
    let after = query_parameter(request, "after").map(|after| after.parse::<u64>());
    let after = after.transpose().map_err(|error| {
        let message = format!("?after= must be the `seq` of an exchange: {error}");
        ApiError::new(400, message)
    })?;
    let after = after.unwrap_or_default();
    let exchanges = state.log.newest_first();
    let matching: Vec<_> = exchanges
        .filter(|exchange| exchange.seq > after)
        .filter(|exchange| flow.is_none() || exchange.flow == flow)
        .collect();
    Ok(json!({ "exchanges": matching }))
}
