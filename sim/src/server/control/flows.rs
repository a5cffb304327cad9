//! `/flows`: lists and ends the active sign-ins.

use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{ApiError, parse_body};
use crate::Request;
use crate::org::Flow;
use crate::server::state::ServerState;
use crate::time::timestamp;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    flow: String,
}

pub(super) fn handle(
    state: &mut ServerState,
    request: &Request,
    endpoint: &str,
) -> Result<Value, ApiError> {
    match (request.method.as_str(), endpoint) {
        ("GET", "/flows") => {}
        ("POST", "/flows/end") => {
            let End { flow } = parse_body(request)?;
            if !state.org.end_flow(&flow) {
                return Err(ApiError::new(404, "no active flow has this id"));
            }
        }
        _ => return Err(ApiError::method_not_allowed()),
    }
    let flows = state.org.flows(state.now());
    Ok(json!({ "flows": flows.iter().map(to_json).collect::<Vec<_>>() }))
}

fn to_json(flow: &Flow) -> Value {
    json!({
        "flow": flow.id,
        "login": flow.login,
        "intent": flow.intent,
        "remediations": flow.remediations,
        "authenticator": flow.authenticator,
        "message": flow.message,
        "succeeded": flow.succeeded,
        "since": timestamp(flow.since),
        "expires_at": timestamp(flow.expires_at),
        "requests": flow.requests,
    })
}
