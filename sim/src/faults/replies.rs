//! Replies that come from in front of the org, or arrive damaged.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::RateLimitHint;
use crate::http::Response;

/// Okta's API error for too many requests.
pub(super) fn rate_limited(after_s: u64, hint: RateLimitHint, now: SystemTime) -> Response {
    let reply = api_error(429, "E0000047", "API call exceeded rate limit.");
    let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    match hint {
        RateLimitHint::Reset => reply
            .with_header("x-rate-limit-limit", "10")
            .with_header("x-rate-limit-remaining", "0")
            .with_header(
                "x-rate-limit-reset",
                seconds.saturating_add(after_s).to_string(),
            ),
        RateLimitHint::RetryAfter => reply.with_header("retry-after", after_s.to_string()),
        RateLimitHint::Silent => reply,
    }
}

/// Okta's API error for a fault of its own.
pub(super) fn server_error() -> Response {
    api_error(500, "E0000009", "Internal Server Error")
}

/// The page of a proxy that got no answer.
pub(super) fn bad_gateway() -> Response {
    Response::html(
        502,
        "<!doctype html><title>502</title><h1>Bad gateway</h1><p>The upstream did not answer.\n",
    )
}

/// The first half of the body, which leaves JSON open.
pub(super) fn cut(mut response: Response) -> Response {
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
    use std::time::Duration;

    #[test]
    fn a_rate_limit_says_when_it_ends_as_asked() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let reset = rate_limited(30, RateLimitHint::Reset, now);
        assert_eq!(reset.status, 429);
        assert_eq!(reset.header("x-rate-limit-reset"), Some("1800000030"));
        let retry = rate_limited(30, RateLimitHint::RetryAfter, now);
        assert_eq!(retry.header("retry-after"), Some("30"));
        assert_eq!(retry.header("x-rate-limit-reset"), None);
        let silent = rate_limited(30, RateLimitHint::Silent, now);
        assert_eq!(silent.body_json()["errorCode"], "E0000047");
        assert_eq!(silent.headers.len(), 1, "the content type alone");
    }

    #[test]
    fn a_cut_body_is_no_json() {
        let whole = server_error();
        assert!(whole.body_json().is_object());
        assert!(cut(whole).body_json().is_null());
    }
}
