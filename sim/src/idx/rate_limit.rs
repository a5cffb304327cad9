//! The rate limit of a transaction.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::transaction::Transaction;
use crate::http::Response;
use crate::state::OrgState;

/// Counts a request. Returns the error response if the limit is exceeded.
pub(crate) fn check(
    org_state: &mut OrgState,
    tx: &mut Transaction,
    now: SystemTime,
) -> Option<Response> {
    let limit = org_state.setup.policy.rate_limit?;
    let window = Duration::from_secs(limit.window_s);
    tx.recent_requests.retain(|at| *at + window > now);
    let oldest = tx.recent_requests.front().copied().unwrap_or(now);
    if tx.recent_requests.len() < limit.requests as usize {
        tx.recent_requests.push_back(now);
        return None;
    }
    let reset = (oldest + window).duration_since(UNIX_EPOCH);
    let reset = reset.map_or(0, |since| since.as_secs() + 1);
    let body = json!({
        "errorCode": "E0000047",
        "errorSummary": "API call exceeded rate limit due to too many requests.",
        "errorLink": "E0000047",
        "errorId": org_state.ids.id("oae"),
        "errorCauses": [],
    });
    let response = Response::json(429, "application/json", &body)
        .with_header("x-rate-limit-limit", limit.requests.to_string())
        .with_header("x-rate-limit-remaining", "0")
        .with_header("x-rate-limit-reset", reset.to_string());
    Some(response)
}
