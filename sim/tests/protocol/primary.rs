//! First factors, and codes by email and phone.

use idx_flow_sim::setup::{Enrolled, MethodType, Policy, SignIn, User, UserStatus};
use idx_flow_sim::{InboxMessageKind, Opened, Request, Setup};
use serde_json::json;

use crate::client::{Client, claims};

const NUMBER: &str = "+15550104477";

fn with(policy: Policy) -> Setup {
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

fn passcode(client: &mut Client, code: &str) {
    client.submit(
        "challenge-authenticator",
        json!({"credentials": {"passcode": code}}),
    );
}

fn mailed(client: &Client) -> String {
    client
        .org
        .inbox()
        .code("ada@example.com")
        .unwrap()
        .to_owned()
}

#[test]
fn p1_password() {
    let mut client = Client::start(Setup::default());
    client.password();
    assert_eq!(
        client.page["user"]["value"]["identifier"],
        "ada@example.com"
    );
    assert_eq!(claims(&client.tokens()["id_token"])["amr"], json!(["pwd"]));
}

fn identifier_first() -> Setup {
    with(Policy {
        sign_in: SignIn::IdentifierFirst,
        ..Policy::default()
    })
}

#[test]
fn p2_identifier_first() {
    let mut client = Client::start(identifier_first());
    client.submit("identify", json!({"identifier": "ADA@example.com"}));
    passcode(&mut client, "wrong");
    assert_eq!(
        (client.status, client.field_message()),
        (401, "incorrectPassword")
    );
    passcode(&mut client, "Correct-Horse-1");
    client.tokens();
}

#[test]
fn p3_and_p4_wrong_password_and_unknown_user() {
    let mut client = Client::start(Setup::default());
    for (login, password) in [("ada@example.com", "wrong"), ("nobody", "Correct-Horse-1")] {
        identify(&mut client, login, password);
        assert_eq!((client.status, client.message()), (401, "errors.E0000004"));
    }
    client.password().tokens();
}

#[test]
fn p4_unknown_user_identifier_first() {
    let mut client = Client::start(identifier_first());
    client.submit("identify", json!({"identifier": "nobody"}));
    assert_eq!(client.message(), "idx.unknown.user");
    assert_eq!(client.names()[0], "identify");
}

#[test]
fn accounts_that_may_not_sign_in() {
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
fn p5_email_code() {
    let mut client = Client::start(with(Policy::with_challenge(&[MethodType::Email])));
    client.password();
    let current = &client.page["currentAuthenticatorEnrollment"]["value"];
    assert_eq!(current["profile"]["email"], "a***a@example.com");
    assert!(client.form("poll").is_none());
    passcode(&mut client, "nope");
    assert_eq!(client.field_message(), "api.authn.error.PASSCODE_INVALID");
    let code = mailed(&client);
    passcode(&mut client, &code);
    client.tokens();
}

#[test]
fn p5_email_alone() {
    let mut client = Client::start(with(Policy {
        sign_in: SignIn::IdentifierFirst,
        first_factor: vec![MethodType::Email, MethodType::Password],
        ..Policy::default()
    }));
    client.submit("identify", json!({"identifier": "ada@example.com"}));
    client.choose("select-authenticator-authenticate", "Email", json!({}));
    let code = mailed(&client);
    passcode(&mut client, &code);
    client.tokens();
}

fn magic() -> Setup {
    with(Policy {
        magic_link: true,
        ..Policy::with_challenge(&[MethodType::Email])
    })
}

#[test]
fn p6_magic_link_in_the_same_client() {
    let mut client = Client::start(magic());
    client.password();
    let link = client.link("ada@example.com");
    let reply = client.org.open_link(&link, client.now, Opened::SameClient);
    let target = reply.header("location").unwrap();
    let otp = mailed(&client);
    assert_eq!(
        target,
        format!("com.example.app:/callback?otp={otp}&state=s-1")
    );
    passcode(&mut client, &otp);
    client.tokens();
}

#[test]
fn p7_magic_link_elsewhere() {
    let mut client = Client::start(magic());
    client.password();
    let poll = client.form("poll").unwrap();
    assert_eq!(poll["refresh"], 4000);
    client.submit("poll", json!({}));
    let link = client.link("ada@example.com");
    let reply = client.send(&Request::get(link.clone()));
    assert_eq!(reply.status, 200);
    client.submit("poll", json!({}));
    client.tokens();
    assert_eq!(
        client.send(&Request::get(link)).status,
        400,
        "a link is good for once"
    );
}

#[test]
fn p6_the_cookie_tells_the_same_browser() {
    let mut client = Client::start(magic());
    let body = json!({"interactionHandle": client.handle});
    let reply = client.send(&Request::json("/idp/idx/introspect", &body));
    let cookie = reply.header("set-cookie").unwrap().to_owned();
    client.password();
    let link = client.link("ada@example.com");
    let mut request = Request::get(link);
    request.headers.push(("cookie".to_owned(), cookie));
    assert_eq!(client.send(&request).status, 302);
}

#[test]
fn p8_sms_with_resend() {
    let mut client = Client::start(with(Policy::with_challenge(&[MethodType::Sms])));
    client.password();
    assert!(
        client.org.inbox().code(NUMBER).is_none(),
        "nothing is sent unasked"
    );
    client.submit(
        "authenticator-verification-data",
        json!({"authenticator": {"methodType": "sms"}}),
    );
    let first = client.org.inbox().code(NUMBER).unwrap().to_owned();
    client.submit("resend", json!({}));
    passcode(&mut client, &first);
    assert_eq!(client.field_message(), "api.authn.error.PASSCODE_INVALID");
    let second = client.org.inbox().code(NUMBER).unwrap().to_owned();
    passcode(&mut client, &second);
    client.tokens();
}

#[test]
fn p9_voice() {
    let methods = [MethodType::Sms, MethodType::Voice];
    let mut client = Client::start(with(Policy::with_challenge(&methods)));
    client.password();
    client.submit(
        "authenticator-verification-data",
        json!({"authenticator": {"methodType": "voice"}}),
    );
    let call = client.org.inbox().to(NUMBER).next_back().unwrap();
    assert_eq!(call.kind, InboxMessageKind::Voice);
    let code = call.code.clone().unwrap();
    passcode(&mut client, &code);
    client.tokens();
}

#[test]
fn p20_keep_me_signed_in() {
    let mut client = Client::start(with(Policy {
        keep_me_signed_in: true,
        ..Policy::default()
    }));
    client.password();
    client.submit("keep-me-signed-in", json!({"keepMeSignedIn": true}));
    client.tokens();
}
