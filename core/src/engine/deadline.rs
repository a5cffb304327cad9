//! The expiry of the transaction: the server's timestamp, converted to the host's clock.

use std::time::Duration;

use super::flow::Flow;
use crate::exchange::Response;
use crate::prompt::Prompt;
use crate::wire::time::Millis;

/// The longest time to expiry that is accepted before a `Date` header has confirmed the clock, in ms.
const MAX_UNCONFIRMED: i64 = 24 * 60 * 60 * 1000;

/// The time until the transaction expires; `None` if it is unknown.
pub(super) fn expires_in(flow: &Flow, now: Millis) -> Option<Duration> {
    let left = flow.deadline?.since(now);
    Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)))
}

/// Whether the transaction has expired.
pub(super) fn has_expired(flow: &Flow, now: Millis) -> bool {
    flow.deadline.is_some_and(|deadline| now >= deadline)
}

/// The expiry of a new prompt by the host's clock. An expiry in the past is ignored, and so is one 24
/// hours ahead or more if no `Date` header has confirmed the clock. The flow then has no deadline, and
/// the server ends the transaction.
pub(super) fn of_prompt(flow: &Flow, prompt: &Prompt, now: Millis) -> Option<Millis> {
    let expires_at = Millis::from(prompt.expires_at?);
    let left = expires_at.since(server_time(flow, now));
    let is_plausible = left > 0 && (flow.server_offset.is_some() || left < MAX_UNCONFIRMED);
    is_plausible.then(|| now.shifted(left))
}

/// Updates the offset of the server's clock from a response's `Date` header.
pub(super) fn adjust_clock(flow: &mut Flow, response: &Response, now: Millis) {
    if let Some(date) = response.header("date").and_then(Millis::from_http_date) {
        flow.server_offset = Some(date.since(now));
    }
}

/// The current time by the server's clock.
pub(super) fn server_time(flow: &Flow, now: Millis) -> Millis {
    now.shifted(flow.server_offset.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{at, flow_at, polled, reply, request, start, wait};
    use std::time::Duration;

    use super::super::flow::Flow;
    use crate::failure::FailureKind;
    use crate::{Action, Answer, Response, StateName};
    use serde_json::{Value, json};

    fn expiring(at: &str) -> Value {
        let mut response = polled();
        response["expiresAt"] = json!(at);
        response
    }

    fn has_expired(flow: &Flow, seconds: f64) -> bool {
        matches!(flow.next_action(at(seconds)), Action::Failed { failure } if failure.kind == FailureKind::Expired)
    }

    #[test]
    fn polling_ends_at_the_expiry_by_the_servers_clock() {
        // the server's clock is an hour ahead of the host's, and it allows five minutes
        let mut flow = start();
        let date = [("Date", "Tue, 01 Jan 2030 01:00:00 GMT")];
        reply(
            &mut flow,
            0.0,
            200,
            &date,
            &json!({"interaction_handle": "h"}).to_string(),
        );
        reply(
            &mut flow,
            0.0,
            200,
            &date,
            &expiring("2030-01-01T01:05:00.000Z").to_string(),
        );
        assert_eq!(flow.expires_in(at(60.0)), Some(Duration::from_secs(240)));
        assert!(!has_expired(&flow, 299.0));
        assert!(has_expired(&flow, 300.0));
    }

    #[test]
    fn the_reply_to_an_answer_is_used_after_the_expiry() {
        let mut flow = flow_at(&expiring("2030-01-01T00:10:00.000Z"));
        flow.submit(Answer::new("skip")).unwrap();
        let request = request(&flow, 599.0);
        let body = polled().to_string().into();
        let response = Response {
            status: 200,
            body,
            ..Response::default()
        };
        flow.handle_response(request.id, response, at(601.0));
        assert_eq!(flow.state(), StateName::Prompt);
    }

    #[test]
    fn a_redirect_after_the_expiry_is_ignored() {
        let mut flow = flow_at(&expiring("2030-01-01T00:10:00.000Z"));
        assert!(has_expired(&flow, 600.0));
        flow.handle_redirect("app:/callback?state=st&interaction_code=c")
            .unwrap();
        assert!(has_expired(&flow, 600.0));
    }

    #[test]
    fn no_wait_is_longer_than_the_time_to_expiry() {
        let mut flow = flow_at(&expiring("2030-01-01T00:01:00.000Z"));
        reply(&mut flow, 4.0, 429, &[("Retry-After", "600")], "");
        assert_eq!(wait(&flow, 4.0), Some(56.0));
    }

    #[test]
    fn an_implausible_expiry_is_ignored() {
        assert!(!has_expired(
            &flow_at(&expiring("2020-01-01T00:00:00.000Z")),
            0.0
        ));
        assert!(!has_expired(
            &flow_at(&expiring("2031-01-01T00:00:00.000Z")),
            1e9
        ));
        assert!(has_expired(
            &flow_at(&expiring("2030-01-01T00:10:00.000Z")),
            600.0
        ));
    }

    #[test]
    fn a_poll_reply_after_the_expiry_is_ignored() {
        let mut flow = flow_at(&expiring("2030-01-01T00:10:00.000Z"));
        let poll = request(&flow, 4.0);
        let response = Response {
            status: 200,
            body: polled().to_string().into(),
            ..Response::default()
        };
        flow.handle_response(poll.id, response, at(600.0));
        assert_eq!(flow.state(), StateName::Failed);
    }
}
