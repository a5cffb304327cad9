//! Social identity providers.

use idx_flow_sim::setup::{IdentityProvider, MethodType, Policy};
use idx_flow_sim::{Request, Setup};
use serde_json::json;

use crate::client::Client;

fn with(login: Option<&str>, challenge: &[MethodType]) -> Setup {
    Setup {
        identity_providers: vec![IdentityProvider {
            kind: "GOOGLE".to_owned(),
            name: "Google".to_owned(),
            login: login.map(str::to_owned),
        }],
        policy: Policy::with_challenge(challenge),
        ..Setup::default()
    }
}

/// Opens the provider in a browser; where it leads to in the end.
fn visit(client: &mut Client) -> String {
    let link = client.form("redirect-idp").unwrap();
    assert_eq!(
        (&link["method"], &link["type"]),
        (&json!("GET"), &json!("GOOGLE"))
    );
    let reply = client.send(&Request::get(link["href"].as_str().unwrap()));
    assert_eq!(reply.status, 302);
    reply.header("location").unwrap().to_owned()
}

fn parameter(url: &str, name: &str) -> String {
    let query = Request::get(url).query();
    let found = query.into_iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn p14_straight_to_a_code() {
    let mut client = Client::start(with(Some("ada@example.com"), &[]));
    let url = visit(&mut client);
    assert_eq!(parameter(&url, "state"), "s-1");
    let reply = client.redeem(&parameter(&url, "interaction_code"));
    assert_eq!(reply.status, 200);
}

#[test]
fn p15_more_is_needed() {
    let mut client = Client::start(with(Some("ada@example.com"), &[MethodType::Email]));
    let url = visit(&mut client);
    assert_eq!(parameter(&url, "error"), "interaction_required");
    client.introspect();
    let code = client
        .org
        .inbox()
        .code("ada@example.com")
        .unwrap()
        .to_owned();
    client.submit(
        "challenge-authenticator",
        json!({"credentials": {"passcode": code}}),
    );
    client.tokens();
}

#[test]
fn p16_refused() {
    let mut client = Client::start(with(None, &[]));
    let url = visit(&mut client);
    assert_eq!(parameter(&url, "error"), "access_denied");
    assert_eq!(parameter(&url, "state"), "s-1");
    client.introspect();
    client.password().tokens();
}
