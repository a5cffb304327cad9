//! Transitions after a request without a usable response.

use std::time::Duration;

use super::super::annotations::merge;
use super::super::deadline;
use super::super::flow::Flow;
use super::super::state::{Introspection, PendingExchange, PromptState, State};
use super::end::failed;
use super::submit;
use crate::failure::{Failure, FailureKind as Kind};
use crate::prompt::message::Message;
use crate::retry::{Retry, RetryCause, WaitReason};
use crate::wire::time::Millis;

/// The number of unusable responses to polls in a row after which a flow ends that has no deadline.
const MAX_UNUSABLE_POLLS: u32 = 30;

/// The state after a request without a response, or with a temporary error.
pub(in super::super) fn on_failure(
    flow: &mut Flow,
    state: State,
    cause: RetryCause,
    min_wait: Option<Duration>,
    now: Millis,
) -> State {
    let after_failure = |retry: Retry| retry.after_failure(now, cause, min_wait);
    match state {
        State::Interact(retry) => State::Interact(after_failure(retry)),
        State::Introspect(introspection) => State::Introspect(Introspection {
            retry: after_failure(introspection.retry),
            ..introspection
        }),
        State::Prompt(state) => {
            let wait = poll_wait(flow, min_wait);
            let poll = state.poll.again(now, wait, cause);
            State::Prompt(PromptState { poll, ..state })
        }
        State::Submit(submission) => {
            submit::on_loss(flow, &submission, cause, min_wait, Vec::new(), now)
        }
        State::Exchange(exchange) => State::Exchange(PendingExchange {
            retry: after_failure(exchange.retry),
            ..exchange
        }),
        end @ (State::Done(_) | State::Failed(_)) => end,
    }
}

/// The state after a response that the server cannot have sent: a proxy or a captive portal may have
/// responded instead. The flow ends after too many of them.
pub(super) fn on_unusable(flow: &mut Flow, state: State, status: u16, now: Millis) -> State {
    let cause = RetryCause::Status(status);
    let retried = match state {
        State::Interact(retry) => retry.after_unusable(now, status).map(State::Interact),
        State::Introspect(introspection) => {
            let retry = introspection.retry.clone().after_unusable(now, status);
            retry.map(|retry| {
                State::Introspect(Introspection {
                    retry,
                    ..introspection
                })
            })
        }
        State::Exchange(exchange) => {
            let retry = exchange.retry.clone().after_unusable(now, status);
            retry.map(|retry| State::Exchange(PendingExchange { retry, ..exchange }))
        }
        State::Prompt(state) => {
            let poll = state.poll.count_unusable();
            let is_last = flow.deadline.is_none() && poll.unusable() >= MAX_UNUSABLE_POLLS;
            let poll = poll.again(now, poll_wait(flow, None), cause);
            (!is_last).then_some(State::Prompt(PromptState { poll, ..state }))
        }
        state => Some(on_failure(flow, state, cause, None, now)),
    };
    retried.unwrap_or_else(|| failed(Failure::status(status)))
}

/// The state after a 429 to a request that is not an answer.
pub(super) fn on_rate_limit(flow: &Flow, state: State, wait: Duration, now: Millis) -> State {
    let after = |retry: Retry| retry.after_rate_limit(now, wait);
    match state {
        State::Interact(retry) => State::Interact(after(retry)),
        State::Introspect(introspection) => State::Introspect(Introspection {
            retry: after(introspection.retry),
            ..introspection
        }),
        State::Prompt(state) => {
            let wait = poll_wait(flow, Some(wait));
            let poll = state.poll.after_rate_limit(now, wait);
            State::Prompt(PromptState { poll, ..state })
        }
        State::Exchange(exchange) => State::Exchange(PendingExchange {
            retry: after(exchange.retry),
            ..exchange
        }),
        other => other,
    }
}

/// The state after the reply to the last request, or after its loss. The flow ends, unless the server
/// continues or the `Date` of the reply shows that the prompt has not expired.
pub(in super::super) fn after_last_request(flow: &Flow, state: State, now: Millis) -> State {
    match state {
        State::Prompt(_) if deadline::is_past(flow, now) => failed(Failure::new(Kind::Expired)),
        state => state,
    }
}

/// The schedule of the first poll of a prompt. It is later if the server limits the rate.
pub(super) fn first_poll(flow: &Flow, rate_limit: Option<Duration>, now: Millis) -> Retry {
    let reason = match rate_limit {
        Some(_) => WaitReason::RateLimited,
        None => WaitReason::Pending,
    };
    Retry::scheduled(now, poll_wait(flow, rate_limit), reason)
}

/// The poll interval, or the time that the server asks for if that is longer.
fn poll_wait(flow: &Flow, min_wait: Option<Duration>) -> Duration {
    let interval = flow.poll_interval().unwrap_or_default();
    interval.max(min_wait.unwrap_or_default())
}

/// Remembers the id of a response to a request that will be sent again.
pub(super) fn remember_response(state: State, id: Option<&str>) -> State {
    let remember = |retry: Retry| match retry.repeats() {
        0 => retry,
        _ => retry.of_response(id),
    };
    match state {
        State::Interact(retry) => State::Interact(remember(retry)),
        State::Introspect(introspection) => State::Introspect(Introspection {
            retry: remember(introspection.retry),
            ..introspection
        }),
        State::Prompt(state) => State::Prompt(PromptState {
            poll: remember(state.poll),
            ..state
        }),
        State::Exchange(exchange) => State::Exchange(PendingExchange {
            retry: remember(exchange.retry),
            ..exchange
        }),
        other => other,
    }
}

/// The messages of a failure, after those with which the server rejected the last answer.
pub(super) fn with_pending_messages(flow: &Flow, messages: Vec<Message>) -> Vec<Message> {
    match &flow.state {
        State::Introspect(introspection) => merge(&introspection.messages, &messages),
        _ => messages,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::test_util::{at, flow_at, polled, reply, request, start, wait};
    use crate::failure::{FailureDetail, FailureKind};
    use crate::{Action, Flow, RetryCause, WaitReason};
    use serde_json::json;

    fn reason(flow: &Flow, seconds: f64) -> WaitReason {
        match flow.next_action(at(seconds)) {
            Action::Wait { reason, .. } => reason,
            other => panic!("expected a wait, got {other:?}"),
        }
    }

    /// Reports this response to every request for a day. Returns the number of requests.
    fn reply_for_a_day(flow: &mut Flow, status: u16) -> u32 {
        let (mut seconds, mut requests) = (0.0, 0);
        while seconds < 86_400.0 {
            match flow.next_action(at(seconds)) {
                Action::Send { .. } => {
                    requests += 1;
                    reply(flow, seconds, status, &[], "<html>");
                }
                action => match action.wait() {
                    Some(wait) => seconds += wait.as_secs_f64(),
                    None => break,
                },
            }
        }
        requests
    }

    fn failure(flow: &Flow) -> Option<(FailureKind, FailureDetail)> {
        match flow.next_action(at(0.0)) {
            Action::Failed { failure } => Some((failure.kind, failure.detail)),
            _ => None,
        }
    }

    #[test]
    fn a_wait_has_its_reason() {
        let mut flow = start();
        let first = request(&flow, 0.0);
        flow.handle_failure(first.id, at(0.0));
        let cause = RetryCause::Network;
        assert_eq!(
            reason(&flow, 0.0),
            WaitReason::Retrying { attempt: 2, cause }
        );
        reply(&mut flow, 1.0, 502, &[], "");
        let cause = RetryCause::Status(502);
        assert_eq!(
            reason(&flow, 1.0),
            WaitReason::Retrying { attempt: 3, cause }
        );
        reply(&mut flow, 3.0, 429, &[], "");
        assert_eq!(reason(&flow, 3.0), WaitReason::RateLimited);
        let mut flow = flow_at(&polled());
        assert_eq!(reason(&flow, 0.0), WaitReason::Pending);
        reply(&mut flow, 4.0, 503, &[("Retry-After", "9")], "");
        let cause = RetryCause::Status(503);
        assert_eq!(
            reason(&flow, 4.0),
            WaitReason::Retrying { attempt: 2, cause }
        );
        assert_eq!(wait(&flow, 4.0), Some(9.0));
        reply(&mut flow, 13.0, 200, &[], &polled().to_string());
        assert_eq!(reason(&flow, 13.0), WaitReason::Pending);
    }

    #[test]
    fn a_poll_with_a_prompt_and_status_429_waits_as_long_as_the_server_asks() {
        let mut flow = flow_at(&polled());
        let mut limited = polled();
        limited["messages"] = json!({"value": [{"message": "Slow down."}]});
        reply(
            &mut flow,
            4.0,
            429,
            &[("Retry-After", "30")],
            &limited.to_string(),
        );
        assert_eq!(wait(&flow, 4.0), Some(30.0));
        assert_eq!(reason(&flow, 4.0), WaitReason::RateLimited);
        assert_eq!(flow.prompt().unwrap().messages.len(), 1);
    }

    #[test]
    fn a_captive_portal_is_not_retried_for_ever() {
        let mut flow = start();
        assert_eq!(reply_for_a_day(&mut flow, 200), 10);
        let expected = FailureDetail::HttpStatus { status: 200 };
        assert_eq!(failure(&flow), Some((FailureKind::Protocol, expected)));
    }

    #[test]
    fn polls_without_a_known_expiry_end_after_30_unusable_responses() {
        let mut flow = flow_at(&polled());
        assert_eq!(reply_for_a_day(&mut flow, 404), 30);
        let expected = FailureDetail::HttpStatus { status: 404 };
        assert_eq!(failure(&flow), Some((FailureKind::Protocol, expected)));
    }

    #[test]
    fn a_failure_has_the_id_of_its_response() {
        let mut flow = start();
        let headers = [("x-okta-request-id", "req1")];
        reply(
            &mut flow,
            0.0,
            400,
            &headers,
            r#"{"error":"invalid_client"}"#,
        );
        match flow.next_action(at(0.0)) {
            Action::Failed { failure } => {
                assert_eq!(failure.okta_request_id.as_deref(), Some("req1"));
            }
            other => panic!("expected a failure, got {other:?}"),
        }
    }

    #[test]
    fn a_retry_names_the_response_that_it_repeats() {
        let mut flow = start();
        reply(&mut flow, 0.0, 502, &[("x-okta-request-id", "req1")], "");
        let header = |flow: &Flow, name: &str| {
            let request = request(flow, 30.0);
            let header = request
                .headers
                .into_iter()
                .find(|header| header.name == name);
            header.map(|header| header.value)
        };
        assert_eq!(header(&flow, "X-Okta-Retry-For").as_deref(), Some("req1"));
        assert_eq!(header(&flow, "X-Okta-Retry-Count").as_deref(), Some("1"));
        let handle = json!({"interaction_handle": "h"}).to_string();
        reply(&mut flow, 1.0, 200, &[], &handle);
        assert_eq!(header(&flow, "X-Okta-Retry-Count"), None);
    }
}
