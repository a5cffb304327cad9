//! What holds at every step: recovery by introspection, expiry, cancel, limits.

use idx_flow_sim::setup::{AuthenticatorKey, Policy, RateLimit};
use idx_flow_sim::{Org, Phone, Request, Setup};
use serde_json::{Value, json};

use crate::client::Client;

const ENROLL: &str = "select-authenticator-enroll";

fn required() -> Setup {
    Setup {
        policy: Policy::with_required(&[AuthenticatorKey::OktaVerify]),
        ..Setup::default()
    }
}

/// Walks E1 and looks at each page.
fn walk(setup: Setup, mut look: impl FnMut(&mut Client)) -> Client {
    let mut client = Client::start(setup);
    look(&mut client);
    client.password();
    look(&mut client);
    client.choose(ENROLL, "Okta Verify", json!({}));
    look(&mut client);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    client.submit("enroll-poll", json!({}));
    look(&mut client);
    client
}

#[test]
fn introspection_repeats_each_page() {
    let mut client = walk(required(), |client| {
        let page = client.page.clone();
        client.introspect();
        assert_eq!((client.status, &client.page), (200, &page));
        let body = json!({"stateToken": page["stateHandle"]});
        let reply = client.send(&Request::json("/idp/idx/introspect", &body));
        assert_eq!(reply.body_json(), page);
    });
    client.tokens();
    client.introspect();
    assert_eq!(
        (client.status, client.message()),
        (401, "idx.session.expired")
    );
}

#[test]
fn each_page_expires() {
    let mut expired = 0;
    walk(required(), |client| {
        let mut late = client.clone();
        late.wait(600);
        let handle = late.page["stateHandle"].clone();
        late.introspect();
        assert_eq!((late.status, late.message()), (401, "idx.session.expired"));
        assert!(late.page.get("stateHandle").is_none());
        let body = json!({"stateHandle": handle});
        let reply = late.send(&Request::json("/idp/idx/challenge/poll", &body));
        assert_eq!(reply.status, 401);
        expired += 1;
    });
    assert_eq!(expired, 4);
}

#[test]
fn cancel_starts_over_on_the_same_interaction() {
    walk(required(), |client| {
        let page = client.page.clone();
        let mut other = client.clone();
        other.submit("cancel", json!({}));
        assert_eq!(other.names()[0], "identify");
        assert_ne!(other.page["stateHandle"], page["stateHandle"]);
        assert!(other.page.get("user").is_none());
        let first = other.page.clone();
        other.introspect();
        assert_eq!(other.page, first);
        let old = json!({"stateHandle": page["stateHandle"]});
        let reply = other.send(&Request::json("/idp/idx/identify", &old));
        assert_eq!(reply.status, 401, "the old handle is void");
    });
}

#[test]
fn a_form_that_is_not_on_the_page_is_refused() {
    let mut client = Client::start(required());
    let handle = client.page["stateHandle"].clone();
    client.password();
    let page = client.page.clone();
    let credentials = json!({"passcode": "Correct-Horse-1"});
    let body = json!({
        "stateHandle": handle, "identifier": "ada@example.com", "credentials": credentials,
    });
    let reply = client.send(&Request::json("/idp/idx/identify", &body));
    assert_eq!(reply.status, 400);
    let reply = reply.body_json();
    assert_eq!(
        reply["messages"]["value"][0]["i18n"]["key"],
        "errors.E0000079"
    );
    assert_eq!(reply["remediation"], page["remediation"]);
}

#[test]
fn a_late_poll_gets_the_page_that_is_due() {
    let mut setup = required();
    setup.policy.rotate_state_handle = true;
    let mut client = Client::start(setup);
    client.password().choose(ENROLL, "Okta Verify", json!({}));
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    let body = json!({"stateHandle": client.page["stateHandle"]});
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
fn too_many_requests() {
    let mut setup = required();
    setup.policy.rate_limit = Some(RateLimit {
        requests: 3,
        window_s: 5,
    });
    let mut client = Client::start(setup);
    client.introspect();
    client.introspect();
    let body = json!({"interactionHandle": client.handle});
    let reply = client.send(&Request::json("/idp/idx/introspect", &body));
    assert_eq!(reply.status, 429);
    assert_eq!(reply.body_json()["errorCode"], "E0000047");
    assert_eq!(reply.header("x-rate-limit-remaining"), Some("0"));
    let reset: u64 = reply.header("x-rate-limit-reset").unwrap().parse().unwrap();
    assert!(reset > 1_800_000_000 && reset <= 1_800_000_006);
    client.wait(5);
    client.introspect();
    assert_eq!(client.status, 200);
}

#[test]
fn headers_of_each_reply() {
    let mut client = Client::start(Setup::default());
    let mut request = Request::get("/.well-known/openid-configuration");
    request
        .headers
        .push(("Origin".to_owned(), "http://localhost:8080".to_owned()));
    let reply = client.send(&request);
    for name in [
        "date",
        "x-okta-request-id",
        "x-rate-limit-limit",
        "x-rate-limit-reset",
    ] {
        assert!(reply.header(name).is_some(), "{name}");
    }
    let origin = reply.header("access-control-allow-origin");
    assert_eq!(origin, Some("http://localhost:8080"));
    request.method = "OPTIONS".to_owned();
    let preflight = client.send(&request);
    assert_eq!(preflight.status, 204);
    assert!(preflight.header("access-control-allow-headers").is_some());
}

#[test]
fn the_same_requests_give_the_same_answers() {
    let run = || {
        let mut pages: Vec<Value> = Vec::new();
        walk(required(), |client| pages.push(client.page.clone()));
        pages
    };
    assert_eq!(run(), run());
    let other = Org::new(Setup {
        seed: 2,
        ..required()
    });
    assert_ne!(Client::start_at(other, &[]).page, run()[0]);
}
