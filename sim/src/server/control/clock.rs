//! `/clock`: reads and advances the org's clock.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{ApiError, parse_body};
use crate::Request;
use crate::server::state::ServerState;
use crate::time::timestamp;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    ms: u64,
}

pub(super) fn handle(
    state: &mut ServerState,
    request: &Request,
    endpoint: &str,
) -> Result<Value, ApiError> {
    match (request.method.as_str(), endpoint) {
        ("GET", "/clock") => {}
        ("POST", "/clock/advance") => {
            let Advance { ms } = parse_body(request)?;
            state.advance(Duration::from_millis(ms));
        }
        _ => return Err(ApiError::method_not_allowed()),
    }
    Ok(json!({
        "now": timestamp(state.now()),
        "started_at": timestamp(state.started_at()),
        "offset_ms": u64::try_from(state.offset().as_millis()).unwrap_or(u64::MAX),
    }))
}
