//! Security questions, Google Authenticator and phones: enrollment and verification.

use idx_flow_sim::setup::{AuthenticatorKey, MethodType, Policy, User};
use idx_flow_sim::{Setup, qr_code, totp};
use serde_json::json;

use crate::client::Client;

const ENROLL: &str = "select-authenticator-enroll";

/// The authenticator is required, and its method is the second factor.
fn setup_with(key: AuthenticatorKey, method: MethodType) -> Setup {
    Setup {
        policy: Policy {
            required: vec![key],
            challenge: vec![method],
            ..Policy::default()
        },
        users: vec![User {
            enrolled: Vec::new(),
            ..User::default()
        }],
        ..Setup::default()
    }
}

fn submit_credentials(client: &mut Client, form: &str, credentials: serde_json::Value) {
    client.submit(form, json!({"credentials": credentials}));
}

#[test]
fn p10_a_predefined_question_is_enrolled_and_verified() {
    let setup = setup_with(
        AuthenticatorKey::SecurityQuestion,
        MethodType::SecurityQuestion,
    );
    let mut client = Client::start(setup);
    client
        .password()
        .select_authenticator(ENROLL, "Security Question", json!({}));
    let options = client.form("enroll-authenticator").unwrap()["value"][0]["options"].clone();
    let question = &options[0]["value"]["form"]["value"][0]["options"][0]["value"];
    let short = json!({"questionKey": question, "answer": "x"});
    submit_credentials(&mut client, "enroll-authenticator", short);
    assert_eq!(
        client.field_message(),
        "securityQuestion.answer.tooShort.arg"
    );
    let valid = json!({"questionKey": question, "answer": "Byron"});
    submit_credentials(&mut client, "enroll-authenticator", valid);
    client.tokens();

    client.interact(&[]);
    client.password();
    submit_credentials(
        &mut client,
        "challenge-authenticator",
        json!({"answer": "wrong"}),
    );
    assert_eq!(
        (client.status, client.field_message()),
        (401, "authfactor.challenge.question_factor.answer_invalid")
    );
    submit_credentials(
        &mut client,
        "challenge-authenticator",
        json!({"answer": "byron"}),
    );
    client.tokens();
}

#[test]
fn p10_a_custom_question_is_enrolled() {
    let setup = setup_with(
        AuthenticatorKey::SecurityQuestion,
        MethodType::SecurityQuestion,
    );
    let mut client = Client::start(setup);
    client
        .password()
        .select_authenticator(ENROLL, "Security Question", json!({}));
    let custom =
        json!({"questionKey": "custom", "question": "Which engine?", "answer": "Analytical"});
    submit_credentials(&mut client, "enroll-authenticator", custom);
    client.interact(&[]);
    client.password();
    let current = &client.response["currentAuthenticatorEnrollment"]["value"];
    assert_eq!(
        current["contextualData"]["enrolledQuestion"]["question"],
        "Which engine?"
    );
}

#[test]
fn p11_google_authenticator_is_enrolled_and_verified() {
    let setup = setup_with(AuthenticatorKey::GoogleOtp, MethodType::Otp);
    let mut client = Client::start(setup);
    client
        .password()
        .select_authenticator(ENROLL, "Google Authenticator", json!({}));
    let context = &client.response["currentAuthenticator"]["value"]["contextualData"];
    let shared_secret = context["sharedSecret"].as_str().unwrap();
    let qr_text = qr_code::decode(&client.qr()).unwrap();
    assert!(qr_text.contains(shared_secret));
    let secret = totp_rs::Secret::try_from_base32(shared_secret).unwrap();
    let code = totp::code(secret.as_bytes(), client.now);
    submit_credentials(
        &mut client,
        "enroll-authenticator",
        json!({"passcode": code}),
    );
    client.tokens();

    client.interact(&[]);
    client.password();
    submit_credentials(
        &mut client,
        "challenge-authenticator",
        json!({"passcode": "000000"}),
    );
    assert_eq!(client.status, 401);
    submit_credentials(
        &mut client,
        "challenge-authenticator",
        json!({"passcode": code}),
    );
    assert_eq!(
        (client.status, client.field_message()),
        (403, "authfactor.challenge.soft_token.used_passcode")
    );
    client.wait(30);
    let next = totp::code(secret.as_bytes(), client.now);
    submit_credentials(
        &mut client,
        "challenge-authenticator",
        json!({"passcode": next}),
    );
    client.tokens();
}

#[test]
fn a_phone_is_enrolled_after_its_number_is_entered() {
    let mut client = Client::start(setup_with(AuthenticatorKey::PhoneNumber, MethodType::Sms));
    client
        .password()
        .select_authenticator(ENROLL, "Phone", json!({"methodType": "sms"}));
    let data =
        |number: &str| json!({"authenticator": {"methodType": "sms", "phoneNumber": number}});
    client.submit("authenticator-enrollment-data", data("123"));
    assert_eq!(
        client.field_message(),
        "api.factors.error.sms.invalid_phone"
    );
    client.submit("authenticator-enrollment-data", data("+15550104477"));
    let code = client.code("+15550104477");
    submit_credentials(
        &mut client,
        "enroll-authenticator",
        json!({"passcode": code}),
    );
    client.tokens();
}
