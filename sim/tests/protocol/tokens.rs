//! Hardware tokens and temporary access codes: rejected codes.

use std::time::Duration;

use idx_flow_sim::setup::{AuthenticatorKey, MethodType, OtpToken, Policy, TokenMode, User};
use idx_flow_sim::{HardwareToken, Setup};
use serde_json::json;

use crate::client::{Client, claims};

const ENROLL: &str = "select-authenticator-enroll";

fn setup_with_token(token: OtpToken) -> Setup {
    Setup {
        policy: Policy {
            challenge: token.key.methods().to_vec(),
            ..Policy::with_required(&[token.key])
        },
        users: vec![User {
            tokens: vec![token],
            ..User::default()
        }],
        ..Setup::default()
    }
}

fn submit_passcode(client: &mut Client, form: &str, code: &str) {
    client.submit(form, json!({"credentials": {"passcode": code}}));
}

#[test]
fn p19_the_yubikey_of_another_user_is_rejected() {
    let key = OtpToken::new(AuthenticatorKey::YubikeyToken);
    let mut setup = setup_with_token(key.clone());
    setup.users.push(User {
        login: "eve@example.com".to_owned(),
        email: "eve@example.com".to_owned(),
        tokens: vec![key.clone().enrolled()],
        ..User::default()
    });
    let mut client = Client::start(setup);
    client
        .password()
        .select_authenticator(ENROLL, "YubiKey", json!({}));
    let code = HardwareToken::new(key).press(client.now);
    submit_passcode(&mut client, "enroll-authenticator", &code);
    assert_eq!(client.status, 401);
    assert_eq!(client.field_message(), "api.authn.error.PASSCODE_INVALID");
    submit_passcode(&mut client, "enroll-authenticator", "123456");
    assert_eq!(client.status, 401);
}

#[test]
fn p19_the_next_code_must_differ_from_the_first_one() {
    let token = OtpToken::new(AuthenticatorKey::SymantecVip);
    let mut client = Client::start(setup_with_token(token.clone()));
    client
        .password()
        .select_authenticator(ENROLL, "Symantec VIP", json!({}));
    let mut hardware_token = HardwareToken::new(token);
    let code = hardware_token.press(client.now);
    let repeated =
        json!({"credentialId": hardware_token.id(), "passcode": code, "nextPasscode": code});
    client.submit("enroll-authenticator", json!({"credentials": repeated}));
    assert_eq!(
        client.field_message(),
        "authfactor.challenge.soft_token.invalid_passcode"
    );
    client.wait(30);
    let next = hardware_token.press(client.now);
    let pair = json!({"credentialId": hardware_token.id(), "passcode": code, "nextPasscode": next});
    client.submit("enroll-authenticator", json!({"credentials": pair}));
    assert_eq!(
        claims(&client.tokens()["id_token"])["amr"],
        json!(["pwd", "otp", "mfa"])
    );
}

#[test]
fn p19_introspect_returns_the_question_of_the_securid_server() {
    let token = OtpToken::new(AuthenticatorKey::RsaToken).enrolled();
    let mut client = Client::start(setup_with_token(token.clone()));
    client.password();
    for _ in 0..3 {
        submit_passcode(&mut client, "challenge-authenticator", "000000");
        assert_eq!(client.status, 401);
    }
    let mut hardware_token = HardwareToken::new(token);
    let code = hardware_token.press(client.now);
    submit_passcode(&mut client, "challenge-authenticator", &code);
    client.introspect();
    let message = &client.response["messages"]["value"][0];
    assert_eq!(message["i18n"]["key"], "errors.E0000113");
    client.wait(60);
    let code = hardware_token.press(client.now);
    submit_passcode(&mut client, "challenge-authenticator", &code);
    client.tokens();
}

#[test]
fn p19_a_new_pin_is_requested_in_one_sign_in_only() {
    let token = OtpToken {
        mode: TokenMode::NewPin,
        ..OtpToken::new(AuthenticatorKey::RsaToken)
    };
    let mut client = Client::start(setup_with_token(token.clone()));
    let mut hardware_token = HardwareToken::new(token);
    let enroll = |client: &mut Client, passcode: &str| {
        let credentials = json!({"clientData": "ada.lovelace", "passcode": passcode});
        client.submit("enroll-authenticator", json!({"credentials": credentials}));
    };
    let message = |client: &Client| client.response["messages"]["value"][0]["message"].clone();
    client
        .password()
        .select_authenticator(ENROLL, "RSA SecurID", json!({}));
    let code = hardware_token.press(client.now);
    enroll(&mut client, &code);
    assert_eq!(message(&client), "Enter a new PIN of 4 to 8 digits.");

    // A new sign-in requires a passcode of the token first.
    client.interact(&[]);
    client
        .password()
        .select_authenticator(ENROLL, "RSA SecurID", json!({}));
    assert!(message(&client).is_null());
    enroll(&mut client, "4711");
    assert_eq!(client.status, 401);
    client.wait(60);
    let code = hardware_token.press(client.now);
    enroll(&mut client, &code);
    enroll(&mut client, "4711");
    client.wait(60);
    let code = hardware_token.press(client.now);
    enroll(&mut client, &format!("4711{code}"));
    client.tokens();
}

#[test]
fn p19_a_temporary_access_code_expires_and_can_be_used_once() {
    let policy = Policy::with_challenge(&[MethodType::Tac, MethodType::Email]);
    let mut client = Client::start(Setup {
        policy,
        ..Setup::default()
    });
    let hour = Duration::from_secs(3600);
    let issue = |client: &mut Client| {
        let login = "ada@example.com";
        let code = client
            .org
            .temporary_access_code(login, hour, false, client.now);
        code.unwrap()
    };
    assert_eq!(
        client
            .org
            .temporary_access_code("nobody", hour, true, client.now),
        None
    );
    let select = "select-authenticator-authenticate";
    let code = issue(&mut client);
    client
        .password()
        .select_authenticator(select, "Temporary Access Code", json!({}));
    submit_passcode(&mut client, "challenge-authenticator", &code);
    client.tokens();

    // The code is used, so email is the only method left.
    client.interact(&[]);
    client.password();
    assert!(client.form(select).is_none());

    let code = issue(&mut client);
    client.wait(3590);
    client.interact(&[]);
    client
        .password()
        .select_authenticator(select, "Temporary Access Code", json!({}));
    client.wait(10);
    submit_passcode(&mut client, "challenge-authenticator", &code);
    assert_eq!(client.status, 401);
}
