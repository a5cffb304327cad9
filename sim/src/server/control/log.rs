//! The last exchanges, newest first.

use serde_json::{Value, json};

use super::{Refusal, parameter};
use crate::Request;
use crate::server::ServerState;

pub(super) fn act(state: &mut ServerState, request: &Request) -> Result<Value, Refusal> {
    match request.method.as_str() {
        "GET" => {}
        "DELETE" => state.log.clear(),
        _ => return Err(Refusal::method()),
    }
    let flow = parameter(request, "flow");
    let after = parameter(request, "after").map(|after| after.parse::<u64>());
    let after = after.transpose().map_err(|error| {
        let error = format!("after= must be the seq of an exchange: {error}");
        Refusal::new(400, error)
    })?;
    let after = after.unwrap_or_default();
    let exchanges = state.log.newest_first();
    let wanted: Vec<_> = exchanges
        .filter(|it| it.seq > after && (flow.is_none() || it.flow == flow))
        .collect();
    Ok(json!({ "exchanges": wanted }))
}
