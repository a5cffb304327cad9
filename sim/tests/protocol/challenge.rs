//! Verification with Okta Verify.

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

/// Signs in with the password, and returns the enrolled phone.
fn start_challenge(setup: Setup) -> (Client, Phone) {
    let mut client = Client::start(setup);
    let phone = Phone::enrolled(&client.org, "ada@example.com").unwrap();
    client.password();
    (client, phone)
}

fn poll(client: &mut Client) {
    client.submit("challenge-poll", json!({}));
}

#[test]
fn c1_an_approved_push_signs_in() {
    let (mut client, phone) = start_challenge(setup(&[MethodType::Push]));
    poll(&mut client);
    assert!(phone.pending(&client.org, client.now).is_some());
    phone.approve(&mut client.org, client.now).unwrap();
    assert!(phone.pending(&client.org, client.now).is_none());
    poll(&mut client);
    client.tokens();
}

#[test]
fn c2_a_rejected_push_can_be_resent_and_approved() {
    let (mut client, phone) = start_challenge(setup(&[MethodType::Push]));
    let field = &client.form("resend").unwrap()["value"][0];
    assert_eq!(
        field["value"]["methodType"], "push",
        "a form of the authenticator"
    );
    phone.reject(&mut client.org, client.now).unwrap();
    poll(&mut client);
    assert_eq!(client.message(), "api.authn.poll.error.push_rejected");
    assert_eq!(client.names()[0], "resend");
    let field = &client.form("resend").unwrap()["value"][0];
    assert_eq!(
        field["value"]["form"]["value"][1]["value"], "push",
        "a remediation"
    );
    client.introspect();
    assert_eq!(client.message(), "api.authn.poll.error.push_rejected");
    client.submit("resend", json!({}));
    phone.approve(&mut client.org, client.now).unwrap();
    poll(&mut client);
    client.tokens();
}

#[test]
fn c3_an_unanswered_push_expires() {
    let (mut client, phone) = start_challenge(setup(&[MethodType::Push]));
    client.wait(300);
    assert!(phone.pending(&client.org, client.now).is_none());
    let result = phone.approve(&mut client.org, client.now);
    assert_eq!(result, Err(PhoneError::Device(DeviceError::NoPush)));
    poll(&mut client);
    assert_eq!(client.status, 404);
    assert_eq!(
        client.message(),
        "core.system.transaction_resource_not_found"
    );
    assert!(client.names().is_empty());
}

#[test]
fn c4_a_number_challenge_is_approved_with_the_correct_number() {
    let mut setup = setup(&[MethodType::Push]);
    setup.policy.okta_verify.number_challenge = NumberChallenge::AtOnce;
    let (mut client, phone) = start_challenge(setup);
    let context = client.response["currentAuthenticator"]["value"]["contextualData"].clone();
    let number = context["correctAnswer"].as_str().unwrap();
    let push = phone.pending(&client.org, client.now).unwrap();
    assert!(push.numbers.contains(&number.to_owned()) && push.numbers.len() == 3);
    let result = phone.approve(&mut client.org, client.now);
    assert_eq!(result, Err(PhoneError::Device(DeviceError::NumberRequired)));
    phone
        .choose_number(&mut client.org, number, client.now)
        .unwrap();
    poll(&mut client);
    client.tokens();
}

#[test]
fn c4_a_wrong_number_rejects_the_push() {
    let mut setup = setup(&[MethodType::Push]);
    setup.policy.okta_verify.number_challenge = NumberChallenge::WhilePolling;
    let (mut client, phone) = start_challenge(setup);
    let number = |client: &Client| {
        let context = &client.response["currentAuthenticator"]["value"]["contextualData"];
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
fn c5_and_c6_a_wrong_code_is_rejected_and_the_correct_one_accepted() {
    let (mut client, phone) = start_challenge(setup(&[MethodType::Totp]));
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
fn c9_automatic_push_is_remembered() {
    let mut setup = setup(&[MethodType::Push]);
    setup.policy.okta_verify.auto_challenge = true;
    let (mut client, phone) = start_challenge(setup);
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
        "the setting is remembered"
    );
}

#[test]
fn the_authenticator_can_be_switched_during_the_challenge() {
    let methods = [MethodType::Push, MethodType::Totp, MethodType::Email];
    let (mut client, phone) = start_challenge(setup(&methods));
    assert_eq!(client.names(), ["select-authenticator-authenticate"]);
    let select = "select-authenticator-authenticate";
    client.select_authenticator(select, "Okta Verify", json!({"methodType": "push"}));
    client.select_authenticator(select, "Email", json!({"methodType": "email"}));
    assert!(phone.pending(&client.org, client.now).is_none());
    client.select_authenticator(select, "Okta Verify", json!({}));
    assert_eq!(client.names()[0], "authenticator-verification-data");
}
