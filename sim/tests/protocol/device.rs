//! The device authorization grant (RFC 8628), with consent.

use idx_flow_sim::setup::{Consent, ConsentKind, Policy};
use idx_flow_sim::{Request, Setup};
use serde_json::{Value, json};

use crate::client::Client;

const CLIENT: (&str, &str) = ("client_id", "0oa1simulatedclient7");
const GRANT: (&str, &str) = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");

fn post(client: &mut Client, endpoint: &str, pairs: &[(&str, &str)]) -> Value {
    let request = Request::form(format!("/oauth2/v1/{endpoint}"), pairs);
    client.send(&request).body_json()
}

/// Starts a device authorization, and opens its verification URI in a client.
fn start_device(setup: Setup) -> (Client, Value) {
    let mut client = Client::start(setup);
    let scope = ("scope", "openid email");
    let device = post(&mut client, "device/authorize", &[CLIENT, scope]);
    let url = device["verification_uri_complete"].as_str().unwrap();
    let html = String::from_utf8(client.send(&Request::get(url)).body).unwrap();
    client.response = json!({"stateHandle": html.split('"').nth(1).unwrap()});
    client.introspect_state_token();
    (client, device)
}

fn poll(client: &mut Client, device: &Value) -> Value {
    let code = device["device_code"].as_str().unwrap();
    post(client, "token", &[CLIENT, GRANT, ("device_code", code)])
}

#[test]
fn p23_the_device_receives_tokens_once() {
    let (mut client, device) = start_device(Setup::default());
    let form = client.form("user-code").unwrap();
    assert_eq!(form["value"][0]["value"], device["user_code"]);
    assert_eq!(poll(&mut client, &device)["error"], "authorization_pending");
    client.wait(4);
    assert_eq!(poll(&mut client, &device)["error"], "slow_down");
    client.submit("user-code", json!({"userCode": "AAAA-AAAA"}));
    assert_eq!(client.message(), "idx.invalid.device.code");
    assert_eq!(client.status, 400);
    assert!(client.names().is_empty() && client.form("cancel").is_none());
    client.introspect_state_token();
    assert_eq!((client.status, client.message()), (200, ""));
    let code = device["user_code"].clone();
    client.submit("user-code", json!({"userCode": code}));
    client.password();
    assert_eq!(
        (client.status, client.message()),
        (200, "idx.device.activated")
    );
    let tokens = poll(&mut client, &device);
    assert_eq!(tokens["scope"], "openid email");
    assert_eq!(poll(&mut client, &device)["error"], "invalid_grant");
}

#[test]
fn p23_denied_consent_denies_the_device_access() {
    let consent = Consent {
        kind: ConsentKind::User,
        scopes: vec!["email".to_owned()],
    };
    let policy = Policy {
        consent: Some(consent),
        ..Policy::default()
    };
    let (mut client, device) = start_device(Setup {
        policy,
        ..Setup::default()
    });
    let code = device["user_code"].clone();
    client.submit("user-code", json!({"userCode": code}));
    client.password();
    let scopes = &client.form("consent").unwrap()["scopes"];
    assert_eq!(scopes[0]["name"], "email");
    client.submit("consent", json!({"consent": false}));
    assert_eq!(client.message(), "idx.operation.cancelled.by.user");
    assert_eq!(poll(&mut client, &device)["error"], "access_denied");
}

#[test]
fn p23_an_unused_user_code_expires() {
    let (mut client, device) = start_device(Setup::default());
    client.wait(600);
    assert_eq!(poll(&mut client, &device)["error"], "expired_token");
}
