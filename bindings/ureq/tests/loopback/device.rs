//! FastPass over real sockets: the org and an Okta Verify, both on loopback.

use std::time::{Duration, SystemTime};

use idx_flow::{Action, Answer, Flow, Purpose, RequestId, Response};
use idx_flow_ureq::{Completed, Event, Runner, TransportError};
use serde_json::{Value, json};

use crate::server::{Reply, Server, json as reply};

/// A flow at a page that challenges the Okta Verify at this port, polled at the org's.
fn at_a_challenge(org: &Server, domain: &str, ports: &[&str]) -> Flow {
    let mut flow = Runner::new()
        .start(org.config().device_token("canary").unwrap())
        .unwrap();
    let page = json!({
        "stateHandle": "canary",
        "remediation": {"value": [
            {"name": "device-challenge-poll", "href": "/poll", "refresh": 2000, "value": []}]},
        "authenticatorChallenge": {"value": {"challengeMethod": "LOOPBACK", "domain": domain,
            "challengeRequest": "jwt", "ports": ports, "probeTimeoutMillis": 2000,
            "cancel": {"name": "cancel-polling", "href": "/cancel", "value": []}}}});
    for (id, body) in [(1, json!({"interaction_handle": "canary"})), (2, page)] {
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        };
        flow.handle_response(RequestId(id), response, SystemTime::now());
    }
    flow
}

fn port(server: &Server) -> &str {
    server.origin.rsplit_once(':').unwrap().1
}

fn code() -> Value {
    let code = json!({"name": "interaction_code", "value": "c"});
    json!({"successWithInteractionCode": {"value": [code]}})
}

#[test]
fn a_closed_port_is_passed_over_and_the_next_one_gets_the_challenge() {
    let org = Server::start([
        reply(200, &code().to_string()),
        reply(200, r#"{"access_token": "a"}"#),
    ]);
    let okta_verify = Server::start([reply(200, ""), reply(200, "{}")]);
    let gone = Server::gone();
    let ports = [port(&gone), port(&okta_verify)];
    let mut flow = at_a_challenge(&org, "http://localhost", &ports);
    let mut waits = Vec::new();
    let mut screen = |action: &Action, wait: Option<Duration>| {
        assert!(action.prompt().is_some(), "{action:?}");
        waits.push(wait);
        Event::Timeout
    };
    let end = Runner::new().run(&mut flow, &mut screen);
    assert!(matches!(end, Ok(Completed::Tokens(_))), "{end:?}");
    // before each of two probes and the challenge, without a wait
    assert_eq!(waits, [Some(Duration::ZERO); 3]);

    let heard = okta_verify.requests();
    assert!(heard[0].starts_with("GET /probe HTTP/1.1\r\n"), "{heard:?}");
    assert!(heard[1].starts_with("POST /challenge HTTP/1.1\r\n"));
    assert!(heard[1].ends_with("\r\n\r\n{\"challengeRequest\":\"jwt\"}"));
    assert!(!heard.concat().contains("canary"), "{heard:?}");
    assert!(org.requests()[0].starts_with("POST /poll HTTP/1.1\r\n"));
}

#[test]
fn the_user_can_turn_away_before_the_device_is_asked() {
    let org = Server::start([
        reply(200, &code().to_string()),
        reply(200, r#"{"access_token": "a"}"#),
    ]);
    let (okta_verify, asked) = (Server::gone(), std::cell::Cell::new(0));
    let mut flow = at_a_challenge(&org, "http://localhost", &[port(&okta_verify)]);
    let mut cancels = |_: &Action, _: Option<Duration>| Event::Cancel;
    let end = Runner::new().run(&mut flow, &mut cancels);
    assert_eq!(end, Err(idx_flow_ureq::Error::Canceled));

    let mut screen = |_: &Action, _: Option<Duration>| {
        asked.set(asked.get() + 1);
        Event::Answer(Answer::new("authenticatorChallenge-cancel"))
    };
    let end = Runner::new().run(&mut flow, &mut screen);
    assert!(matches!(end, Ok(Completed::Tokens(_))), "{end:?}");
    assert_eq!(asked.get(), 1);
    assert!(org.requests()[0].contains("USER_CANCELED"));
}

#[test]
fn a_step_that_finds_nobody_is_none_that_fails() {
    let (org, gone) = (Server::gone(), Server::gone());
    let mut flow = at_a_challenge(&org, "http://127.0.0.1", &[port(&gone)]);
    let step = Runner::new().step(&mut flow);
    let Ok(Action::Send { request }) = step else {
        panic!("{step:?}");
    };
    assert_eq!(request.purpose, Purpose::Probe);
    let Action::Send { request } = flow.next_action(SystemTime::now()) else {
        panic!("nobody hears why");
    };
    assert!(request.body.expose().contains("OV_UNREACHABLE_BY_LOOPBACK"));
    assert!(
        flow.submit(Answer::new("authenticatorChallenge-cancel"))
            .is_err()
    );
}

#[test]
fn nobody_waits_longer_than_the_request_says() {
    let (_hold, until) = std::sync::mpsc::channel();
    let (org, silent) = (Server::gone(), Server::start([Reply::Silence(until)]));
    let flow = at_a_challenge(&org, "http://localhost", &[port(&silent)]);
    let Action::Send { mut request } = flow.next_action(SystemTime::now()) else {
        panic!("no probe");
    };
    assert_eq!(request.timeout, Some(Duration::from_secs(2)));
    request.timeout = Some(Duration::from_millis(20));
    let outcome = Runner::new().exchange(&request);
    assert_eq!(outcome, Err(TransportError::Timeout));
}

#[test]
fn a_name_leads_to_this_device_without_being_looked_up() {
    let okta_verify = Server::start([Reply::Raw("no TLS")]);
    let org = Server::gone();
    let mut flow = at_a_challenge(&org, "http://localhost", &[port(&okta_verify)]);
    let Action::Send { mut request } = flow.next_action(SystemTime::now()) else {
        panic!("no probe");
    };
    let host = "https://nobody-knows-it.authenticatorlocalprod.com";
    request.url = format!("{host}:{}/probe", port(&okta_verify));
    let outcome = Runner::new().exchange(&request);
    assert_ne!(outcome, Err(TransportError::HostNotFound));
    assert!(outcome.is_err(), "its certificate was not asked for");
    flow.handle_failure(request.id, SystemTime::now());
}
