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

pub(crate) fn required() -> Setup {
    with(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

fn with(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

/// Signs in and chooses Okta Verify; the QR code is on the page.
pub(crate) fn at_qr(setup: Setup) -> Client {
    let mut client = Client::start(setup);
    client.password().choose(ENROLL, "Okta Verify", json!({}));
    assert_eq!(client.names()[0], "enroll-poll");
    client
}

pub(crate) fn poll(client: &mut Client) {
    client.submit("enroll-poll", json!({}));
}

#[test]
fn e1_scan_a_qr_code() {
    let mut client = Client::start(required());
    client
        .password()
        .choose(ENROLL, "Okta Verify", json!({"channel": "qrcode"}));
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
fn e2_at_sign_up() {
    let mut policy = Policy::with_required(&[AuthenticatorKey::OktaVerify]);
    policy.registration = Some(Registration {
        password_in_form: true,
        required: Vec::new(),
        ..Registration::default()
    });
    let mut client = Client::start(with(policy));
    client.submit("select-enroll-profile", json!({}));
    client.submit(
        "enroll-profile",
        json!({
            "userProfile": {"firstName": "Eve", "lastName": "New", "email": "eve@example.com"},
            "credentials": {"passcode": "Brand-New-1"},
        }),
    );
    client.choose(ENROLL, "Okta Verify", json!({"channel": "qrcode"}));
    client.scan(&mut Phone::new("Eve's phone")).unwrap();
    poll(&mut client);
    assert_eq!(claims(&client.tokens()["id_token"])["given_name"], "Eve");
}

#[test]
fn e6_an_unscanned_qr_code_expires() {
    let mut client = at_qr(required());
    let expires_at = client.page["expiresAt"].clone();
    client.wait(400);
    poll(&mut client);
    assert_eq!(
        client.page["expiresAt"], expires_at,
        "polling does not prolong it"
    );
    let picture = client.qr();
    client.wait(200);
    let late = Phone::new("Ada's phone").scan(&mut client.org, &picture, client.now);
    assert!(late.is_err());
    poll(&mut client);
    assert_eq!(
        (client.status, client.message()),
        (401, "idx.session.expired")
    );
    client.interact(&[]);
    client.password().choose(ENROLL, "Okta Verify", json!({}));
    assert_ne!(client.qr(), picture);
}

#[test]
fn e9_skipped() {
    let mut client = Client::start(with(Policy {
        optional: vec![AuthenticatorKey::OktaVerify],
        ..Policy::default()
    }));
    client.password();
    assert_eq!(client.names(), [ENROLL, "skip"]);
    client.choose(ENROLL, "Okta Verify", json!({"channel": "qrcode"}));
    client.submit("skip", json!({}));
    client.tokens();
}

#[test]
fn e10_an_email_must_be_enrolled_as_well() {
    let keys = [AuthenticatorKey::OktaVerify, AuthenticatorKey::OktaEmail];
    let mut setup = with(Policy::with_required(&keys));
    setup.users[0].enrolled.clear();
    let mut client = at_qr(setup);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    poll(&mut client);
    assert_eq!(client.names(), [ENROLL]);
    client.choose(ENROLL, "Email", json!({}));
    let code = client
        .org
        .inbox()
        .code("ada@example.com")
        .unwrap()
        .to_owned();
    client.submit(
        "enroll-authenticator",
        json!({"credentials": {"passcode": code}}),
    );
    client.tokens();
}

#[test]
fn e11_a_challenge_must_be_chosen() {
    let mut policy = Policy::with_required(&[AuthenticatorKey::OktaVerify]);
    policy.challenge = vec![MethodType::Push, MethodType::Totp];
    policy.challenge_after_enrollment = true;
    let mut client = at_qr(with(policy));
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
fn e12_the_password_has_expired_by_then() {
    let mut setup = required();
    setup.policy.expired_password = ExpiredPassword::AtTheEnd;
    setup.users = vec![User {
        password_state: PasswordState::Expired,
        ..User::default()
    }];
    let mut client = at_qr(setup);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    poll(&mut client);
    client.submit(
        "reenroll-authenticator",
        json!({"credentials": {"passcode": "Brand-New-1"}}),
    );
    client.tokens();
}

#[test]
fn e13_messages_while_polling() {
    let mut setup = required();
    setup.policy.okta_verify.biometrics = true;
    setup.policy.okta_verify.fips = true;
    let mut client = at_qr(setup);
    let mut phone = Phone::new("Ada's phone");
    phone.hardware.biometrics = false;
    phone.hardware.fips = false;
    let refused = client.scan(&mut phone);
    assert_eq!(refused, Err(PhoneError::Device(DeviceError::NoBiometrics)));
    poll(&mut client);
    assert_eq!(
        client.message(),
        "oie.authenticator.app.method.push.enroll.enable.biometrics"
    );
    phone.hardware.biometrics = true;
    let refused = client.scan(&mut phone);
    assert_eq!(refused, Err(PhoneError::Device(DeviceError::NotFips)));
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
    let mut setup = required();
    setup.policy.rotate_state_handle = true;
    setup.policy.interval_changes = vec![IntervalChange {
        after_polls: 2,
        interval_ms: 2000,
    }];
    let mut client = at_qr(setup);
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push((
            client.page["stateHandle"].clone(),
            client.form("enroll-poll").unwrap()["refresh"].clone(),
        ));
        poll(&mut client);
    }
    assert_eq!(seen[0].1, 4000);
    assert_eq!(seen[2].1, 2000);
    assert_ne!(seen[0].0, seen[1].0);
    client.scan(&mut Phone::new("Ada's phone")).unwrap();
    poll(&mut client);
    client.tokens();
}
