//! Social identity providers.

use idx_flow_sim::setup::{IdentityProvider, MethodType, Policy};
use idx_flow_sim::{Request, Setup};
use serde_json::json;

use crate::client::Client;

fn setup_with(login: Option<&str>, challenge: &[MethodType]) -> Setup {
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

/// Opens the provider, and returns the redirect to the client.
fn open_provider(client: &mut Client) -> String {
    let link = client.form("redirect-idp").unwrap();
    assert_eq!(
        (&link["method"], &link["type"]),
        (&json!("GET"), &json!("GOOGLE"))
    );
    let response = client.send(&Request::get(link["href"].as_str().unwrap()));
    assert_eq!(response.status, 302);
    response.header("location").unwrap().to_owned()
}

fn parameter(url: &str, name: &str) -> String {
    let query = Request::get(url).query();
    let pair = query.into_iter().find(|(key, _)| key == name);
    pair.map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn p14_the_provider_redirects_with_an_interaction_code() {
    let mut client = Client::start(setup_with(Some("ada@example.com"), &[]));
    let url = open_provider(&mut client);
    assert_eq!(parameter(&url, "state"), "s-1");
    let response = client.redeem(&parameter(&url, "interaction_code"));
    assert_eq!(response.status, 200);
}

#[test]
fn p15_the_provider_redirects_with_interaction_required() {
    let mut client = Client::start(setup_with(Some("ada@example.com"), &[MethodType::Email]));
    let url = open_provider(&mut client);
    assert_eq!(parameter(&url, "error"), "interaction_required");
    client.introspect();
    let code = client.code("ada@example.com");
    client.submit(
        "challenge-authenticator",
        json!({"credentials": {"passcode": code}}),
    );
    client.tokens();
}

#[test]
fn p16_the_provider_redirects_with_access_denied() {
    let mut client = Client::start(setup_with(None, &[]));
    let url = open_provider(&mut client);
    assert_eq!(parameter(&url, "error"), "access_denied");
    assert_eq!(parameter(&url, "state"), "s-1");
    client.introspect();
    client.password().tokens();
}
