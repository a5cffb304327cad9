//! The engine's invariants. [`check`] verifies those that are visible at a single moment:
//! `pure-action`, `restore-is-identity`, `stale-id-is-noop`, `error-is-noop`, `end-absorbs`,
//! `same-origin`, `positive-wait` and `secrets-redacted`.
//!
//! The others are checked elsewhere:
//!
//! - `submit-once`: an answer is sent to the server at most once. The host checks it at each request.
//! - `every-run-ends`: with an honest server and a cooperating user every run ends. Each scenario and
//!   each random flow checks it.
//! - `bounded`: no input causes a panic or unbounded allocation. `tests/malformed_responses.rs` checks it.

mod errors;
mod observation;
mod targets;
mod waits;

use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, AnswerError, Flow, Purpose, Remediation, RemediationName, RequestId, Response,
    Snapshot, StateName, TokenAction, TokenRequest,
};

use self::errors::error_is_noop;
use self::targets::same_origin;
use self::waits::positive_wait;

pub use self::observation::Observation;
pub use self::targets::is_allowed_target;

const DAY: Duration = Duration::from_secs(86_400);

/// Checks every invariant that is visible at a single moment. Panics if one is violated.
pub fn check(observed: &Observation<'_>) {
    let (flow, now) = (observed.flow, observed.now);
    let action = flow.next_action(now);
    let snapshot = flow.snapshot();
    pure_action(flow, &action, now);
    restore_is_identity(flow, &snapshot, now);
    stale_id_is_noop(flow, now);
    error_is_noop(observed);
    end_absorbs(flow, &action, now);
    if let Action::Send { request } = &action {
        same_origin(request, observed);
    }
    positive_wait(&action, observed);
    unknown_remediations_are_usable(flow, &action, now);
    secrets_redacted(&snapshot, &action, observed);
}

/// Checks the same invariants on a token request, as far as they apply. Panics if one is violated.
pub fn check_token_request(token_request: &TokenRequest, observed: &Observation<'_>) {
    let now = observed.now;
    let action = token_request.next_action(now);
    let again = token_request.next_action(now);
    assert_eq!(again, action, "pure-action: two actions for one state");
    let mut changed = token_request.clone();
    for id in [0, u64::MAX] {
        changed.handle_response(RequestId(id), Response::default(), now);
        changed.handle_failure(RequestId(id), now);
    }
    let is_unchanged = changed == *token_request;
    assert!(
        is_unchanged,
        "stale-id-is-noop: a stale id changed the request"
    );
    match &action {
        TokenAction::Send { request } => same_origin(request, observed),
        TokenAction::Wait { duration, .. } => {
            assert!(*duration > Duration::ZERO, "positive-wait: a wait of zero");
        }
        _ => {}
    }
    let text = format!("{token_request:?} {action:?}");
    observed.secrets.assert_absent("TokenRequest", &text);
}

/// Whether the next request passes a challenge to Okta Verify on this device.
pub fn has_pending_challenge(flow: &Flow, now: SystemTime) -> bool {
    let action = flow.next_action(now);
    matches!(action, Action::Send { request } if request.purpose == Purpose::Challenge)
}

/// `pure-action`: `next_action` is a pure function of the flow and the time.
fn pure_action(flow: &Flow, action: &Action, now: SystemTime) {
    let again = flow.next_action(now);
    assert_eq!(again, *action, "pure-action: two actions for one state");
}

/// `restore-is-identity`: a restored flow equals the saved one, except that submissions and device
/// challenges in flight are not saved. The restored flow asks the server instead. After an interaction
/// code, the last response is not saved either.
fn restore_is_identity(flow: &Flow, snapshot: &Snapshot, now: SystemTime) {
    let restored = Flow::restore(snapshot).unwrap();
    let is_expected = match flow.state() {
        StateName::Submit => restored.state() == StateName::Introspect,
        StateName::Exchange | StateName::Done | StateName::Failed => {
            let has_response = restored.prompt().is_some() || restored.response_json().is_some();
            !has_response && restored.next_action(now) == flow.next_action(now)
        }
        _ if has_pending_challenge(flow, now) => {
            let next = restored.next_action(now);
            matches!(next, Action::Send { request } if request.purpose == Purpose::Poll)
        }
        _ => restored == *flow,
    };
    assert!(
        is_expected,
        "restore-is-identity: the restored flow differs"
    );
    let saved_again = restored.snapshot();
    assert_eq!(
        Flow::restore(&saved_again),
        Ok(restored),
        "restore-is-identity: the second restored flow differs"
    );
}

/// `stale-id-is-noop`: a response or a failure for another request changes nothing. At a prompt, two ids
/// are expected: that of the poll, and that of the last request after the expiry.
fn stale_id_is_noop(flow: &Flow, now: SystemTime) {
    let later = flow.expires_in(now).unwrap_or_default() + Duration::from_secs(61);
    let mut stale = vec![0, u64::MAX];
    if let Action::Send { request } = flow.next_action(now + later) {
        let distance = if flow.state() == StateName::Prompt {
            2
        } else {
            1
        };
        let id = request.id.0;
        stale.extend([id.saturating_sub(distance), id + distance]);
    }
    let mut changed = flow.clone();
    for id in stale {
        changed.handle_response(RequestId(id), ok(br#"{"version":"1"}"#), now);
        changed.handle_failure(RequestId(id), now);
    }
    assert_eq!(
        changed, *flow,
        "stale-id-is-noop: a stale id changed the flow"
    );
}

/// `end-absorbs`: nothing changes a flow that is done or failed, and its action stays the same.
fn end_absorbs(flow: &Flow, action: &Action, now: SystemTime) {
    let is_end = matches!(
        action,
        Action::Done { .. } | Action::DoneWithCode { .. } | Action::Failed { .. }
    );
    let has_ended = matches!(flow.state(), StateName::Done | StateName::Failed);
    assert_eq!(is_end, has_ended, "end-absorbs: {action:?} is not final");
    if !has_ended {
        return;
    }
    let mut changed = flow.clone();
    for id in 0..64 {
        changed.handle_response(RequestId(id), ok(b"{}"), now);
        changed.handle_failure(RequestId(id), now);
    }
    assert_eq!(changed, *flow, "end-absorbs: an ended flow changed");
    for time in [now + DAY, now - DAY] {
        assert_eq!(
            changed.next_action(time),
            *action,
            "end-absorbs: the action of an ended flow changed"
        );
    }
}

/// An unknown remediation is a form like any other: it can be filled in and submitted.
fn unknown_remediations_are_usable(flow: &Flow, action: &Action, now: SystemTime) {
    let Some(prompt) = action.prompt() else {
        return;
    };
    let is_unknown = |form: &&Remediation| matches!(form.name, RemediationName::Other(_));
    let is_usable = |form: &&Remediation| form.is_form && form.href.is_some();
    let unknown = prompt.remediations.iter().filter(is_unknown);
    for form in unknown.filter(is_usable) {
        let typed = form.fields.iter().filter(|field| !field.is_choice());
        let answer = typed.fold(Answer::new(prompt, &form.id), |answer, field| {
            answer.with(&field.path, "something")
        });
        let mut flow = flow.clone();
        match flow.submit(answer, now) {
            Err(AnswerError::RateLimited { .. }) => continue,
            result => assert_eq!(result, Ok(()), "{} is not usable", form.id),
        }
        assert_eq!(flow.state(), StateName::Submit);
    }
}

/// `secrets-redacted`: no secret appears in `Debug` or `Display` output.
fn secrets_redacted(snapshot: &Snapshot, action: &Action, observed: &Observation<'_>) {
    let Observation { flow, secrets, .. } = observed;
    secrets.assert_absent("Flow", &format!("{flow:?} {flow:#?}"));
    secrets.assert_absent("Action", &format!("{action:?}"));
    secrets.assert_absent("Snapshot", &format!("{snapshot:?}"));
    if let Action::Send { request } = action {
        let text = format!("{request:?} {:?}", request.body);
        secrets.assert_absent("Request", &text);
    }
    if let Action::Failed { failure } = action {
        secrets.assert_absent("Failure", &failure.to_string());
    }
    if matches!(flow.state(), StateName::Done | StateName::Failed) {
        let transcript = observed.transcript.to_string();
        secrets.assert_absent("the transcript", &transcript);
        let requests = observed.requests.to_string();
        secrets.assert_absent("the request log", &requests);
    }
}

fn ok(body: &[u8]) -> Response {
    Response::new(200, [], body.to_vec())
}
