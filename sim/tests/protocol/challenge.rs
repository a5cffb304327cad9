//! Verifying Okta Verify.

use idx_flow_sim::org::device::DeviceError;
use idx_flow_sim::setup::{Enrolled, MethodType, NumberChallenge, Policy, User};
use idx_flow_sim::{Phone, PhoneError, Setup};
use serde_json::json;

use crate::client::Client;

fn setup(methods: &[MethodType]) -> Setup {
    Setup {
        policy: Policy::with_challenge(methods),
        users: vec![User {
            enrolled: vec![
                Enrolled::OktaEmail,
                Enrolled::OktaVerify("Ada's phone".to_owned()),
            ],
            ..User::default()
        }],
        ..Setup::default()
    }
}

/// Signs in with the password, and has the phone ready.
fn signed_in(setup: Setup) -> (Client, Phone) {
    let mut client = Client::start(setup);
    let phone = Phone::enrolled(&client.org, "ada@example.com").unwrap();
    client.password();
    (client, phone)
}

fn poll(client: &mut Client) {
    client.submit("challenge-poll", json!({}));
}

#[test]
fn c1_push_approved() {
    let (mut client, phone) = signed_in(setup(&[MethodType::Push]));
    poll(&mut client);
    assert!(phone.pending(&client.org, client.now).is_some());
    phone.approve(&mut client.org, client.now).unwrap();
    assert!(phone.pending(&client.org, client.now).is_none());
    poll(&mut client);
    client.tokens();
}

#[test]
fn c2_push_rejected_then_approved() {
    let (mut client, phone) = signed_in(setup(&[MethodType::Push]));
    let again = &client.form("resend").unwrap()["value"][0];
    assert_eq!(again["value"]["methodType"], "push", "as an action");
    phone.reject(&mut client.org, client.now).unwrap();
    poll(&mut client);
    assert_eq!(client.message(), "api.authn.poll.error.push_rejected");
    assert_eq!(client.names()[0], "resend");
    let again = &client.form("resend").unwrap()["value"][0];
    assert_eq!(
        again["value"]["form"]["value"][1]["value"], "push",
        "as a form"
    );
    client.introspect();
    assert_eq!(client.message(), "api.authn.poll.error.push_rejected");
    client.submit("resend", json!({}));
    phone.approve(&mut client.org, client.now).unwrap();
    poll(&mut client);
    client.tokens();
}

#[test]
fn c3_push_never_answered() {
    let (mut client, phone) = signed_in(setup(&[MethodType::Push]));
    client.wait(300);
    assert!(phone.pending(&client.org, client.now).is_none());
    let late = phone.approve(&mut client.org, client.now);
    assert_eq!(late, Err(PhoneError::Device(DeviceError::NoPush)));
    poll(&mut client);
    assert_eq!(client.status, 404);
    assert_eq!(
        client.message(),
        "core.system.transaction_resource_not_found"
    );
    assert!(client.names().is_empty());
}

#[test]
fn c4_the_number_on_the_screen() {
    let mut setup = setup(&[MethodType::Push]);
    setup.policy.okta_verify.number_challenge = NumberChallenge::AtOnce;
    let (mut client, phone) = signed_in(setup);
    let context = client.page["currentAuthenticator"]["value"]["contextualData"].clone();
    let number = context["correctAnswer"].as_str().unwrap();
    let push = phone.pending(&client.org, client.now).unwrap();
    assert!(push.numbers.contains(&number.to_owned()) && push.numbers.len() == 3);
    let bare = phone.approve(&mut client.org, client.now);
    assert_eq!(bare, Err(PhoneError::Device(DeviceError::NumberNeeded)));
    phone
        .choose_number(&mut client.org, number, client.now)
        .unwrap();
    poll(&mut client);
    client.tokens();
}

#[test]
fn c4_the_number_in_a_later_poll_and_a_wrong_one() {
    let mut setup = setup(&[MethodType::Push]);
    setup.policy.okta_verify.number_challenge = NumberChallenge::WhilePolling;
    let (mut client, phone) = signed_in(setup);
    let number = |client: &Client| {
        let context = &client.page["currentAuthenticator"]["value"]["contextualData"];
        context["correctAnswer"].as_str().map(str::to_owned)
    };
    assert_eq!(number(&client), None);
    poll(&mut client);
    assert!(number(&client).is_some());
    phone
        .choose_number(&mut client.org, "1", client.now)
        .unwrap();
    poll(&mut client);
    assert_eq!(client.message(), "api.authn.poll.error.push_rejected");
}

#[test]
fn c5_and_c6_a_wrong_code_then_the_right_one() {
    let (mut client, phone) = signed_in(setup(&[MethodType::Totp]));
    client.submit(
        "challenge-authenticator",
        json!({"credentials": {"totp": "000000"}}),
    );
    assert_eq!(client.status, 401);
    assert_eq!(client.field_message(), "api.authn.error.PASSCODE_INVALID");
    let totp = phone.totp(client.now).unwrap();
    client.submit(
        "challenge-authenticator",
        json!({"credentials": {"totp": totp}}),
    );
    client.tokens();
}

#[test]
fn c9_pushes_that_become_automatic() {
    let mut setup = setup(&[MethodType::Push]);
    setup.policy.okta_verify.auto_challenge = true;
    let (mut client, phone) = signed_in(setup);
    client.submit(
        "authenticator-verification-data",
        json!({"authenticator": {"methodType": "push", "autoChallenge": true}}),
    );
    let form = client.form("challenge-poll").unwrap();
    assert_eq!(form["value"][0]["name"], "autoChallenge");
    assert_eq!(form["value"][0]["value"], true);
    phone.approve(&mut client.org, client.now).unwrap();
    client.submit("challenge-poll", json!({"autoChallenge": true}));
    client.interact(&[]);
    client.password();
    assert_eq!(
        client.names()[0],
        "challenge-poll",
        "the choice is remembered"
    );
}

#[test]
fn a_choice_of_authenticators() {
    let methods = [MethodType::Push, MethodType::Totp, MethodType::Email];
    let (mut client, phone) = signed_in(setup(&methods));
    assert_eq!(client.names(), ["select-authenticator-authenticate"]);
    let select = "select-authenticator-authenticate";
    client.choose(select, "Okta Verify", json!({"methodType": "push"}));
    client.choose(select, "Email", json!({"methodType": "email"}));
    assert!(phone.pending(&client.org, client.now).is_none());
    client.choose(select, "Okta Verify", json!({}));
    assert_eq!(client.names()[0], "authenticator-verification-data");
}
