//! Transitions after an IDX response.

use std::sync::Arc;
use std::time::Duration;

use super::super::annotations::{Annotations, merge};
use super::super::flow::Flow;
use super::super::parsed_response::ParsedResponse;
use super::super::state::{Introspection, PromptState, State, Submission};
use super::super::{challenge, deadline, sso_extension};
use super::end::{failed, on_interaction_code};
use super::failure::first_poll;
use super::{loopback, rate_limit, submit};
use crate::exchange::reply::IdxReply;
use crate::failure::{Failure, FailureDetail, FailureKind as Kind, end_of_messages};
use crate::names::Severity;
use crate::prompt::message::Message;
use crate::prompt::notice::Notice;
use crate::prompt::response::Success;
use crate::wire::time::Millis;

/// The request that a response answers.
enum Cause {
    Poll,
    Introspection(Introspection),
    Submission(Submission),
}

pub(super) fn on_idx_response(flow: &mut Flow, reply: IdxReply, now: Millis) -> State {
    let cause = match flow.state.clone() {
        State::Introspect(introspection) => Cause::Introspection(introspection),
        State::Submit(submission) => Cause::Submission(submission),
        _ => Cause::Poll,
    };
    let mut response = reply.response;
    let success = response.success.take();
    let parsed = ParsedResponse::new(response, reply.text, &flow.config);
    if let Some(success) = success {
        return on_success(flow, parsed, success);
    }
    if let Some(remediation) = parsed.untrusted {
        let detail = FailureDetail::UntrustedUrl { remediation };
        return failed(Failure::detailed(Kind::Untrusted, detail));
    }
    if !parsed.has_next_step() {
        return on_messages(flow, parsed, &cause);
    }
    if matches!(cause, Cause::Poll) && deadline::is_repeated(flow, &parsed.prompt, now) {
        return failed(Failure::new(Kind::Expired));
    }
    let follows_automatic =
        matches!(&cause, Cause::Introspection(introspection) if introspection.follows_automatic);
    show(flow, parsed, cause, reply.rate_limit, now);
    if let Some(submission) = sso_extension::continuation(flow, reply.is_step_up, follows_automatic)
    {
        return State::Submit(submission);
    }
    let state = PromptState {
        poll: first_poll(flow, reply.rate_limit, now),
        redirect: None,
    };
    loopback::next_step(flow, state)
}

/// Replaces the prompt on the screen.
fn show(
    flow: &mut Flow,
    mut parsed: ParsedResponse,
    cause: Cause,
    rate_limit: Option<Duration>,
    now: Millis,
) {
    let previous = flow.response.as_ref();
    let previous = previous.map(|response| Arc::clone(&response.prompt));
    let is_same_step = previous
        .as_ref()
        .is_some_and(|previous| previous.same_step(&parsed.prompt));
    let is_answered = matches!(&cause, Cause::Submission(submission) if submission.is_user);
    if is_answered || !is_same_step {
        flow.lost_answers = 0;
    }
    update_rate_limit(flow, is_same_step, now);
    let before = std::mem::take(&mut flow.annotations);
    let (notice, messages) = match cause {
        Cause::Poll if is_same_step => (before.notice, before.messages),
        Cause::Poll => (None, Vec::new()),
        Cause::Introspection(introspection) => {
            let is_lost = introspection.follows_loss && is_same_step;
            let attempts = flow.lost_answers;
            let notice = is_lost.then_some(Notice::AnswerMayBeLost { attempts });
            (notice, introspection.messages)
        }
        Cause::Submission(submission) => {
            let id = submission.remediation;
            let is_offered = parsed.prompt.remediation(&id).is_some();
            let limit = rate_limit.filter(|_| is_answered && is_offered);
            let notice = limit.map(|wait| rate_limit::limit_rate(flow, id, wait, now));
            (notice, Vec::new())
        }
    };
    challenge::track_device_challenge(flow, &mut parsed);
    flow.annotations = Annotations {
        version: before.version,
        notice: current_notice(flow, notice),
        messages,
    };
    parsed.annotate(&flow.annotations);
    let is_same_screen = previous.is_some_and(|previous| previous.same_screen(&parsed.prompt));
    if is_answered || !is_same_screen {
        flow.annotations.version = before.version.wrapping_add(1);
        parsed.annotate(&flow.annotations);
    }
    flow.deadline = deadline::of_prompt(flow, &parsed.prompt, now);
    flow.response = Some(parsed);
}

/// A rate limit ends with its time, or with the step that it belongs to.
fn update_rate_limit(flow: &mut Flow, is_same_step: bool, now: Millis) {
    let limit = flow.rate_limit.take();
    flow.rate_limit = limit.filter(|limit| is_same_step && limit.timer.remaining(now).is_some());
}

/// Removes the notice about a rate limit whose time has passed.
pub(super) fn end_rate_limit(flow: &mut Flow, now: Millis) {
    update_rate_limit(flow, true, now);
    let before = flow.annotations.notice.take();
    let notice = current_notice(flow, before.clone());
    if notice != before {
        flow.annotations.version = flow.annotations.version.wrapping_add(1);
    }
    flow.annotations.notice = notice;
    if let Some(response) = &mut flow.response {
        response.annotate(&flow.annotations);
    }
}

/// The notice of a prompt: about the rate limit as long as there is one.
fn current_notice(flow: &Flow, notice: Option<Notice>) -> Option<Notice> {
    match (notice, &flow.rate_limit) {
        (Some(Notice::RateLimited { .. }), None) => None,
        (None, Some(limit)) => Some(Notice::RateLimited {
            remediation: limit.remediation.clone(),
            retry_at: limit.timer.end().into(),
        }),
        (notice, _) => notice,
    }
}

/// A response with messages and without a next step. In reply to an answer of the user, an error may be
/// about that answer only: the flow asks for the current step.
fn on_messages(flow: &mut Flow, mut parsed: ParsedResponse, cause: &Cause) -> State {
    let messages = parsed.prompt.messages.clone();
    let is_error = |message: &Message| message.severity == Some(Severity::Error);
    if let Cause::Submission(submission) = cause
        && messages.iter().any(is_error)
        && end_of_messages(&messages).is_none()
    {
        return submit::on_rejection(flow, submission, messages);
    }
    let rejections = match cause {
        Cause::Introspection(introspection) => introspection.messages.clone(),
        Cause::Poll | Cause::Submission(_) => Vec::new(),
    };
    flow.annotations = Annotations {
        version: flow.annotations.version.wrapping_add(1),
        notice: None,
        messages: rejections.clone(),
    };
    parsed.annotate(&flow.annotations);
    flow.response = Some(parsed);
    failed(Failure::terminal(merge(&rejections, &messages)))
}

/// A response with an interaction code. The members of its form are those of the token request.
fn on_success(flow: &mut Flow, mut parsed: ParsedResponse, success: Success) -> State {
    let client_id = flow.config.parts.client_id.clone();
    let expected = [
        ("client_id", client_id.as_str(), &success.client_id),
        ("grant_type", "interaction_code", &success.grant_type),
    ];
    for (name, expected, found) in expected {
        if found.as_deref().is_some_and(|found| found != expected) {
            let detail = FailureDetail::mismatch(name, expected, found.as_deref());
            return failed(Failure::detailed(Kind::Protocol, detail));
        }
    }
    let Some(code) = success.code.filter(|code| !code.is_empty()) else {
        return failed(Failure::missing("interaction_code"));
    };
    let issuer = &flow.config.issuer;
    let href = success.href.as_deref();
    let endpoint = href.and_then(|href| issuer.resolve_token_endpoint(href));
    if href.is_some() && endpoint.is_none() {
        parsed.note("the token endpoint of the response is not trusted: the issuer's is used");
    }
    flow.annotations = Annotations::default();
    flow.response = Some(parsed);
    on_interaction_code(flow, code, endpoint)
}

#[cfg(test)]
mod tests {
    use super::super::super::test_util::{at, flow_at, polled, request};
    use crate::exchange::Purpose;
    use crate::failure::{FailureDetail, FailureKind};
    use crate::{Action, Flow};
    use serde_json::{Value, json};

    fn success(fields: Value, href: Value) -> Flow {
        let mut form = json!({"name": "issue", "value": fields});
        if !href.is_null() {
            form["href"] = href;
        }
        flow_at(
            &json!({"stateHandle": "02h", "user": {"value": {"identifier": "ada"}},
            "successWithInteractionCode": form}),
        )
    }

    fn code() -> Value {
        json!({"name": "interaction_code", "value": "c"})
    }

    #[test]
    fn the_issue_form_of_another_client_is_refused() {
        for (name, value, expected) in [
            ("client_id", "other", "client"),
            ("grant_type", "password", "interaction_code"),
        ] {
            let field = json!({"name": name, "value": value});
            let flow = success(json!([code(), field]), Value::Null);
            let Action::Failed { failure } = flow.next_action(at(0.0)) else {
                panic!("the code was used")
            };
            assert_eq!(failure.kind, FailureKind::Protocol);
            let detail = FailureDetail::mismatch(name, expected, Some(value));
            assert_eq!(failure.detail, detail);
        }
        let empty = json!([{"name": "interaction_code", "value": ""}]);
        let flow = success(empty, Value::Null);
        assert!(matches!(flow.next_action(at(0.0)), Action::Failed { .. }));
    }

    #[test]
    fn a_foreign_token_endpoint_is_noted_and_not_used() {
        let own = "https://id.acme.example/oauth2/aus1/v1/token";
        let derived = "https://id.acme.example/oauth2/v1/token";
        for (href, url, has_diagnostic) in [
            (json!(own), own, false),
            (json!(null), derived, false),
            (json!("https://evil.example/oauth2/v1/token"), derived, true),
        ] {
            let flow = success(json!([code()]), href);
            let token = request(&flow, 0.0);
            assert_eq!(
                (token.purpose, token.url.as_str()),
                (Purpose::Exchange, url)
            );
            let diagnostics = &flow.prompt().unwrap().diagnostics;
            assert_eq!(!diagnostics.is_empty(), has_diagnostic);
        }
    }

    #[test]
    fn the_last_response_can_be_read_after_the_end_but_is_not_saved() {
        let flow = success(json!([code()]), Value::Null);
        let user = flow.prompt().unwrap().user.as_ref();
        assert_eq!(user.unwrap().identifier.as_deref(), Some("ada"));
        assert!(flow.response_json().unwrap().contains("02h"));
        let snapshot = flow.snapshot();
        assert!(!snapshot.expose().contains("02h"));
        let restored = Flow::restore(&snapshot).unwrap();
        assert_eq!(restored.prompt(), None);
        assert_eq!(restored.next_action(at(0.0)), flow.next_action(at(0.0)));
    }

    #[test]
    fn a_foreign_url_that_everything_depends_on_ends_the_flow() {
        let mut response = polled();
        response["remediation"]["value"][0]["href"] = json!("https://evil.example/poll");
        let Action::Failed { failure } = flow_at(&response).next_action(at(0.0)) else {
            panic!("the flow has not ended")
        };
        assert_eq!(failure.kind, FailureKind::Untrusted);
        let remediation = "challenge-poll".to_owned();
        assert_eq!(failure.detail, FailureDetail::UntrustedUrl { remediation });
    }
}
