//! Rejected forms whose response has only messages.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{MethodType, Policy, Registration};
use serde_json::json;

use crate::client::Client;

fn setup(policy: Policy) -> Setup {
    Setup {
        policy: Policy {
            error_only_replies: true,
            ..policy
        },
        ..Setup::default()
    }
}

/// Asserts that the response has only messages, and that `introspect` returns the step without them.
fn assert_error_only(client: &mut Client, status: u16, key: &str) {
    assert_eq!((client.status, client.message()), (status, key));
    let members = client.response.as_object().unwrap().keys();
    let mut members: Vec<&str> = members.map(String::as_str).collect();
    members.sort_unstable();
    let expected = ["expiresAt", "intent", "messages", "stateHandle", "version"];
    assert_eq!(members, expected);
    client.introspect();
    assert_eq!((client.status, client.message()), (200, ""));
    assert_eq!(client.field_message(), "");
}

#[test]
fn a_wrong_password_and_a_wrong_code_are_rejected_without_a_form() {
    let policy = Policy::with_challenge(&[MethodType::Email]);
    let mut client = Client::start(setup(policy));
    let credentials = json!({"passcode": "wrong"});
    client.submit(
        "identify",
        json!({"identifier": "ada@example.com", "credentials": credentials}),
    );
    assert_error_only(&mut client, 401, "errors.E0000004");
    client
        .password()
        .passcode("challenge-authenticator", "000000");
    assert_error_only(&mut client, 401, "api.authn.error.PASSCODE_INVALID");
    let code = client.code("ada@example.com");
    client.passcode("challenge-authenticator", &code).tokens();
}

#[test]
fn an_invalid_registration_is_rejected_without_a_form() {
    let mut client = Client::start(setup(Policy {
        registration: Some(Registration::default()),
        ..Policy::default()
    }));
    client.submit("select-enroll-profile", json!({}));
    let profile = json!({"firstName": "Eve", "lastName": "New", "email": "ada@example.com"});
    client.submit("enroll-profile", json!({"userProfile": profile}));
    assert_error_only(&mut client, 400, "registration.error.notUniqueWithinOrg");
    assert_eq!(client.names()[0], "enroll-profile");
}
