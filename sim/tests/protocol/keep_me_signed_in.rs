//! "Keep me signed in" and its effect on later sign-ins on the same device.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{MethodType, Policy};
use serde_json::json;

use crate::client::Client;

fn start(device: (&str, &str)) -> Client {
    let mut client = Client::start(Setup {
        policy: Policy {
            keep_me_signed_in: true,
            ..Policy::with_challenge(&[MethodType::Email])
        },
        ..Setup::default()
    });
    client.with_request_header(device.0, device.1);
    client.interact(&[]);
    client
}

/// Signs in with both factors, up to the prompt.
fn sign_in(client: &mut Client) {
    client.password();
    let code = client.code("ada@example.com");
    client.passcode("challenge-authenticator", &code);
}

#[test]
fn p20_a_remembered_device_needs_no_second_factor() {
    for device in [("x-device-token", "d-1"), ("cookie", "a=b; DT=d-1")] {
        let mut client = start(device);
        sign_in(&mut client);
        client.submit("keep-me-signed-in", json!({"keepMeSignedIn": true}));
        client.tokens();
        client.interact(&[]);
        client.password().tokens();
        let sessions = client.org.sessions();
        assert_eq!(sessions.len(), 2);
        assert!(sessions.iter().all(|session| session.keep_me_signed_in));
        assert_eq!(sessions[1].amr, ["pwd"]);
        assert!(sessions[1].has_refresh_token);

        // The client can require two factors, and other devices are not remembered.
        client.interact(&[("acr_values", "urn:okta:loa:2fa:any")]);
        client.password();
        assert_eq!(client.names(), ["challenge-authenticator"]);
        client.request_headers.clear();
        client.with_request_header("x-device-token", "d-2");
        client.interact(&[]);
        client.password();
        assert_eq!(client.names(), ["challenge-authenticator"]);
    }
}

#[test]
fn p20_a_declined_offer_has_no_effect() {
    let mut client = start(("x-device-token", "d-1"));
    sign_in(&mut client);
    client.submit("keep-me-signed-in", json!({"keepMeSignedIn": false}));
    client.tokens();
    assert!(!client.org.sessions()[0].keep_me_signed_in);
    client.interact(&[]);
    client.password();
    assert_eq!(client.names(), ["challenge-authenticator"]);
}

#[test]
fn the_session_cookie_identifies_a_remembered_device() {
    let mut client = Client::start(Setup {
        policy: Policy::with_challenge(&[MethodType::Email]),
        ..Setup::default()
    });
    let cookie = client.header("set-cookie").unwrap().to_owned();
    let credentials = json!({"passcode": "Correct-Horse-1"});
    client.submit(
        "identify",
        json!({"identifier": "ada@example.com", "credentials": credentials, "rememberMe": true}),
    );
    let code = client.code("ada@example.com");
    client.passcode("challenge-authenticator", &code).tokens();
    client.with_request_header("cookie", &cookie);
    for _ in 0..2 {
        client.interact(&[]);
        let cookie = client.header("set-cookie").unwrap().to_owned();
        client.password().tokens();
        client.request_headers.clear();
        client.with_request_header("cookie", &cookie);
    }
}
