//! Tokens with one-time codes, and temporary access codes: what is refused.

use std::time::Duration;

use idx_flow_sim::setup::{AuthenticatorKey, MethodType, OtpToken, Policy, TokenMode, User};
use idx_flow_sim::{HardwareToken, Setup};
use serde_json::json;

use crate::client::{Client, claims};

const ENROLL: &str = "select-authenticator-enroll";

fn holding(token: OtpToken) -> Setup {
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

fn passcode(client: &mut Client, form: &str, code: &str) {
    client.submit(form, json!({"credentials": {"passcode": code}}));
}

#[test]
fn p19_a_yubikey_is_only_one_persons() {
    let key = OtpToken::new(AuthenticatorKey::YubikeyToken);
    let mut setup = holding(key.clone());
    setup.users.push(User {
        login: "eve@example.com".to_owned(),
        email: "eve@example.com".to_owned(),
        tokens: vec![key.clone().enrolled()],
        ..User::default()
    });
    let mut client = Client::start(setup);
    client.password().choose(ENROLL, "YubiKey", json!({}));
    let touched = HardwareToken::new(key).press(client.now);
    passcode(&mut client, "enroll-authenticator", &touched);
    assert_eq!(client.status, 401);
    assert_eq!(client.field_message(), "api.authn.error.PASSCODE_INVALID");
    passcode(&mut client, "enroll-authenticator", "123456");
    assert_eq!(client.status, 401);
}

#[test]
fn p19_two_codes_must_follow_each_other() {
    let token = OtpToken::new(AuthenticatorKey::SymantecVip);
    let mut client = Client::start(holding(token.clone()));
    client.password().choose(ENROLL, "Symantec VIP", json!({}));
    let mut hardware_token = HardwareToken::new(token);
    let code = hardware_token.press(client.now);
    let twice =
        json!({"credentialId": hardware_token.id(), "passcode": code, "nextPasscode": code});
    client.submit("enroll-authenticator", json!({"credentials": twice}));
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
fn p19_what_a_securid_server_asks_stays_on_the_page() {
    let token = OtpToken::new(AuthenticatorKey::RsaToken).enrolled();
    let mut client = Client::start(holding(token.clone()));
    client.password();
    for _ in 0..3 {
        passcode(&mut client, "challenge-authenticator", "000000");
        assert_eq!(client.status, 401);
    }
    let mut hardware_token = HardwareToken::new(token);
    let code = hardware_token.press(client.now);
    passcode(&mut client, "challenge-authenticator", &code);
    client.introspect();
    let message = &client.page["messages"]["value"][0];
    assert_eq!(message["i18n"]["key"], "errors.E0000113");
    client.wait(60);
    let code = hardware_token.press(client.now);
    passcode(&mut client, "challenge-authenticator", &code);
    client.tokens();
}

#[test]
fn p19_what_a_securid_server_asks_is_asked_of_one_sign_in() {
    let token = OtpToken {
        mode: TokenMode::NewPin,
        ..OtpToken::new(AuthenticatorKey::RsaToken)
    };
    let mut client = Client::start(holding(token.clone()));
    let mut hardware_token = HardwareToken::new(token);
    let give = |client: &mut Client, passcode: &str| {
        let credentials = json!({"clientData": "ada.lovelace", "passcode": passcode});
        client.submit("enroll-authenticator", json!({"credentials": credentials}));
    };
    let asked = |client: &Client| client.page["messages"]["value"][0]["message"].clone();
    client.password().choose(ENROLL, "RSA SecurID", json!({}));
    let code = hardware_token.press(client.now);
    give(&mut client, &code);
    assert_eq!(asked(&client), "Enter a new PIN of 4 to 8 digits.");

    // whoever begins anew has to show that the token is at hand
    client.interact(&[]);
    client.password().choose(ENROLL, "RSA SecurID", json!({}));
    assert!(asked(&client).is_null());
    give(&mut client, "4711");
    assert_eq!(client.status, 401);
    client.wait(60);
    let code = hardware_token.press(client.now);
    give(&mut client, &code);
    give(&mut client, "4711");
    client.wait(60);
    let code = hardware_token.press(client.now);
    give(&mut client, &format!("4711{code}"));
    client.tokens();
}

#[test]
fn p19_an_access_code_is_good_for_its_time_and_once() {
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
    let choose = "select-authenticator-authenticate";
    let code = issue(&mut client);
    client
        .password()
        .choose(choose, "Temporary Access Code", json!({}));
    passcode(&mut client, "challenge-authenticator", &code);
    client.tokens();

    // it is used up, so that only the mail is left
    client.interact(&[]);
    client.password();
    assert!(client.form(choose).is_none());

    let code = issue(&mut client);
    client.wait(3590);
    client.interact(&[]);
    client
        .password()
        .choose(choose, "Temporary Access Code", json!({}));
    client.wait(10);
    passcode(&mut client, "challenge-authenticator", &code);
    assert_eq!(client.status, 401);
}
