//! Security questions, Google Authenticator, phones: enrolled and asked.

use idx_flow_sim::setup::{AuthenticatorKey, MethodType, Policy, User};
use idx_flow_sim::{Setup, picture, totp};
use serde_json::json;

use crate::client::Client;

const ENROLL: &str = "select-authenticator-enroll";

/// The key must be enrolled, and its method is then asked.
fn with(key: AuthenticatorKey, method: MethodType) -> Setup {
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

fn answer(client: &mut Client, form: &str, credentials: serde_json::Value) {
    client.submit(form, json!({"credentials": credentials}));
}

#[test]
fn p10_a_question_of_the_list() {
    let setup = with(
        AuthenticatorKey::SecurityQuestion,
        MethodType::SecurityQuestion,
    );
    let mut client = Client::start(setup);
    client
        .password()
        .choose(ENROLL, "Security Question", json!({}));
    let options = client.form("enroll-authenticator").unwrap()["value"][0]["options"].clone();
    let listed = &options[0]["value"]["form"]["value"][0]["options"][0]["value"];
    let short = json!({"questionKey": listed, "answer": "x"});
    answer(&mut client, "enroll-authenticator", short);
    assert_eq!(
        client.field_message(),
        "securityQuestion.answer.tooShort.arg"
    );
    let sound = json!({"questionKey": listed, "answer": "Byron"});
    answer(&mut client, "enroll-authenticator", sound);
    client.tokens();

    client.interact(&[]);
    client.password();
    answer(
        &mut client,
        "challenge-authenticator",
        json!({"answer": "wrong"}),
    );
    assert_eq!(
        (client.status, client.field_message()),
        (401, "authfactor.challenge.question_factor.answer_invalid")
    );
    answer(
        &mut client,
        "challenge-authenticator",
        json!({"answer": "byron"}),
    );
    client.tokens();
}

#[test]
fn p10_a_question_of_ones_own() {
    let setup = with(
        AuthenticatorKey::SecurityQuestion,
        MethodType::SecurityQuestion,
    );
    let mut client = Client::start(setup);
    client
        .password()
        .choose(ENROLL, "Security Question", json!({}));
    let own = json!({"questionKey": "custom", "question": "Which engine?", "answer": "Analytical"});
    answer(&mut client, "enroll-authenticator", own);
    client.interact(&[]);
    client.password();
    let current = &client.page["currentAuthenticatorEnrollment"]["value"];
    assert_eq!(
        current["contextualData"]["enrolledQuestion"]["question"],
        "Which engine?"
    );
}

#[test]
fn p11_google_authenticator() {
    let setup = with(AuthenticatorKey::GoogleOtp, MethodType::Otp);
    let mut client = Client::start(setup);
    client
        .password()
        .choose(ENROLL, "Google Authenticator", json!({}));
    let context = &client.page["currentAuthenticator"]["value"]["contextualData"];
    let messages = context["sharedSecret"].as_str().unwrap();
    assert!(picture::decode(&client.qr()).unwrap().contains(messages));
    let secret = totp_rs::Secret::try_from_base32(messages).unwrap();
    let code = totp::code(secret.as_bytes(), client.now);
    answer(
        &mut client,
        "enroll-authenticator",
        json!({"passcode": code}),
    );
    client.tokens();

    client.interact(&[]);
    client.password();
    answer(
        &mut client,
        "challenge-authenticator",
        json!({"passcode": "000000"}),
    );
    assert_eq!(client.status, 401);
    answer(
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
    answer(
        &mut client,
        "challenge-authenticator",
        json!({"passcode": next}),
    );
    client.tokens();
}

#[test]
fn a_phone_is_enrolled_with_its_number_asked_first() {
    let mut client = Client::start(with(AuthenticatorKey::PhoneNumber, MethodType::Sms));
    client
        .password()
        .choose(ENROLL, "Phone", json!({"methodType": "sms"}));
    let data =
        |number: &str| json!({"authenticator": {"methodType": "sms", "phoneNumber": number}});
    client.submit("authenticator-enrollment-data", data("123"));
    assert_eq!(
        client.field_message(),
        "api.factors.error.sms.invalid_phone"
    );
    client.submit("authenticator-enrollment-data", data("+15550104477"));
    let code = client.org.inbox().code("+15550104477").unwrap().to_owned();
    answer(
        &mut client,
        "enroll-authenticator",
        json!({"passcode": code}),
    );
    client.tokens();
}
