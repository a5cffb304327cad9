//! The sign-ins under way: to be looked at, and to be ended.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, body};
use crate::Request;
use crate::org::Flow;
use crate::server::ServerState;
use crate::time::timestamp;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    flow: String,
}

pub(super) fn act(
    state: &mut ServerState,
    request: &Request,
    route: &str,
) -> Result<Value, Refusal> {
    match (request.method.as_str(), route) {
        ("GET", "/flows") => {}
        ("POST", "/flows/end") => {
            let End { flow } = body(request)?;
            if !state.org.end_flow(&flow) {
                return Err(Refusal::new(404, "no such flow is under way"));
            }
        }
        _ => return Err(Refusal::method()),
    }
    let flows = state.org.flows(state.now());
    Ok(json!({ "flows": flows.iter().map(show).collect::<Vec<_>>() }))
}

fn show(flow: &Flow) -> Value {
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
