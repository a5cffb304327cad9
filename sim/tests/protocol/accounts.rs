//! Signing up, getting back in, keeping a password and a profile in order.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    AuthenticatorKey, MethodType, PasswordState, Policy, ProfileAttribute, Registration, UserStatus,
};
use serde_json::{Value, json};

use crate::client::{Client, claims};

const ENROLL: &str = "select-authenticator-enroll";

fn with(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

fn passcode(client: &mut Client, form: &str, passcode: &str) {
    client.submit(form, json!({"credentials": {"passcode": passcode}}));
}

fn mailed(client: &Client, to: &str) -> String {
    client.org.inbox().code(to).unwrap().to_owned()
}

fn profile(email: &str) -> Value {
    json!({"userProfile": {"firstName": "Eve", "lastName": "New", "email": email}})
}

#[test]
fn a1_a2_a3_sign_up() {
    let mut client = Client::start(with(Policy {
        registration: Some(Registration::default()),
        optional: vec![AuthenticatorKey::PhoneNumber],
        ..Policy::default()
    }));
    client.submit("select-enroll-profile", json!({}));
    client.submit("enroll-profile", profile("not-an-address"));
    assert_eq!(
        (client.status, client.field_message()),
        (400, "registration.error.invalidLoginEmail")
    );
    client.submit("enroll-profile", profile("ada@example.com"));
    assert_eq!(
        client.field_message(),
        "registration.error.notUniqueWithinOrg"
    );
    client.submit("enroll-profile", profile("eve@example.com"));
    assert_eq!(client.page["intent"], "ENROLL_NEW_USER");

    client.choose(ENROLL, "Email", json!({}));
    let code = mailed(&client, "eve@example.com");
    passcode(&mut client, "enroll-authenticator", &code);
    client.choose(ENROLL, "Password", json!({}));
    passcode(&mut client, "enroll-authenticator", "weak");
    assert_eq!(
        client.field_message(),
        "password.passwordRequirementsNotMet"
    );
    passcode(&mut client, "enroll-authenticator", "Brand-New-1");
    assert_eq!(client.names(), [ENROLL, "skip"]);
    client.submit("skip", json!({}));
    assert_eq!(
        claims(&client.tokens()["id_token"])["email"],
        "eve@example.com"
    );
}

fn recoverable() -> Setup {
    with(Policy {
        recovery: vec![MethodType::Email],
        ..Policy::default()
    })
}

#[test]
fn a4_password_recovery() {
    let mut client = Client::start(recoverable());
    client.submit("recover", json!({}));
    client.submit(
        "identify-recovery",
        json!({"identifier": "ada@example.com"}),
    );
    assert_eq!(client.page["intent"], "CREDENTIAL_RECOVERY");
    let code = mailed(&client, "ada@example.com");
    passcode(&mut client, "challenge-authenticator", &code);
    passcode(&mut client, "reset-authenticator", "weak");
    assert_eq!(
        client.field_message(),
        "password.passwordRequirementsNotMet"
    );
    passcode(&mut client, "reset-authenticator", "Brand-New-1");
    client.tokens();
}

#[test]
fn a5_recovery_of_an_unknown_user() {
    let mut client = Client::start(recoverable());
    client.submit("recover", json!({}));
    client.submit("identify-recovery", json!({"identifier": "nobody"}));
    assert_eq!(client.message(), "idx.unknown.user");
    assert_eq!(client.names(), ["identify-recovery"]);
}

#[test]
fn a6_recovery_token() {
    let mut client = Client::start(Setup::default());
    let token = client.org.recovery_token("ada@example.com").unwrap();
    client.interact(&[("recovery_token", &token)]);
    passcode(&mut client, "reset-authenticator", "Brand-New-1");
    client.tokens();
    client.interact(&[("recovery_token", &token)]);
    assert_eq!(client.message(), "idx.invalid.forgot.password.token");
}

#[test]
fn a7_activation_token() {
    let mut setup = with(Policy::with_required(&[AuthenticatorKey::OktaPassword]));
    setup.users[0].status = UserStatus::Staged;
    setup.users[0].password = None;
    let mut client = Client::start(setup);
    let token = client.org.activation_token("ada@example.com").unwrap();
    client.interact(&[("activation_token", &token)]);
    client.choose(ENROLL, "Password", json!({}));
    passcode(&mut client, "enroll-authenticator", "Brand-New-1");
    client.tokens();
}

#[test]
fn a8_unlock() {
    let mut setup = with(Policy {
        unlock: vec![MethodType::Email],
        ..Policy::default()
    });
    setup.users[0].status = UserStatus::LockedOut;
    let mut client = Client::start(setup);
    client.submit("unlock-account", json!({}));
    let form = "select-authenticator-unlock-account";
    let field = &client.form(form).unwrap()["value"][1];
    let id = field["options"][0]["value"]["form"]["value"][0]["value"].clone();
    client.submit(
        form,
        json!({"identifier": "ada@example.com", "authenticator": {"id": id}}),
    );
    let code = mailed(&client, "ada@example.com");
    passcode(&mut client, "challenge-authenticator", &code);
    assert_eq!(
        client.message(),
        "oie.selfservice.unlock_user.success.message"
    );
    client.interact(&[]);
    client.password().tokens();
}

#[test]
fn a9_expired_password() {
    let mut setup = Setup::default();
    setup.users[0].password_state = PasswordState::Expired;
    let mut client = Client::start(setup);
    client.password();
    passcode(&mut client, "reenroll-authenticator", "weak");
    assert_eq!(
        (client.status, client.field_message()),
        (400, "password.passwordRequirementsNotMet")
    );
    passcode(&mut client, "reenroll-authenticator", "Brand-New-1");
    client.tokens();
}

#[test]
fn a10_expiring_password() {
    let mut setup = Setup::default();
    setup.users[0].password_state = PasswordState::ExpiresInDays(3);
    for skip in [true, false] {
        let mut client = Client::start(setup.clone());
        client.password();
        assert_eq!(client.message(), "idx.password.expiring.message");
        let settings = &client.page["currentAuthenticator"]["value"]["settings"];
        assert_eq!(settings["daysToExpiry"], 3);
        match skip {
            true => drop(client.submit("skip", json!({}))),
            false => passcode(&mut client, "reenroll-authenticator-warning", "Brand-New-1"),
        }
        client.tokens();
    }
}

#[test]
fn a11_progressive_profile() {
    let mut client = Client::start(with(Policy {
        required_attributes: vec![ProfileAttribute {
            name: "department".to_owned(),
            label: "Department".to_owned(),
            required: true,
        }],
        ..Policy::default()
    }));
    client.password();
    client.submit("enroll-profile", json!({"userProfile": {}}));
    assert_eq!(client.field_message(), "model.validation.field.blank");
    client.submit(
        "enroll-profile",
        json!({"userProfile": {"department": "Engines"}}),
    );
    client.tokens();
    client.interact(&[]);
    client.password().tokens();
}
