//! Headers that all responses have.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::http::{Request, Response};
use crate::state::OrgState;

const ALLOWED: &str = "Accept, Authorization, Content-Type, DPoP, X-Device-Token, \
     X-Okta-Retry-Count, X-Okta-Retry-For, X-Okta-User-Agent-Extended, X-Requested-With";
const EXPOSED: &str = "Date, X-Okta-Request-Id, X-Rate-Limit-Limit, X-Rate-Limit-Remaining, \
     X-Rate-Limit-Reset, WWW-Authenticate";

/// Adds the date, the request id, the rate limit and the CORS headers.
pub(super) fn add(
    response: Response,
    request: &Request,
    org_state: &mut OrgState,
    now: SystemTime,
) -> Response {
    let mut response = response
        .with_header("date", httpdate::fmt_http_date(now.max(UNIX_EPOCH)))
        .with_header("x-okta-request-id", org_state.ids.id("req"));
    if response.header("cache-control").is_none() {
        response = response.with_header("cache-control", "no-cache, no-store");
    }
    if response.header("x-rate-limit-limit").is_none() {
        let reset = now.duration_since(UNIX_EPOCH);
        let reset = reset.map_or(0, |since| since.as_secs() + 60);
        response = response
            .with_header("x-rate-limit-limit", "600")
            .with_header("x-rate-limit-remaining", "599")
            .with_header("x-rate-limit-reset", reset.to_string());
    }
    let Some(origin) = request.header("origin") else {
        return response;
    };
    response = response
        .with_header("access-control-allow-origin", origin)
        .with_header("access-control-allow-credentials", "true")
        .with_header("access-control-expose-headers", EXPOSED)
        .with_header("vary", "Origin");
    if request.method == "OPTIONS" {
        response = response
            .with_header("access-control-allow-methods", "GET, POST, OPTIONS")
            .with_header("access-control-allow-headers", ALLOWED)
            .with_header("access-control-max-age", "86400");
    }
    response
}
