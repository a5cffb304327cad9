//! FastPass over real sockets: the org and Okta Verify, both on loopback.

use std::time::{Duration, SystemTime};

use idx_flow::{Action, Answer, Flow, Purpose, RequestId, Response};
use idx_flow_ureq::{Completion, Event, Runner, TransportError};
use serde_json::{Value, json};

use crate::server::{Reply, Server, json as reply};

/// A flow whose prompt challenges Okta Verify at these ports and polls the org.
fn flow_with_challenge(org: &Server, domain: &str, ports: &[&str]) -> Flow {
    let mut flow = Runner::new()
        .start(org.config().with_device_token("canary").unwrap())
        .unwrap();
    let challenge = json!({
        "stateHandle": "canary",
        "remediation": {"value": [
            {"name": "device-challenge-poll", "href": "/poll", "refresh": 2000, "value": []}]},
        "authenticatorChallenge": {"value": {"challengeMethod": "LOOPBACK", "domain": domain,
            "challengeRequest": "jwt", "ports": ports, "probeTimeoutMillis": 2000,
            "cancel": {"name": "cancel-polling", "href": "/cancel", "value": []}}}});
    for (id, body) in [(1, json!({"interaction_handle": "canary"})), (2, challenge)] {
        let response = Response::new(200, [], body.to_string().into_bytes());
        flow.handle_response(RequestId(id), response, SystemTime::now());
    }
    flow
}

fn port(server: &Server) -> &str {
    server.origin.rsplit_once(':').unwrap().1
}

fn success() -> Value {
    let code = json!({"name": "interaction_code", "value": "c"});
    json!({"successWithInteractionCode": {"value": [code]}})
}

#[test]
fn the_challenge_is_sent_to_the_first_port_that_answers() {
    let org = Server::start([
        reply(200, &success().to_string()),
        reply(200, r#"{"access_token": "a"}"#),
    ]);
    let okta_verify = Server::start([reply(200, ""), reply(200, "{}")]);
    let closed = Server::closed();
    let ports = [port(&closed), port(&okta_verify)];
    let mut flow = flow_with_challenge(&org, "http://localhost", &ports);
    let mut waits = Vec::new();
    let mut ui = |action: &Action, wait: Option<Duration>| {
        assert!(action.prompt().is_some(), "{action:?}");
        waits.push(wait);
        Event::Timeout
    };
    let result = Runner::new().run(&mut flow, &mut ui);
    assert!(matches!(result, Ok(Completion::Tokens(_))), "{result:?}");
    // once before each of the two probes and the challenge
    assert_eq!(waits, [Some(Duration::ZERO); 3]);

    let requests = okta_verify.requests();
    assert!(
        requests[0].starts_with("GET /probe HTTP/1.1\r\n"),
        "{requests:?}"
    );
    assert!(requests[1].starts_with("POST /challenge HTTP/1.1\r\n"));
    assert!(requests[1].ends_with("\r\n\r\n{\"challengeRequest\":\"jwt\"}"));
    assert!(!requests.concat().contains("canary"), "{requests:?}");
    assert!(org.requests()[0].starts_with("POST /poll HTTP/1.1\r\n"));
}

#[test]
fn the_user_can_cancel_before_okta_verify_is_contacted() {
    let org = Server::start([
        reply(200, &success().to_string()),
        reply(200, r#"{"access_token": "a"}"#),
    ]);
    let (okta_verify, calls) = (Server::closed(), std::cell::Cell::new(0));
    let mut flow = flow_with_challenge(&org, "http://localhost", &[port(&okta_verify)]);
    let mut canceling_ui = |_: &Action, _: Option<Duration>| Event::Cancel;
    let result = Runner::new().run(&mut flow, &mut canceling_ui);
    assert_eq!(result, Err(idx_flow_ureq::Error::Canceled));

    let mut ui = |action: &Action, _: Option<Duration>| {
        calls.set(calls.get() + 1);
        let prompt = action.prompt().unwrap();
        Event::Answer(Answer::new(prompt, "authenticatorChallenge-cancel"))
    };
    let result = Runner::new().run(&mut flow, &mut ui);
    assert!(matches!(result, Ok(Completion::Tokens(_))), "{result:?}");
    assert_eq!(calls.get(), 1);
    assert!(org.requests()[0].contains("USER_CANCELED"));
}

#[test]
fn a_step_succeeds_if_okta_verify_does_not_listen() {
    let (org, closed) = (Server::closed(), Server::closed());
    let mut flow = flow_with_challenge(&org, "http://127.0.0.1", &[port(&closed)]);
    let step = Runner::new().step(&mut flow);
    let Ok(Action::Send { request }) = step else {
        panic!("{step:?}");
    };
    assert_eq!(request.purpose, Purpose::Probe);
    let Action::Send { request } = flow.next_action(SystemTime::now()) else {
        panic!("the failure is not reported to the server");
    };
    assert!(request.body.expose().contains("OV_UNREACHABLE_BY_LOOPBACK"));
    let cancel = Answer::new(flow.prompt().unwrap(), "authenticatorChallenge-cancel");
    assert!(flow.submit(cancel, SystemTime::now()).is_err());
}

#[test]
fn the_timeout_of_the_request_applies() {
    let (_keep_open, until) = std::sync::mpsc::channel();
    let (org, silent) = (Server::closed(), Server::start([Reply::Silence(until)]));
    let flow = flow_with_challenge(&org, "http://localhost", &[port(&silent)]);
    let Action::Send { mut request } = flow.next_action(SystemTime::now()) else {
        panic!("no probe");
    };
    assert_eq!(request.timeout, Some(Duration::from_secs(2)));
    request.timeout = Some(Duration::from_millis(20));
    let outcome = Runner::new().exchange(&request);
    assert_eq!(outcome, Err(TransportError::Timeout));
}

#[test]
fn host_names_resolve_to_this_device_without_dns() {
    let okta_verify = Server::start([Reply::Raw("no TLS")]);
    let org = Server::closed();
    let mut flow = flow_with_challenge(&org, "http://localhost", &[port(&okta_verify)]);
    let Action::Send { mut request } = flow.next_action(SystemTime::now()) else {
        panic!("no probe");
    };
    let host = "https://unknown-host.authenticatorlocalprod.com";
    request.url = format!("{host}:{}/probe", port(&okta_verify));
    let outcome = Runner::new().exchange(&request);
    assert_ne!(outcome, Err(TransportError::HostNotFound));
    assert!(outcome.is_err(), "a server without TLS was accepted");
    flow.handle_failure(request.id, SystemTime::now());
}
