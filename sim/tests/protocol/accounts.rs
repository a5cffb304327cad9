//! Registration, recovery, unlock, password changes and progressive profiling.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    AuthenticatorKey, Enrolled, MethodType, PasswordState, Policy, ProfileAttribute, Registration,
    UserStatus,
};
use serde_json::{Value, json};

use crate::client::{Client, claims};

const ENROLL: &str = "select-authenticator-enroll";

fn setup_with(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

fn submit_passcode(client: &mut Client, form: &str, passcode: &str) {
    client.submit(form, json!({"credentials": {"passcode": passcode}}));
}

fn emailed_code(client: &Client, to: &str) -> String {
    client.org.inbox().code(to).unwrap().to_owned()
}

fn profile(email: &str) -> Value {
    json!({"userProfile": {"firstName": "Eve", "lastName": "New", "email": email}})
}

#[test]
fn a1_a2_a3_a_new_user_registers_after_invalid_input() {
    let mut client = Client::start(setup_with(Policy {
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
    assert_eq!(client.response["intent"], "ENROLL_NEW_USER");

    client.select_authenticator(ENROLL, "Email", json!({}));
    let code = emailed_code(&client, "eve@example.com");
    submit_passcode(&mut client, "enroll-authenticator", &code);
    client.select_authenticator(ENROLL, "Password", json!({}));
    submit_passcode(&mut client, "enroll-authenticator", "weak");
    assert_eq!(
        client.field_message(),
        "password.passwordRequirementsNotMet"
    );
    submit_passcode(&mut client, "enroll-authenticator", "Brand-New-1");
    assert_eq!(client.names(), [ENROLL, "skip"]);
    client.submit("skip", json!({}));
    assert_eq!(
        claims(&client.tokens()["id_token"])["email"],
        "eve@example.com"
    );
}

fn email_recovery() -> Setup {
    setup_with(Policy {
        recovery: vec![MethodType::Email],
        ..Policy::default()
    })
}

#[test]
fn a4_a_password_is_reset_by_email() {
    let mut client = Client::start(email_recovery());
    client.submit("recover", json!({}));
    client.submit(
        "identify-recovery",
        json!({"identifier": "ada@example.com"}),
    );
    assert_eq!(client.response["intent"], "CREDENTIAL_RECOVERY");
    let code = emailed_code(&client, "ada@example.com");
    submit_passcode(&mut client, "challenge-authenticator", &code);
    submit_passcode(&mut client, "reset-authenticator", "weak");
    assert_eq!(
        client.field_message(),
        "password.passwordRequirementsNotMet"
    );
    submit_passcode(&mut client, "reset-authenticator", "Brand-New-1");
    client.tokens();
}

#[test]
fn a5_recovery_of_an_unknown_user_is_rejected() {
    let mut client = Client::start(email_recovery());
    client.submit("recover", json!({}));
    client.submit("identify-recovery", json!({"identifier": "nobody"}));
    assert_eq!(client.message(), "idx.unknown.user");
    assert_eq!(client.names(), ["identify-recovery"]);
}

#[test]
fn a6_a_recovery_token_can_be_used_once() {
    let mut client = Client::start(Setup::default());
    let token = client.org.recovery_token("ada@example.com").unwrap();
    client.interact(&[("recovery_token", &token)]);
    submit_passcode(&mut client, "reset-authenticator", "Brand-New-1");
    client.tokens();
    client.interact(&[("recovery_token", &token)]);
    assert_eq!(client.message(), "idx.invalid.forgot.password.token");
}

#[test]
fn a7_an_activation_token_activates_the_account() {
    let mut setup = setup_with(Policy::with_required(&[AuthenticatorKey::OktaPassword]));
    setup.users[0].status = UserStatus::Staged;
    setup.users[0].password = None;
    let mut client = Client::start(setup);
    let token = client.org.activation_token("ada@example.com").unwrap();
    client.interact(&[("activation_token", &token)]);
    client.select_authenticator(ENROLL, "Password", json!({}));
    submit_passcode(&mut client, "enroll-authenticator", "Brand-New-1");
    client.tokens();
}

const UNLOCK: &str = "select-authenticator-unlock-account";

/// Opens the unlock form of a locked account, and returns its first authenticator option.
fn start_unlock(method: MethodType) -> (Client, Value) {
    let mut setup = setup_with(Policy {
        unlock: vec![method],
        ..Policy::default()
    });
    let number = Enrolled::PhoneNumber("+15550104477".to_owned());
    setup.users[0].enrolled.push(number);
    setup.users[0].status = UserStatus::LockedOut;
    let mut client = Client::start(setup);
    client.submit("unlock-account", json!({}));
    let field = &client.form(UNLOCK).unwrap()["value"][1];
    let option = field["options"][0]["value"]["form"]["value"].clone();
    (client, option)
}

#[test]
fn a8_a_locked_account_is_unlocked_by_email() {
    let (mut client, option) = start_unlock(MethodType::Email);
    let method = &option[1];
    assert_eq!(
        (&method["value"], &method["required"], &method["mutable"]),
        (&json!("email"), &json!(false), &json!(false))
    );
    let authenticator = json!({"id": option[0]["value"], "methodType": method["value"]});
    client.submit(
        UNLOCK,
        json!({"identifier": "ada@example.com", "authenticator": authenticator}),
    );
    let code = emailed_code(&client, "ada@example.com");
    submit_passcode(&mut client, "challenge-authenticator", &code);
    assert_eq!(
        client.message(),
        "oie.selfservice.unlock_user.success.message"
    );
    client.interact(&[]);
    client.password().tokens();
}

#[test]
fn a8_an_unlock_without_a_method_is_confirmed_before_a_code_is_sent() {
    for (method, to) in [
        (MethodType::Email, "ada@example.com"),
        (MethodType::Sms, "+15550104477"),
    ] {
        let (mut client, option) = start_unlock(method);
        let authenticator = json!({"id": option[0]["value"]});
        client.submit(
            UNLOCK,
            json!({"identifier": "ada@example.com", "authenticator": authenticator}),
        );
        assert_eq!(client.names()[0], "authenticator-verification-data");
        assert!(client.org.inbox().code(to).is_none());
        client.submit("authenticator-verification-data", json!({}));
        let code = emailed_code(&client, to);
        submit_passcode(&mut client, "challenge-authenticator", &code);
        assert_eq!(client.status, 200);
        assert!(client.names().is_empty());
    }
}

#[test]
fn a9_an_expired_password_must_be_changed() {
    let mut setup = Setup::default();
    setup.users[0].password_state = PasswordState::Expired;
    let mut client = Client::start(setup);
    client.password();
    submit_passcode(&mut client, "reenroll-authenticator", "weak");
    assert_eq!(
        (client.status, client.field_message()),
        (400, "password.passwordRequirementsNotMet")
    );
    submit_passcode(&mut client, "reenroll-authenticator", "Brand-New-1");
    client.tokens();
}

#[test]
fn a10_an_expiring_password_can_be_changed_later() {
    let mut setup = Setup::default();
    setup.users[0].password_state = PasswordState::ExpiresInDays(3);
    for skip in [true, false] {
        let mut client = Client::start(setup.clone());
        client.password();
        assert_eq!(client.message(), "idx.password.expiring.message");
        let settings = &client.response["currentAuthenticator"]["value"]["settings"];
        assert_eq!(settings["daysToExpiry"], 3);
        match skip {
            true => drop(client.submit("skip", json!({}))),
            false => submit_passcode(&mut client, "reenroll-authenticator-warning", "Brand-New-1"),
        }
        client.tokens();
    }
}

#[test]
fn a11_missing_profile_attributes_are_requested_once() {
    let mut client = Client::start(setup_with(Policy {
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
