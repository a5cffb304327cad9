//! The rate limit of a transaction.

use std::time::Duration;

use super::context::RequestContext;
use super::message::too_many_requests;
use super::rejection::limit_headers;
use crate::http::Response;

impl RequestContext<'_> {
    /// Counts a request. Returns the error response if the limit is exceeded: for a poll the current
    /// step with a message, for other requests an API error.
    pub(crate) fn check_rate_limit(&mut self, is_poll: bool) -> Option<Response> {
        let limit = self.org_state.setup.policy.rate_limit?;
        let window = Duration::from_secs(limit.window_s);
        let requests = &mut self.tx.recent_requests;
        requests.retain(|at| *at + window > self.now);
        let oldest = requests.front().copied().unwrap_or(self.now);
        if requests.len() < limit.requests as usize {
            requests.push_back(self.now);
            return None;
        }
        let reset_at = oldest + window;
        if is_poll {
            let rejection = too_many_requests().reject_until(reset_at, limit.requests);
            return Some(self.view().reply("", Some(rejection)));
        }
        let summary = "API call exceeded rate limit due to too many requests.";
        let response = self.org_state.api_error(429, "E0000047", summary);
        Some(response.with_headers(limit_headers(limit.requests, reset_at)))
    }
}
