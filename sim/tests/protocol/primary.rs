//! First factors, email and phone.

use idx_flow_sim::setup::{Enrolled, MethodType, Policy, SignIn, User, UserStatus};
use idx_flow_sim::{InboxMessageKind, LinkBrowser, Request, Setup};
use serde_json::json;

use crate::client::{Client, claims};

const NUMBER: &str = "+15550104477";

fn setup_with(policy: Policy) -> Setup {
    Setup {
        policy,
        users: vec![User {
            enrolled: vec![
                Enrolled::OktaEmail,
                Enrolled::PhoneNumber(NUMBER.to_owned()),
            ],
            ..User::default()
        }],
        ..Setup::default()
    }
}

fn identify(client: &mut Client, login: &str, password: &str) {
    let credentials = json!({"passcode": password});
    client.submit(
        "identify",
        json!({"identifier": login, "credentials": credentials}),
    );
}

#[test]
fn p1_a_password_signs_in() {
    let mut client = Client::start(Setup::default());
    client.password();
    assert_eq!(
        client.response["user"]["value"]["identifier"],
        "ada@example.com"
    );
    assert_eq!(claims(&client.tokens()["id_token"])["amr"], json!(["pwd"]));
}

fn identifier_first() -> Setup {
    setup_with(Policy {
        sign_in: SignIn::IdentifierFirst,
        ..Policy::default()
    })
}

#[test]
fn p2_the_identifier_comes_first() {
    let mut client = Client::start(identifier_first());
    client.submit("identify", json!({"identifier": "ADA@example.com"}));
    client.passcode("challenge-authenticator", "wrong");
    assert_eq!(
        (client.status, client.field_message()),
        (401, "incorrectPassword")
    );
    client.passcode("challenge-authenticator", "Correct-Horse-1");
    client.tokens();
}

#[test]
fn p3_and_p4_a_wrong_password_and_an_unknown_user_are_rejected() {
    let mut client = Client::start(Setup::default());
    for (login, password) in [("ada@example.com", "wrong"), ("nobody", "Correct-Horse-1")] {
        identify(&mut client, login, password);
        assert_eq!((client.status, client.message()), (401, "errors.E0000004"));
    }
    client.password().tokens();
}

#[test]
fn p4_an_unknown_identifier_is_reported() {
    let mut client = Client::start(identifier_first());
    client.submit("identify", json!({"identifier": "nobody"}));
    assert_eq!(client.message(), "idx.unknown.user");
    assert_eq!(client.names()[0], "identify");
}

#[test]
fn inactive_and_unassigned_users_cannot_sign_in() {
    let mut setup = Setup::default();
    for status in [
        UserStatus::LockedOut,
        UserStatus::Suspended,
        UserStatus::Staged,
    ] {
        setup.users[0].status = status;
        let mut client = Client::start(setup.clone());
        client.password();
        assert_eq!(client.status, 401);
    }
    setup.users[0].status = UserStatus::Active;
    setup.users[0].assigned = false;
    let mut client = Client::start(setup);
    client.password();
    assert_eq!(client.message(), "idx.error.code.user_not_assigned");
    assert!(client.names().is_empty());
}

#[test]
fn p5_an_emailed_code_is_the_second_factor() {
    let mut client = Client::start(setup_with(Policy::with_challenge(&[MethodType::Email])));
    client.password();
    let current = &client.response["currentAuthenticatorEnrollment"]["value"];
    assert_eq!(current["profile"]["email"], "a***a@example.com");
    assert!(client.form("poll").is_none());
    client.passcode("challenge-authenticator", "nope");
    assert_eq!(client.field_message(), "api.authn.error.PASSCODE_INVALID");
    let code = client.code("ada@example.com");
    client.passcode("challenge-authenticator", &code);
    client.tokens();
}

#[test]
fn p5_email_can_be_the_only_factor() {
    let mut client = Client::start(setup_with(Policy {
        sign_in: SignIn::IdentifierFirst,
        first_factor: vec![MethodType::Email, MethodType::Password],
        ..Policy::default()
    }));
    client.submit("identify", json!({"identifier": "ada@example.com"}));
    client.select_authenticator("select-authenticator-authenticate", "Email", json!({}));
    let code = client.code("ada@example.com");
    client.passcode("challenge-authenticator", &code);
    client.tokens();
}

fn magic_link() -> Setup {
    setup_with(Policy {
        magic_link: true,
        ..Policy::with_challenge(&[MethodType::Email])
    })
}

#[test]
fn p6_a_magic_link_in_the_same_client_redirects_with_a_code() {
    let mut client = Client::start(magic_link());
    client.password();
    let link = client.link("ada@example.com");
    let response = client.org.open_link(&link, client.now, LinkBrowser::Same);
    let location = response.header("location").unwrap();
    let otp = client.code("ada@example.com");
    assert_eq!(
        location,
        format!("com.example.app:/callback?otp={otp}&state=s-1")
    );
    client.passcode("challenge-authenticator", &otp);
    client.tokens();
}

#[test]
fn p7_a_magic_link_in_another_browser_completes_the_poll() {
    let mut client = Client::start(magic_link());
    client.password();
    let poll = client.form("poll").unwrap();
    assert_eq!(poll["refresh"], 4000);
    client.submit("poll", json!({}));
    let link = client.link("ada@example.com");
    let response = client.send(&Request::get(link.clone()));
    assert_eq!(response.status, 200);
    client.submit("poll", json!({}));
    client.tokens();
    assert_eq!(
        client.send(&Request::get(link)).status,
        400,
        "a link can be used once"
    );
}

#[test]
fn p6_the_session_cookie_identifies_the_same_browser() {
    let mut client = Client::start(magic_link());
    let body = json!({"interactionHandle": client.handle});
    let response = client.send(&Request::json("/idp/idx/introspect", &body));
    let cookie = response.header("set-cookie").unwrap().to_owned();
    client.password();
    let link = client.link("ada@example.com");
    let mut request = Request::get(link);
    request.headers.push(("cookie".to_owned(), cookie));
    assert_eq!(client.send(&request).status, 302);
}

#[test]
fn p6_a_magic_link_redirects_to_the_callback_for_emails_in_every_browser() {
    let mut setup = magic_link();
    setup.email_callback_uri = Some("https://app.example.com/magiclink?a=b".to_owned());
    let mut client = Client::start(setup);
    client.password();
    let link = client.link("ada@example.com");
    let otp = client.code("ada@example.com");
    let expected = format!("https://app.example.com/magiclink?a=b&otp={otp}&state=s-1");
    for browser in [LinkBrowser::Same, LinkBrowser::Other] {
        let response = client.org.open_link(&link, client.now, browser);
        assert_eq!(response.header("location"), Some(expected.as_str()));
    }
    client.submit("poll", json!({}));
    assert_eq!(client.names()[0], "challenge-authenticator");
    client.passcode("challenge-authenticator", &otp);
    client.tokens();
}

#[test]
fn p8_resend_replaces_the_sms_code() {
    let mut client = Client::start(setup_with(Policy::with_challenge(&[MethodType::Sms])));
    client.password();
    assert!(
        client.org.inbox().code(NUMBER).is_none(),
        "no code is sent before the method is selected"
    );
    client.submit(
        "authenticator-verification-data",
        json!({"authenticator": {"methodType": "sms"}}),
    );
    let first = client.org.inbox().code(NUMBER).unwrap().to_owned();
    client.submit("resend", json!({}));
    client.passcode("challenge-authenticator", &first);
    assert_eq!(client.field_message(), "api.authn.error.PASSCODE_INVALID");
    let second = client.org.inbox().code(NUMBER).unwrap().to_owned();
    client.passcode("challenge-authenticator", &second);
    client.tokens();
}

#[test]
fn p9_a_code_is_sent_by_voice_call() {
    let methods = [MethodType::Sms, MethodType::Voice];
    let mut client = Client::start(setup_with(Policy::with_challenge(&methods)));
    client.password();
    client.submit(
        "authenticator-verification-data",
        json!({"authenticator": {"methodType": "voice"}}),
    );
    let call = client.org.inbox().to(NUMBER).next_back().unwrap();
    assert_eq!(call.kind, InboxMessageKind::Voice);
    let code = call.code.clone().unwrap();
    client.passcode("challenge-authenticator", &code);
    client.tokens();
}
