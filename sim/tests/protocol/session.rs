//! Introspect, expiry, cancel, rate limits and headers at every step of a flow.

use idx_flow_sim::setup::{AuthenticatorKey, Policy, RateLimit};
use idx_flow_sim::{Org, Phone, Request, Setup};
use serde_json::{Value, json};

use crate::client::Client;

const ENROLL: &str = "select-authenticator-enroll";

fn okta_verify_required() -> Setup {
    Setup {
        policy: Policy::with_required(&[AuthenticatorKey::OktaVerify]),
        ..Setup::default()
    }
}

/// Runs scenario E1 and calls `check` after each step.
fn run_enrollment(setup: Setup, mut check: impl FnMut(&mut Client)) -> Client {
    let mut client = Client::start(setup);
    check(&mut client);
    client.password();
    check(&mut client);
    client.select_authenticator(ENROLL, "Okta Verify", json!({}));
    check(&mut client);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    client.submit("enroll-poll", json!({}));
    check(&mut client);
    client
}

#[test]
fn introspect_returns_the_current_response() {
    let mut client = run_enrollment(okta_verify_required(), |client| {
        let current = client.response.clone();
        client.introspect();
        assert_eq!((client.status, &client.response), (200, &current));
        let body = json!({"stateToken": current["stateHandle"]});
        let response = client.send(&Request::json("/idp/idx/introspect", &body));
        assert_eq!(response.body_json(), current);
    });
    client.tokens();
    client.introspect();
    assert_eq!(
        (client.status, client.message()),
        (401, "idx.session.expired")
    );
}

#[test]
fn every_step_expires() {
    let mut steps = 0;
    run_enrollment(okta_verify_required(), |client| {
        let mut late = client.clone();
        late.wait(600);
        let handle = late.response["stateHandle"].clone();
        late.introspect();
        assert_eq!((late.status, late.message()), (401, "idx.session.expired"));
        assert!(late.response.get("stateHandle").is_none());
        let body = json!({"stateHandle": handle});
        let response = late.send(&Request::json("/idp/idx/challenge/poll", &body));
        assert_eq!(response.status, 401);
        steps += 1;
    });
    assert_eq!(steps, 4);
}

#[test]
fn cancel_starts_over_on_the_same_interaction() {
    run_enrollment(okta_verify_required(), |client| {
        let old_handle = client.response["stateHandle"].clone();
        let mut canceled = client.clone();
        canceled.submit("cancel", json!({}));
        assert_eq!(canceled.names()[0], "identify");
        assert_ne!(canceled.response["stateHandle"], old_handle);
        assert!(canceled.response.get("user").is_none());
        let first = canceled.response.clone();
        canceled.introspect();
        assert_eq!(canceled.response, first);
        let body = json!({"stateHandle": old_handle});
        let response = canceled.send(&Request::json("/idp/idx/identify", &body));
        assert_eq!(response.status, 401, "the old state handle is invalid");
    });
}

#[test]
fn a_form_that_is_not_offered_is_rejected() {
    let mut client = Client::start(okta_verify_required());
    let handle = client.response["stateHandle"].clone();
    client.password();
    let current = client.response.clone();
    let credentials = json!({"passcode": "Correct-Horse-1"});
    let body = json!({
        "stateHandle": handle, "identifier": "ada@example.com", "credentials": credentials,
    });
    let response = client.send(&Request::json("/idp/idx/identify", &body));
    assert_eq!(response.status, 400);
    let error = response.body_json();
    assert_eq!(
        error["messages"]["value"][0]["i18n"]["key"],
        "errors.E0000079"
    );
    assert_eq!(error["remediation"], current["remediation"]);
}

#[test]
fn a_late_poll_receives_the_current_response() {
    let mut setup = okta_verify_required();
    setup.policy.rotate_state_handle = true;
    let mut client = Client::start(setup);
    client
        .password()
        .select_authenticator(ENROLL, "Okta Verify", json!({}));
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    let body = json!({"stateHandle": client.response["stateHandle"]});
    let poll = Request::json("/idp/idx/challenge/poll", &body);
    let first = client.send(&poll).body_json();
    let second = client.send(&poll).body_json();
    assert_eq!(
        first["successWithInteractionCode"],
        second["successWithInteractionCode"]
    );
    assert!(first["successWithInteractionCode"].is_object());
}

#[test]
fn excess_requests_are_rate_limited() {
    let mut setup = okta_verify_required();
    setup.policy.rate_limit = Some(RateLimit {
        requests: 3,
        window_s: 5,
    });
    let mut client = Client::start(setup);
    client.introspect();
    client.introspect();
    let body = json!({"interactionHandle": client.handle});
    let response = client.send(&Request::json("/idp/idx/introspect", &body));
    assert_eq!(response.status, 429);
    assert_eq!(response.body_json()["errorCode"], "E0000047");
    assert_eq!(response.header("x-rate-limit-remaining"), Some("0"));
    let reset: u64 = response
        .header("x-rate-limit-reset")
        .unwrap()
        .parse()
        .unwrap();
    assert!(reset > 1_800_000_000 && reset <= 1_800_000_006);
    client.wait(5);
    client.introspect();
    assert_eq!(client.status, 200);
}

#[test]
fn every_response_has_the_headers_of_okta() {
    let mut client = Client::start(Setup::default());
    let mut request = Request::get("/.well-known/openid-configuration");
    request
        .headers
        .push(("Origin".to_owned(), "http://localhost:8080".to_owned()));
    let response = client.send(&request);
    for name in [
        "date",
        "x-okta-request-id",
        "x-rate-limit-limit",
        "x-rate-limit-reset",
    ] {
        assert!(response.header(name).is_some(), "{name}");
    }
    let origin = response.header("access-control-allow-origin");
    assert_eq!(origin, Some("http://localhost:8080"));
    request.method = "OPTIONS".to_owned();
    let preflight = client.send(&request);
    assert_eq!(preflight.status, 204);
    assert!(preflight.header("access-control-allow-headers").is_some());
}

#[test]
fn every_response_has_its_own_request_id() {
    let ids = || -> Vec<String> {
        let mut client = Client::start(Setup::default());
        let paths = ["/oauth2/v1/keys", "/unknown", "/email/verify/x"];
        let responses = paths.map(|path| client.send(&Request::get(path)));
        let ids = responses
            .iter()
            .map(|response| response.header("x-okta-request-id"));
        ids.map(|id| id.unwrap().to_owned()).collect()
    };
    let first = ids();
    assert!(first[0] != first[1] && first[1] != first[2]);
    assert_eq!(first, ids());
}

#[test]
fn forms_from_another_origin_are_rejected_if_the_policy_says_so() {
    let mut setup = Setup::default();
    setup.policy.require_origin = true;
    let mut client = Client::start(setup);
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let mut client = client.clone();
        if let Some(origin) = origin {
            client.with_request_header("Origin", origin);
        }
        client.password();
        assert_eq!(client.status, 403);
        assert_eq!(client.response["errorCode"], "E0000006");
    }
    client.with_request_header("Origin", "https://org.example.com");
    client.password().tokens();
}

#[test]
fn unknown_members_of_a_form_are_ignored() {
    let mut client = Client::start(Setup::default());
    let credentials = json!({"passcode": "Correct-Horse-1", "unknown": {"a": [1]}});
    client.submit(
        "identify",
        json!({"identifier": "ada@example.com", "credentials": credentials, "unknown": null}),
    );
    client.tokens();
}

#[test]
fn the_headers_of_received_requests_are_recorded() {
    let mut client = Client::start(Setup::default());
    let headers = [
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Device-Token", "d-1"),
        ("X-Okta-Retry-For", "reqA"),
        ("X-Okta-Retry-Count", "1"),
        ("X-Okta-User-Agent-Extended", "idx-flow/0.1.0"),
        ("Accept-Language", "de"),
    ];
    for (name, value) in headers {
        client.with_request_header(name, value);
    }
    client.password();
    let mut received = client.org.received_requests();
    assert!(received.next().unwrap().header("accept-language").is_none());
    let latest = received.next_back().unwrap();
    assert_eq!(latest.path, "/idp/idx/identify");
    for (name, value) in headers {
        assert_eq!(latest.header(name), Some(value));
    }
}

#[test]
fn equal_seeds_give_equal_responses() {
    let run = || {
        let mut responses: Vec<Value> = Vec::new();
        run_enrollment(okta_verify_required(), |client| {
            responses.push(client.response.clone())
        });
        responses
    };
    assert_eq!(run(), run());
    let other = Org::new(Setup {
        seed: 2,
        ..okta_verify_required()
    });
    assert_ne!(Client::start_at(other, &[]).response, run()[0]);
}
