//! The expiry of the transaction, by the server's clock.

use std::time::Duration;

use super::flow::Flow;
use super::parsed_response::PromptKind;
use crate::exchange::Response;
use crate::prompt::Prompt;
use crate::wire::time::{Millis, limit_correction};

/// The longest time to expiry that is accepted before a `Date` header has confirmed the clock, in ms.
const MAX_UNCONFIRMED: i64 = 24 * 60 * 60 * 1000;

/// The time until the transaction expires; `None` if it is unknown.
pub(super) fn expires_in(flow: &Flow, now: Millis) -> Option<Duration> {
    let left = flow.deadline?.since(server_time(flow, now));
    Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)))
}

/// Whether the prompt on the screen has expired. It does not expire while a URL from it is open in a
/// browser or an app: the user may return with a code, and the token endpoint decides whether that is
/// still valid.
pub(super) fn has_expired(flow: &Flow, now: Millis) -> bool {
    let Some((state, response)) = flow.at_prompt() else {
        return false;
    };
    let is_elsewhere = state.redirect.is_some() || matches!(response.kind, PromptKind::Redirect(_));
    !is_elsewhere && is_past(flow, now)
}

/// Whether the response to the last request repeats the expiry that has passed.
pub(super) fn is_repeated(flow: &Flow, prompt: &Prompt, now: Millis) -> bool {
    let is_same = prompt.expires_at.map(Millis::from) == flow.deadline;
    is_same && is_past(flow, now)
}

/// The expiry of a new prompt. One in the past is ignored, and so is one 24 hours ahead or more if no
/// `Date` header has confirmed the clock. The flow then has no deadline, and the server ends the
/// transaction.
pub(super) fn of_prompt(flow: &Flow, prompt: &Prompt, now: Millis) -> Option<Millis> {
    let expires_at = Millis::from(prompt.expires_at?);
    let left = expires_at.since(server_time(flow, now));
    let is_plausible = left > 0 && (flow.server_offset.is_some() || left < MAX_UNCONFIRMED);
    is_plausible.then_some(expires_at)
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

/// The current time for the validation of tokens: `Date` headers correct the host's clock by at most 24
/// hours.
pub(super) fn trusted_time(flow: &Flow, now: Millis) -> Millis {
    limit_correction(flow.server_offset.unwrap_or(0), now)
}

/// Whether the transaction has expired.
pub(super) fn is_past(flow: &Flow, now: Millis) -> bool {
    let deadline = flow.deadline;
    deadline.is_some_and(|deadline| server_time(flow, now) >= deadline)
}

#[cfg(test)]
mod tests {
    use super::super::flow::Flow;
    use super::super::test_util::{
        answer, at, config, entropy, flow_at, flow_with, polled, reply, request, start, wait,
    };
    use crate::exchange::{Purpose, Response};
    use crate::failure::FailureKind;
    use crate::{Action, StateName};
    use serde_json::{Value, json};
    use std::time::Duration;

    /// Ten minutes after the start.
    const END: &str = "2030-01-01T00:10:00.000Z";
    const REDIRECT: &str = "app:/callback?state=st&interaction_code=c";

    fn expiring(response: Value) -> Value {
        let mut response = response;
        response["expiresAt"] = json!(END);
        response
    }

    fn form() -> Value {
        expiring(json!({"remediation": {"value": [
            {"name": "identify", "href": "/identify", "value": []},
            {"name": "redirect-idp", "href": "https://idp.example/"}]}}))
    }

    fn submit(flow: &mut Flow, remediation: &str, seconds: f64) {
        let answer = answer(flow, remediation);
        flow.submit(answer, at(seconds)).unwrap();
    }

    fn failure(flow: &Flow, seconds: f64) -> Option<FailureKind> {
        match flow.next_action(at(seconds)) {
            Action::Failed { failure } => Some(failure.kind),
            _ => None,
        }
    }

    #[test]
    fn the_expiry_is_measured_by_the_servers_clock() {
        // the server's clock is an hour ahead of the host's, and it allows five minutes
        let mut flow = start();
        let date = [("Date", "Tue, 01 Jan 2030 01:00:00 GMT")];
        let handle = json!({"interaction_handle": "h"}).to_string();
        reply(&mut flow, 0.0, 200, &date, &handle);
        let mut response = polled();
        response["expiresAt"] = json!("2030-01-01T01:05:00.000Z");
        reply(&mut flow, 0.0, 200, &date, &response.to_string());
        assert_eq!(flow.expires_in(at(60.0)), Some(Duration::from_secs(240)));
    }

    #[test]
    fn one_last_request_is_sent_at_the_expiry() {
        let poll = expiring(polled());
        for (response, purpose) in [(poll, Purpose::Poll), (form(), Purpose::Introspect)] {
            let mut flow = flow_at(&response);
            let last = request(&flow, 600.0);
            assert_eq!((last.purpose, last.is_background), (purpose, true));
            assert_eq!(flow.screen(at(600.0)).prompt(), flow.prompt());
            flow.handle_failure(last.id, at(601.0));
            assert_eq!(failure(&flow, 601.0), Some(FailureKind::Expired));
        }
    }

    #[test]
    fn the_response_to_the_last_request_decides() {
        let mut later = form();
        later["expiresAt"] = json!("2030-01-01T00:20:00.000Z");
        for (response, state) in [(form(), StateName::Failed), (later, StateName::Prompt)] {
            let mut flow = flow_at(&form());
            reply(&mut flow, 600.0, 200, &[], &response.to_string());
            assert_eq!(flow.state(), state);
        }
        let mut flow = flow_at(&form());
        reply(&mut flow, 600.0, 429, &[], "");
        assert_eq!(failure(&flow, 600.0), Some(FailureKind::Expired));
    }

    #[test]
    fn a_poll_that_was_sent_before_the_expiry_is_not_the_last_request() {
        let mut flow = flow_at(&expiring(polled()));
        let poll = request(&flow, 598.0);
        assert_ne!(request(&flow, 600.0).id, poll.id);
        flow.handle_failure(poll.id, at(605.0));
        let last = request(&flow, 605.0);
        assert_eq!(last.purpose, Purpose::Poll);
        flow.handle_failure(last.id, at(606.0));
        assert_eq!(failure(&flow, 606.0), Some(FailureKind::Expired));
    }

    #[test]
    fn a_change_of_the_devices_clock_does_not_end_the_flow() {
        let date = |date: &'static str| [("Date", date)];
        let start = date("Tue, 01 Jan 2030 00:00:00 GMT");
        for jump in [3600.0, -3600.0] {
            let mut flow = Flow::start(config(), entropy());
            let handle = json!({"interaction_handle": "h"}).to_string();
            reply(&mut flow, 0.0, 200, &start, &handle);
            let response = expiring(polled()).to_string();
            reply(&mut flow, 0.0, 200, &start, &response);
            let poll = request(&flow, 4.0);
            let five = date("Tue, 01 Jan 2030 00:00:05 GMT");
            let response = Response::of(200, &five, &response);
            flow.handle_response(poll.id, response, at(5.0 + jump));
            assert_eq!(wait(&flow, 5.0 + jump), Some(4.0));
            assert_eq!(
                flow.expires_in(at(5.0 + jump)),
                Some(Duration::from_secs(595))
            );
        }
    }

    #[test]
    fn a_prompt_does_not_expire_while_its_url_is_open() {
        let mut flow = flow_at(&form());
        submit(&mut flow, "redirect-idp", 0.0);
        assert_eq!(flow.next_action(at(601.0)).wait(), None);
        assert!(matches!(
            flow.next_action(at(601.0)),
            Action::Redirect { .. }
        ));
        flow.cancel_redirect(at(602.0));
        assert_eq!(request(&flow, 602.0).purpose, Purpose::Introspect);
    }

    #[test]
    fn a_code_that_comes_late_is_exchanged() {
        let mut flow = flow_at(&form());
        flow.handle_redirect(REDIRECT, at(599.0)).unwrap();
        let exchange = request(&flow, 599.0);
        flow.handle_failure(exchange.id, at(599.5));
        assert_eq!(request(&flow, 601.0).purpose, Purpose::Exchange);
        assert_eq!(flow.expires_in(at(601.0)), None);

        let mut flow = flow_at(&form());
        submit(&mut flow, "redirect-idp", 0.0);
        flow.handle_redirect(REDIRECT, at(601.0)).unwrap();
        assert_eq!(flow.state(), StateName::Exchange);

        let mut flow = flow_at(&expiring(polled()));
        let poll = request(&flow, 598.0);
        let code = json!({"name": "interaction_code", "value": "c"});
        let success = json!({"successWithInteractionCode": {"value": [code]}}).to_string();
        flow.handle_response(poll.id, Response::of(200, &[], &success), at(600.0));
        assert_eq!(flow.state(), StateName::Exchange);
    }

    #[test]
    fn a_submission_does_not_expire() {
        let mut flow = flow_at(&form());
        submit(&mut flow, "identify", 599.0);
        assert_eq!(request(&flow, 601.0).purpose, Purpose::Submit);
        let mut later = form();
        later["expiresAt"] = json!("2030-01-01T00:20:00.000Z");
        reply(&mut flow, 602.0, 200, &[], &later.to_string());
        assert_eq!(flow.state(), StateName::Prompt);
    }

    #[test]
    fn a_wait_is_no_longer_than_the_time_to_expiry() {
        let flow = flow_at(&form());
        assert_eq!(wait(&flow, 0.0), Some(600.0));
        let mut flow = flow_at(&expiring(polled()));
        let screen = flow.screen(at(599.0)).wait();
        assert_eq!(screen, Some(Duration::from_secs(1)));
        reply(&mut flow, 4.0, 429, &[("Retry-After", "700")], "");
        assert_eq!(wait(&flow, 4.0), Some(596.0));
    }

    #[test]
    fn an_implausible_expiry_is_ignored() {
        for (expires_at, deadline) in [
            ("2020-01-01T00:00:00.000Z", None),
            ("2031-01-01T00:00:00.000Z", None),
            (END, Some(Duration::from_secs(600))),
        ] {
            let mut response = polled();
            response["expiresAt"] = json!(expires_at);
            let flow = flow_with(config(), &response);
            assert_eq!(flow.expires_in(at(0.0)), deadline, "{expires_at}");
        }
    }
}
