//! Enrolling Okta Verify.

use idx_flow_sim::org::device::DeviceError;
use idx_flow_sim::setup::{
    AuthenticatorKey, ExpiredPassword, IntervalChange, MethodType, PasswordState, Policy,
    Registration, User,
};
use idx_flow_sim::{Phone, PhoneError, Setup};
use serde_json::json;

use crate::client::{Client, claims};

const ENROLL: &str = "select-authenticator-enroll";

pub(crate) fn okta_verify_required() -> Setup {
    setup_with(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

fn setup_with(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

/// Signs in and selects Okta Verify. The response has the QR code.
pub(crate) fn start_enrollment(setup: Setup) -> Client {
    let mut client = Client::start(setup);
    client
        .password()
        .select_authenticator(ENROLL, "Okta Verify", json!({}));
    assert_eq!(client.names()[0], "enroll-poll");
    client
}

pub(crate) fn poll(client: &mut Client) {
    client.submit("enroll-poll", json!({}));
}

#[test]
fn e1_scanning_the_qr_code_completes_the_enrollment() {
    let mut client = Client::start(okta_verify_required());
    client
        .password()
        .select_authenticator(ENROLL, "Okta Verify", json!({"channel": "qrcode"}));
    assert_eq!(client.form("enroll-poll").unwrap()["refresh"], 4000);
    poll(&mut client);
    assert_eq!(client.names()[0], "enroll-poll");

    let mut phone = Phone::new("Ada's phone");
    client.scan(&mut phone).unwrap();
    poll(&mut client);
    let tokens = client.tokens();
    let id = claims(&tokens["id_token"]);
    assert_eq!(id["nonce"], "n-1");
    assert_eq!(id["email"], "ada@example.com");
    assert_eq!(id["iss"], "https://org.example.com/oauth2/default");
    assert!(tokens["refresh_token"].is_string() && tokens["device_secret"].is_string());
}

#[test]
fn e2_okta_verify_is_enrolled_during_registration() {
    let mut policy = Policy::with_required(&[AuthenticatorKey::OktaVerify]);
    policy.registration = Some(Registration {
        password_in_form: true,
        required: Vec::new(),
        ..Registration::default()
    });
    let mut client = Client::start(setup_with(policy));
    client.submit("select-enroll-profile", json!({}));
    client.submit(
        "enroll-profile",
        json!({
            "userProfile": {"firstName": "Eve", "lastName": "New", "email": "eve@example.com"},
            "credentials": {"passcode": "Brand-New-1"},
        }),
    );
    client.select_authenticator(ENROLL, "Okta Verify", json!({"channel": "qrcode"}));
    client.scan(&mut Phone::new("Eve's phone")).unwrap();
    poll(&mut client);
    assert_eq!(claims(&client.tokens()["id_token"])["given_name"], "Eve");
}

#[test]
fn e6_an_unscanned_qr_code_expires() {
    let mut client = start_enrollment(okta_verify_required());
    let expires_at = client.response["expiresAt"].clone();
    client.wait(400);
    poll(&mut client);
    assert_eq!(
        client.response["expiresAt"], expires_at,
        "polling does not extend the lifetime"
    );
    let png = client.qr();
    client.wait(200);
    let result = Phone::new("Ada's phone").scan(&mut client.org, &png, client.now);
    assert!(result.is_err());
    poll(&mut client);
    assert_eq!(
        (client.status, client.message()),
        (401, "idx.session.expired")
    );
    client.interact(&[]);
    client
        .password()
        .select_authenticator(ENROLL, "Okta Verify", json!({}));
    assert_ne!(client.qr(), png);
}

#[test]
fn e9_an_optional_enrollment_can_be_skipped() {
    let mut client = Client::start(setup_with(Policy {
        optional: vec![AuthenticatorKey::OktaVerify],
        ..Policy::default()
    }));
    client.password();
    assert_eq!(client.names(), [ENROLL, "skip"]);
    client.select_authenticator(ENROLL, "Okta Verify", json!({"channel": "qrcode"}));
    client.submit("skip", json!({}));
    client.tokens();
}

#[test]
fn e10_email_is_enrolled_after_okta_verify() {
    let keys = [AuthenticatorKey::OktaVerify, AuthenticatorKey::OktaEmail];
    let mut setup = setup_with(Policy::with_required(&keys));
    setup.users[0].enrolled.clear();
    let mut client = start_enrollment(setup);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    poll(&mut client);
    assert_eq!(client.names(), [ENROLL]);
    client.select_authenticator(ENROLL, "Email", json!({}));
    let code = client.code("ada@example.com");
    client.submit(
        "enroll-authenticator",
        json!({"credentials": {"passcode": code}}),
    );
    client.tokens();
}

#[test]
fn e11_okta_verify_is_verified_after_the_enrollment() {
    let mut policy = Policy::with_required(&[AuthenticatorKey::OktaVerify]);
    policy.challenge = vec![MethodType::Push, MethodType::Totp];
    policy.challenge_after_enrollment = true;
    let mut client = start_enrollment(setup_with(policy));
    let mut phone = Phone::new("Ada's phone");
    client.scan(&mut phone).unwrap();
    poll(&mut client);
    client.submit(
        "authenticator-verification-data",
        json!({"authenticator": {"methodType": "totp"}}),
    );
    let totp = phone.totp(client.now).unwrap();
    client.submit(
        "challenge-authenticator",
        json!({"credentials": {"totp": totp}}),
    );
    client.tokens();
}

#[test]
fn e12_an_expired_password_is_changed_after_the_enrollment() {
    let mut setup = okta_verify_required();
    setup.policy.expired_password = ExpiredPassword::AtTheEnd;
    setup.users = vec![User {
        password_state: PasswordState::Expired,
        ..User::default()
    }];
    let mut client = start_enrollment(setup);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    poll(&mut client);
    client.submit(
        "reenroll-authenticator",
        json!({"credentials": {"passcode": "Brand-New-1"}}),
    );
    client.tokens();
}

#[test]
fn e13_polls_report_device_problems() {
    let mut setup = okta_verify_required();
    setup.policy.okta_verify.biometrics = true;
    setup.policy.okta_verify.fips = true;
    let mut client = start_enrollment(setup);
    let mut phone = Phone::new("Ada's phone");
    phone.hardware.biometrics = false;
    phone.hardware.fips = false;
    let result = client.scan(&mut phone);
    assert_eq!(result, Err(PhoneError::Device(DeviceError::NoBiometrics)));
    poll(&mut client);
    assert_eq!(
        client.message(),
        "oie.authenticator.app.method.push.enroll.enable.biometrics"
    );
    phone.hardware.biometrics = true;
    let result = client.scan(&mut phone);
    assert_eq!(result, Err(PhoneError::Device(DeviceError::NotFips)));
    poll(&mut client);
    assert_eq!(
        client.message(),
        "oie.authenticator.app.non_fips_compliant_enrollment_device_incompatible"
    );
    assert_eq!(client.names()[0], "enroll-poll");
    client.scan(&mut Phone::new("Another phone")).unwrap();
    poll(&mut client);
    client.tokens();
}

#[test]
fn e14_interval_and_state_handle_change_between_polls() {
    let mut setup = okta_verify_required();
    setup.policy.rotate_state_handle = true;
    setup.policy.interval_changes = vec![IntervalChange {
        after_polls: 2,
        interval_ms: 2000,
    }];
    let mut client = start_enrollment(setup);
    let mut prompts = Vec::new();
    for _ in 0..3 {
        prompts.push((
            client.response["stateHandle"].clone(),
            client.form("enroll-poll").unwrap()["refresh"].clone(),
        ));
        poll(&mut client);
    }
    assert_eq!(prompts[0].1, 4000);
    assert_eq!(prompts[2].1, 2000);
    assert_ne!(prompts[0].0, prompts[1].0);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    poll(&mut client);
    client.tokens();
}
