//! The invariants of the engine, held at every step of every scenario.

use std::net::Ipv4Addr;
use std::time::Duration;

use idx_flow::{
    Action, Answer, Flow, Header, Prompt, Purpose, Remediation, RemediationName, Request,
    RequestId, Response, Snapshot, StateName, TokenAction, TokenRequest,
};
use serde_json::Value;

use crate::host::Host;

/// Holds every law that can be seen at one moment; the others are held where they can be broken:
/// law 8 (one answer is never sent twice) and "once per id" at each exchange, law 10 (every run
/// ends) by each scenario, law 11 (no input panics) by hostile input.
pub fn check(host: &Host) {
    let (flow, now) = (&host.flow, host.now);
    let action = flow.next_action(now);
    is_pure(flow, &action, host);
    let snapshot = flow.snapshot();
    survives(flow, &snapshot, host);
    ignores_what_is_stale(flow, host);
    refuses_without_a_trace(flow);
    absorbs(flow, &action, host);
    stays_home(&action, host);
    waits_no_longer_than_asked(flow, &action, host);
    takes_what_it_does_not_know(flow, &action);
    keeps_secrets(flow, &snapshot, &action, host);
}

/// The same invariants for a call after the flow, as far as they can be broken there.
pub fn check_token_request(host: &Host, call: &TokenRequest) {
    let action = call.next_action(host.now);
    assert_eq!(call.next_action(host.now), action, "law 1");
    let mut late = call.clone();
    for id in [0, u64::MAX] {
        late.handle_response(RequestId(id), Response::default(), host.now);
        late.handle_failure(RequestId(id), host.now);
    }
    assert!(late == *call, "law 5: a stale id changed the call");
    match &action {
        TokenAction::Send { request } => {
            let request = request.clone();
            stays_home(&Action::Send { request }, host);
        }
        TokenAction::Wait { duration } => assert!(*duration > Duration::ZERO, "law 7"),
        TokenAction::Refreshed { .. } | TokenAction::Revoked | TokenAction::Failed { .. } => {}
    }
    let shown = format!("{call:?} {action:?}");
    host.secrets.watch("TokenRequest", &shown);
}

/// Law 1.
fn is_pure(flow: &Flow, action: &Action, host: &Host) {
    assert_eq!(
        flow.next_action(host.now),
        *action,
        "law 1: two actions of one state"
    );
}

/// Law 3. An answer on its way is not saved, nor is a challenge; what is restored asks the server.
fn survives(flow: &Flow, snapshot: &Snapshot, host: &Host) {
    let restored = Flow::restore(snapshot).unwrap();
    let asks = if flow.state() == StateName::Submit {
        restored.state() == StateName::Introspect
    } else if host.has_challenge_out() {
        let next = restored.next_action(host.now);
        matches!(next, Action::Send { request } if request.purpose == Purpose::Poll)
    } else {
        assert_eq!(restored, *flow, "law 3: restored is not what was saved");
        return;
    };
    assert!(asks, "law 3: what was on its way was saved");
    let again = Flow::restore(&restored.snapshot());
    assert_eq!(again, Ok(restored), "law 3");
}

/// Law 5: ids of the past and of the future.
fn ignores_what_is_stale(flow: &Flow, host: &Host) {
    let current = match flow.next_action(host.now + Duration::from_secs(61)) {
        Action::Send { request } => request.id.0,
        _ => return,
    };
    let mut late = flow.clone();
    for id in [0, current.saturating_sub(1), current + 1, u64::MAX] {
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: br#"{"version":"1"}"#.to_vec(),
        };
        late.handle_response(RequestId(id), response, host.now);
        late.handle_failure(RequestId(id), host.now);
    }
    assert_eq!(late, *flow, "law 5: a stale id changed the flow");
}

/// Law 2.
fn refuses_without_a_trace(flow: &Flow) {
    let mut asked = flow.clone();
    assert!(asked.submit(Answer::new("no-such-remediation")).is_err());
    assert!(
        asked
            .submit(Answer::new("identify").with("no.such.field", "x"))
            .is_err()
    );
    assert!(
        asked
            .handle_redirect("https://evil.example/?state=x&interaction_code=y")
            .is_err()
    );
    assert_eq!(asked, *flow, "law 2: an error left a trace");
}

/// Law 4.
fn absorbs(flow: &Flow, action: &Action, host: &Host) {
    if !matches!(flow.state(), StateName::Done | StateName::Failed) {
        return;
    }
    let mut ended = flow.clone();
    for id in 0..64 {
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: b"{}".to_vec(),
        };
        ended.handle_response(RequestId(id), response, host.now);
        ended.handle_failure(RequestId(id), host.now);
    }
    assert_eq!(ended, *flow, "law 4: an end that goes on");
    assert_eq!(
        ended.next_action(host.now + Duration::from_secs(86_400)),
        *action,
        "law 4"
    );
}

/// Law 6.
fn stays_home(action: &Action, host: &Host) {
    if let Action::Send { request } = action {
        let issuer = host.org.setup().issuer.trim_end_matches('/');
        let origin: String = issuer.split_inclusive('/').take(3).collect();
        let is_home = is_at_home(request, origin.trim_end_matches('/'));
        assert!(is_home, "law 6: {request:?}");
        if request.is_loopback() {
            let sent = format!("{} {}", request.url, request.body.expose());
            let what = "law 6: a request to the device";
            host.secrets.watch_but(what, &sent, "challengeRequest");
        }
    }
}

/// Whether a request goes to the issuer, or to this device with nothing in it but the challenge.
pub fn is_at_home(request: &Request, origin: &str) -> bool {
    if !request.is_loopback() {
        let rest = request.url.strip_prefix(origin);
        return rest.is_some_and(|rest| rest.starts_with('/'));
    }
    let Some((place, path)) = request.url.rsplit_once('/') else {
        return false;
    };
    let Some((origin, port)) = place.rsplit_once(':') else {
        return false;
    };
    let is_name = |host: &str| {
        host.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b))
    };
    let is_here = match origin.split_once("://") {
        Some(("http", "localhost" | "[::1]")) => true,
        Some(("http", host)) => host.parse().is_ok_and(|it: Ipv4Addr| it.is_loopback()),
        Some(("https", host)) => is_name(host) && host.ends_with(".authenticatorlocalprod.com"),
        _ => false,
    };
    let is_type = |header: &Header| header.name == "Content-Type";
    let body: Value = serde_json::from_str(request.body.expose()).unwrap_or_default();
    let keys = body.as_object().map(|body| body.keys().collect::<Vec<_>>());
    let is_bare = match (path, request.purpose) {
        ("probe", Purpose::Probe) => request.body.is_empty() && request.headers.is_empty(),
        ("challenge", Purpose::Challenge) => keys.is_some_and(|it| it == ["challengeRequest"]),
        _ => false,
    };
    let is_plain = request.headers.iter().all(is_type);
    is_here && is_bare && is_plain && port.parse().is_ok_and(|port: u16| port >= 1024)
}

/// Law 7. After a 429 the server's patience counts, and after a failure the retry's own.
fn waits_no_longer_than_asked(flow: &Flow, action: &Action, host: &Host) {
    let (wait, prompt) = match action {
        Action::Ask {
            wait: Some(wait),
            prompt,
        }
        | Action::ShowQr {
            wait: Some(wait),
            prompt,
            ..
        } => (*wait, Some(prompt)),
        Action::Wait { duration, prompt } => (*duration, prompt.as_ref()),
        _ => return,
    };
    assert!(wait > Duration::ZERO, "law 7: a wait of nothing");
    let patient = host
        .log
        .iter()
        .any(|exchange| matches!(exchange.status, Some(429 | 503)));
    if let (Some(prompt), StateName::Prompt, false) = (prompt, flow.state(), patient) {
        assert!(
            wait <= interval(prompt),
            "law 7: {wait:?} is longer than the server's interval"
        );
    }
}

/// What the server said, read here by the wire's own words.
fn interval(prompt: &Prompt) -> Duration {
    let said = prompt
        .remediations
        .iter()
        .filter_map(|one| one.refresh)
        .max();
    said.unwrap_or(Duration::from_secs(4))
        .clamp(Duration::from_secs(1), Duration::from_secs(60))
}

/// A remediation that nobody knows is a form like the others: it can be filled in and sent.
fn takes_what_it_does_not_know(flow: &Flow, action: &Action) {
    let pages = action.prompt().into_iter();
    let remediations = pages.flat_map(|page| &page.remediations);
    let unknown = |one: &&Remediation| matches!(one.name, RemediationName::Other(_));
    for strange in remediations.filter(unknown).filter(|one| one.is_form) {
        let typed = strange.fields.iter().filter(|field| !field.is_choice());
        let answer = typed.fold(Answer::new(&strange.id), |answer, field| {
            answer.with(&field.path, "something")
        });
        let mut asked = flow.clone();
        assert_eq!(asked.submit(answer), Ok(()), "{} is not usable", strange.id);
        assert_eq!(asked.state(), StateName::Submit);
    }
}

/// Law 9.
fn keeps_secrets(flow: &Flow, snapshot: &Snapshot, action: &Action, host: &Host) {
    host.secrets.watch("Flow", &format!("{flow:?} {flow:#?}"));
    host.secrets.watch("Action", &format!("{action:?}"));
    host.secrets.watch("Snapshot", &format!("{snapshot:?}"));
    if let Action::Send { request } = action {
        host.secrets
            .watch("Request", &format!("{request:?} {:?}", request.body));
    }
    if let Action::Failed { failure } = action {
        host.secrets.watch("Failure", &failure.to_string());
    }
    if matches!(flow.state(), StateName::Done | StateName::Failed) {
        host.secrets
            .watch("the transcript", &host.transcript.to_string());
    }
}
