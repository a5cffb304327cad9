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

use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, Flow, Header, Prompt, Purpose, Remediation, RemediationName, Request,
    RequestId, Response, Snapshot, StateName, TokenAction, TokenRequest,
};
use serde_json::Value;

use crate::secret_scanner::SecretScanner;
use crate::transcript::Transcript;

/// A flow at one moment, and the facts that the invariants are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// The time.
    pub now: SystemTime,
    /// The issuer that the flow signs in to.
    pub issuer: &'a str,
    /// Every secret seen so far.
    pub secrets: &'a SecretScanner,
    /// The log of what happened.
    pub transcript: &'a Transcript,
    /// Whether a response has asked for a longer wait (429 or 503).
    pub was_throttled: bool,
}

/// Checks every invariant that is visible at a single moment. Panics if one is violated.
pub fn check(observed: &Observation<'_>) {
    let (flow, now) = (observed.flow, observed.now);
    let action = flow.next_action(now);
    let snapshot = flow.snapshot();
    pure_action(flow, &action, now);
    restore_is_identity(flow, &snapshot, now);
    stale_id_is_noop(flow, now);
    error_is_noop(flow);
    end_absorbs(flow, &action, now);
    if let Action::Send { request } = &action {
        same_origin(request, observed);
    }
    positive_wait(&action, observed);
    unknown_remediations_are_usable(flow, &action);
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
        TokenAction::Wait { duration } => {
            assert!(*duration > Duration::ZERO, "positive-wait: a wait of zero");
        }
        TokenAction::Refreshed { .. } | TokenAction::Revoked | TokenAction::Failed { .. } => {}
    }
    let text = format!("{token_request:?} {action:?}");
    observed.secrets.assert_absent("TokenRequest", &text);
}

/// Whether the next request passes a challenge to Okta Verify on this device.
pub fn has_pending_challenge(flow: &Flow, now: SystemTime) -> bool {
    let action = flow.next_action(now);
    matches!(action, Action::Send { request } if request.purpose == Purpose::Challenge)
}

/// Whether a request goes to the issuer's origin, or to this device and contains only the challenge.
pub fn is_allowed_target(request: &Request, origin: &str) -> bool {
    if !request.is_loopback() {
        let path = request.url.strip_prefix(origin);
        return path.is_some_and(|path| path.starts_with('/'));
    }
    let parts = request.url.rsplit_once('/');
    let parts = parts.and_then(|(base, path)| Some((base.rsplit_once(':')?, path)));
    let Some(((loopback_origin, port), path)) = parts else {
        return false;
    };
    let is_type = |header: &Header| header.name == "Content-Type";
    let body: Value = serde_json::from_str(request.body.expose()).unwrap_or_default();
    let members = body.as_object().map(|body| body.keys().collect::<Vec<_>>());
    let is_minimal = match (path, request.purpose) {
        ("probe", Purpose::Probe) => request.body.is_empty() && request.headers.is_empty(),
        ("challenge", Purpose::Challenge) => members.is_some_and(|it| it == ["challengeRequest"]),
        _ => false,
    };
    is_loopback_origin(loopback_origin)
        && is_minimal
        && request.headers.iter().all(is_type)
        && port.parse().is_ok_and(|port: u16| port >= 1024)
}

fn is_loopback_origin(origin: &str) -> bool {
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    match origin.split_once("://") {
        Some(("http", "localhost" | "[::1]")) => true,
        Some(("http", host)) => host.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback()),
        Some(("https", host)) => {
            host.bytes().all(is_name_byte) && host.ends_with(".authenticatorlocalprod.com")
        }
        _ => false,
    }
}

/// `pure-action`: `next_action` is a pure function of the flow and the time.
fn pure_action(flow: &Flow, action: &Action, now: SystemTime) {
    let again = flow.next_action(now);
    assert_eq!(again, *action, "pure-action: two actions for one state");
}

/// `restore-is-identity`: a restored flow equals the saved one, except that submissions and device
/// challenges in flight are not saved. The restored flow asks the server instead.
fn restore_is_identity(flow: &Flow, snapshot: &Snapshot, now: SystemTime) {
    let restored = Flow::restore(snapshot).unwrap();
    let asks_server = if flow.state() == StateName::Submit {
        restored.state() == StateName::Introspect
    } else if has_pending_challenge(flow, now) {
        let next = restored.next_action(now);
        matches!(next, Action::Send { request } if request.purpose == Purpose::Poll)
    } else {
        assert_eq!(
            restored, *flow,
            "restore-is-identity: the restored flow differs"
        );
        return;
    };
    assert!(
        asks_server,
        "restore-is-identity: a submission or challenge was saved"
    );
    let again = Flow::restore(&restored.snapshot());
    assert_eq!(
        again,
        Ok(restored),
        "restore-is-identity: the second restored flow differs"
    );
}

/// `stale-id-is-noop`: a response or a failure for another request changes nothing.
fn stale_id_is_noop(flow: &Flow, now: SystemTime) {
    let current = match flow.next_action(now + Duration::from_secs(61)) {
        Action::Send { request } => request.id.0,
        _ => return,
    };
    let mut changed = flow.clone();
    for id in [0, current.saturating_sub(1), current + 1, u64::MAX] {
        changed.handle_response(RequestId(id), ok(br#"{"version":"1"}"#), now);
        changed.handle_failure(RequestId(id), now);
    }
    assert_eq!(
        changed, *flow,
        "stale-id-is-noop: a stale id changed the flow"
    );
}

/// `error-is-noop`: a method that returns an error leaves the flow unchanged.
fn error_is_noop(flow: &Flow) {
    let mut changed = flow.clone();
    let unknown_field = Answer::new("identify").with("no.such.field", "x");
    let foreign_url = "https://evil.example/?state=x&interaction_code=y";
    assert!(changed.submit(Answer::new("no-such-remediation")).is_err());
    assert!(changed.submit(unknown_field).is_err());
    assert!(changed.handle_redirect(foreign_url).is_err());
    assert_eq!(changed, *flow, "error-is-noop: an error changed the flow");
}

/// `end-absorbs`: nothing changes a flow that is done or failed, and its action stays the same.
fn end_absorbs(flow: &Flow, action: &Action, now: SystemTime) {
    if !matches!(flow.state(), StateName::Done | StateName::Failed) {
        return;
    }
    let mut changed = flow.clone();
    for id in 0..64 {
        changed.handle_response(RequestId(id), ok(b"{}"), now);
        changed.handle_failure(RequestId(id), now);
    }
    assert_eq!(changed, *flow, "end-absorbs: an ended flow changed");
    let later = changed.next_action(now + Duration::from_secs(86_400));
    assert_eq!(
        later, *action,
        "end-absorbs: the action of an ended flow changed"
    );
}

/// `same-origin`: requests go to the issuer's origin only. The exception is the loopback interface
/// of Okta Verify, which receives no secret except the challenge.
fn same_origin(request: &Request, observed: &Observation<'_>) {
    let issuer = observed.issuer.trim_end_matches('/');
    let origin: String = issuer.split_inclusive('/').take(3).collect();
    let is_allowed = is_allowed_target(request, origin.trim_end_matches('/'));
    assert!(is_allowed, "same-origin: {request:?}");
    if request.is_loopback() {
        let sent = format!("{} {}", request.url, request.body.expose());
        let name = "same-origin: a request to the device";
        let secrets = observed.secrets;
        secrets.assert_absent_except(name, &sent, "challengeRequest");
    }
}

/// `positive-wait`: a wait is longer than zero, and not longer than the server's poll interval. After
/// a 429 or a failure, the server's limit or the retry delay applies instead.
fn positive_wait(action: &Action, observed: &Observation<'_>) {
    let Some(wait) = action.wait() else { return };
    assert!(wait > Duration::ZERO, "positive-wait: a wait of zero");
    let is_prompt = observed.flow.state() == StateName::Prompt && !observed.was_throttled;
    if let Some(prompt) = action.prompt().filter(|_| is_prompt) {
        let is_short = wait <= poll_interval(prompt);
        assert!(
            is_short,
            "positive-wait: {wait:?} exceeds the server's interval"
        );
    }
}

/// The poll interval of the prompt: the longest `refresh`, 4 s by default, clamped to 1–60 s.
fn poll_interval(prompt: &Prompt) -> Duration {
    let refresh = prompt.remediations.iter().filter_map(|form| form.refresh);
    let interval = refresh.max().unwrap_or(Duration::from_secs(4));
    interval.clamp(Duration::from_secs(1), Duration::from_secs(60))
}

/// An unknown remediation is a form like any other: it can be filled in and submitted.
fn unknown_remediations_are_usable(flow: &Flow, action: &Action) {
    let prompts = action.prompt().into_iter();
    let remediations = prompts.flat_map(|prompt| &prompt.remediations);
    let is_unknown = |form: &&Remediation| matches!(form.name, RemediationName::Other(_));
    for form in remediations.filter(is_unknown).filter(|form| form.is_form) {
        let typed = form.fields.iter().filter(|field| !field.is_choice());
        let answer = typed.fold(Answer::new(&form.id), |answer, field| {
            answer.with(&field.path, "something")
        });
        let mut flow = flow.clone();
        assert_eq!(flow.submit(answer), Ok(()), "{} is not usable", form.id);
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
    }
}

fn ok(body: &[u8]) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: body.to_vec(),
    }
}
