//! Error responses and truncated responses.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::http::Response;
use crate::time::seconds;

/// How a response with status 429 tells the client when to retry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateLimitHint {
    /// By `X-Rate-Limit-Reset`, in seconds since 1970, as with Okta.
    #[default]
    Reset,
    /// By `Retry-After`, in seconds (RFC 9110, section 10.2.3).
    RetryAfter,
    /// Without a header.
    Silent,
}

/// Returns Okta's API error for too many requests.
pub(super) fn rate_limited(after_s: u64, hint: RateLimitHint, now: SystemTime) -> Response {
    let response = api_error(429, "E0000047", "API call exceeded rate limit.");
    with_hint(response, after_s, hint, now)
}

/// Adds the headers that tell the client when to retry.
pub(super) fn with_hint(
    response: Response,
    after_s: u64,
    hint: RateLimitHint,
    now: SystemTime,
) -> Response {
    match hint {
        RateLimitHint::Reset => response
            .with_header("x-rate-limit-limit", "10")
            .with_header("x-rate-limit-remaining", "0")
            .with_header(
                "x-rate-limit-reset",
                seconds(now).saturating_add(after_s).to_string(),
            ),
        RateLimitHint::RetryAfter => response.with_header("retry-after", after_s.to_string()),
        RateLimitHint::Silent => response,
    }
}

/// Returns Okta's API error for an internal error.
pub(super) fn server_error() -> Response {
    api_error(500, "E0000009", "Internal Server Error")
}

/// Returns the HTML page of a proxy.
pub(super) fn bad_gateway() -> Response {
    Response::html(
        502,
        "<!doctype html><title>502</title><h1>Bad gateway</h1><p>The upstream did not answer.\n",
    )
}

/// Removes the second half of the body.
pub(super) fn truncated(mut response: Response) -> Response {
    response.body.truncate(response.body.len() / 2);
    response
}

fn api_error(status: u16, code: &str, summary: &str) -> Response {
    let body = json!({
        "errorCode": code,
        "errorSummary": summary,
        "errorLink": code,
        "errorId": "oaeSimulatedFault",
        "errorCauses": [],
    });
    Response::json(status, "application/json", &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn a_rate_limit_has_the_configured_hint() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let reset = rate_limited(30, RateLimitHint::Reset, now);
        assert_eq!(reset.status, 429);
        assert_eq!(reset.header("x-rate-limit-reset"), Some("1800000030"));
        let retry = rate_limited(30, RateLimitHint::RetryAfter, now);
        assert_eq!(retry.header("retry-after"), Some("30"));
        assert_eq!(retry.header("x-rate-limit-reset"), None);
        let silent = rate_limited(30, RateLimitHint::Silent, now);
        assert_eq!(silent.body_json()["errorCode"], "E0000047");
        assert_eq!(silent.headers.len(), 1, "only the content type");
    }

    #[test]
    fn a_truncated_body_is_not_valid_json() {
        let complete = server_error();
        assert!(complete.body_json().is_object());
        assert!(truncated(complete).body_json().is_null());
    }
}
