//! E1, E2, E6 and E9–E14: enrolling Okta Verify with a QR code.

use std::time::Duration;

use idx_flow::{
    Action, AuthenticatorKey as Key, MethodType, Prompt, Purpose, RemediationName as Name,
};
use idx_flow_sim::setup::{
    AuthenticatorKey, ExpiredPassword, IntervalChange, MethodType as Method, OktaVerifyPolicy,
    PasswordState, Policy, Registration,
};
use idx_flow_sim::{PhoneError, Setup};
use serde_json::Value;

use super::scenario::Scenario;
use super::setups::{with_policy, with_user};
use crate::host::{Exchange, Host, Restart, StepResult};
use crate::steps::offers;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("E1", required, by_qr_code),
    Scenario::new("E2", required_at_sign_up, sign_up_and_scan),
    Scenario::new("E6", required_with_short_lifetime, let_the_qr_code_expire),
    Scenario::new("E9", optional, skip),
    Scenario::new("E10", required_with_email, enroll_email_after_scan),
    Scenario::new("E11", required_with_challenge, verify_after_scan),
    Scenario::new(
        "E12",
        required_with_expired_password,
        replace_password_after_scan,
    ),
    Scenario::new(
        "E13",
        required_with_fips_and_biometrics,
        scan_with_a_compliant_phone,
    ),
    Scenario::new(
        "E14",
        required_with_changes_while_polling,
        follow_interval_and_handle,
    ),
];

fn required() -> Setup {
    with_policy(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

fn by_qr_code(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::OktaVerify)?;
    let first = host.qr_code()?;
    assert_eq!(host.poll_interval()?, Duration::from_millis(4000));
    host.wait()?;
    assert_eq!(
        host.qr_code()?,
        first,
        "the QR code changed before it expired"
    );
    host.scan()?.expect_tokens()?;
    Ok(())
}

fn required_at_sign_up() -> Setup {
    with_policy(Policy {
        registration: Some(Registration::default()),
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn sign_up_and_scan(host: &mut Host) -> StepResult {
    host.proceed(&Name::SelectEnrollProfile)?;
    let profile = [
        ("userProfile.firstName", "Grace"),
        ("userProfile.lastName", "Hopper"),
        ("userProfile.email", "grace@example.com"),
    ];
    host.fill(&Name::EnrollProfile, &profile)?;
    host.select_authenticator(&Key::OktaEmail)?
        .enter_passcode_from(&Key::OktaEmail, "grace@example.com")?;
    host.select_authenticator(&Key::OktaPassword)?
        .enter_passcode(&Key::OktaPassword, "Brand-New-1")?;
    host.select_authenticator(&Key::OktaVerify)?
        .scan()?
        .expect_tokens_of("grace@example.com")?;
    Ok(())
}

/// The transaction outlives the longest rate limit of the fault injection, with few polls.
fn required_with_short_lifetime() -> Setup {
    with_policy(Policy {
        transaction_lifetime_s: 100,
        poll_interval_ms: 20_000,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn let_the_qr_code_expire(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::OktaVerify)?;
    let old = host.qr_code()?;
    let expires_at = host.prompt()?.expires_at.unwrap();
    host.wait_for_expiry()?;
    let is_late_poll =
        |exchange: &&Exchange| exchange.purpose == Purpose::Poll && exchange.at >= expires_at;
    let late = host.log.iter().filter(is_late_poll).count();
    let is_killed = matches!(host.restart, Restart::Once(_));
    assert!(late <= 1 || is_killed, "{late} requests after the expiry");

    let count = host.log.len();
    for _ in 0..10 {
        host.now += Duration::from_secs(20);
        host.wait_for_expiry()?;
    }
    assert_eq!(host.log.len(), count, "a request was sent after the end");

    host.start_again(|config| config);
    host.sign_in()?.select_authenticator(&Key::OktaVerify)?;
    assert_ne!(host.qr_code()?, old, "the QR code is the same as before");
    let stale = host
        .phone
        .scan(&mut host.org, &old.png().unwrap(), host.now);
    assert!(matches!(stale, Err(PhoneError::Device(_))), "{stale:?}");
    host.scan()?.expect_tokens()?;
    Ok(())
}

fn optional() -> Setup {
    with_policy(Policy {
        optional: vec![AuthenticatorKey::OktaVerify],
        ..Policy::default()
    })
}

fn skip(host: &mut Host) -> StepResult {
    host.sign_in()?.proceed(&Name::Skip)?.expect_tokens()?;
    Ok(())
}

fn required_with_email() -> Setup {
    let keys = [AuthenticatorKey::OktaVerify, AuthenticatorKey::OktaEmail];
    with_user(Policy::with_required(&keys), |user| user.enrolled.clear())
}

fn enroll_email_after_scan(host: &mut Host) -> StepResult {
    host.sign_in()?
        .select_authenticator(&Key::OktaVerify)?
        .scan()?;
    host.wait_for(|action| matches!(action, Action::Ask { .. }))?;
    host.select_authenticator(&Key::OktaEmail)?
        .enter_passcode_from(&Key::OktaEmail, "ada@example.com")?
        .expect_tokens()?;
    Ok(())
}

fn required_with_challenge() -> Setup {
    with_policy(Policy {
        challenge: vec![Method::Push, Method::Totp],
        challenge_after_enrollment: true,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn verify_after_scan(host: &mut Host) -> StepResult {
    host.sign_in()?
        .select_authenticator(&Key::OktaVerify)?
        .scan()?;
    let selects_method = offers(&Name::AuthenticatorVerificationData);
    host.wait_for(|action| action.prompt().is_some_and(|prompt| selects_method(prompt)))?;
    host.select_method(&MethodType::Totp)?
        .enter_totp()?
        .expect_tokens()?;
    Ok(())
}

fn required_with_expired_password() -> Setup {
    let policy = Policy {
        expired_password: ExpiredPassword::AtTheEnd,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    };
    with_user(policy, |user| user.password_state = PasswordState::Expired)
}

fn replace_password_after_scan(host: &mut Host) -> StepResult {
    host.sign_in()?
        .select_authenticator(&Key::OktaVerify)?
        .scan()?;
    let asks_password = offers(&Name::ReenrollAuthenticator);
    host.wait_for(|action| action.prompt().is_some_and(|prompt| asks_password(prompt)))?;
    host.enter_passcode(&Key::OktaPassword, "Brand-New-1")?
        .expect_tokens()?;
    Ok(())
}

fn required_with_fips_and_biometrics() -> Setup {
    with_policy(Policy {
        okta_verify: OktaVerifyPolicy {
            biometrics: true,
            fips: true,
            ..OktaVerifyPolicy::default()
        },
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn scan_with_a_compliant_phone(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::OktaVerify)?;
    host.phone.hardware.biometrics = false;
    host.phone.hardware.fips = false;
    assert!(host.try_scan()?.is_err());
    host.wait_for_message("oie.authenticator.app.method.push.enroll.enable.biometrics")?;
    host.poll_interval()?;

    host.phone.hardware.biometrics = true;
    assert!(host.try_scan()?.is_err());
    host.wait_for_message(
        "oie.authenticator.app.non_fips_compliant_enrollment_device_incompatible",
    )?;
    host.poll_interval()?;

    host.phone.hardware.fips = true;
    host.scan()?.expect_tokens()?;
    Ok(())
}

fn required_with_changes_while_polling() -> Setup {
    let change = IntervalChange {
        after_polls: 2,
        interval_ms: 2000,
    };
    with_policy(Policy {
        interval_changes: vec![change],
        rotate_state_handle: true,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn follow_interval_and_handle(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::OktaVerify)?;
    assert_eq!(host.poll_interval()?, Duration::from_millis(4000));
    let first = host.qr_code()?;
    let old = state_handle(host);
    let refresh = |prompt: &Prompt| prompt.remediation_by_name(&Name::EnrollPoll)?.refresh;
    host.wait_for(|action| {
        let refresh = action.prompt().and_then(|prompt| refresh(prompt));
        refresh == Some(Duration::from_millis(2000))
    })?;
    assert_eq!(host.poll_interval()?, Duration::from_millis(2000));
    assert_ne!(state_handle(host), old, "the state handle did not change");
    assert_eq!(host.qr_code()?, first, "the QR code changed");

    let newest = state_handle(host);
    let due = host.flow.next_action(host.now + Duration::from_secs(60));
    assert!(
        matches!(due, Action::Send { request } if request.body.expose().contains(&newest)),
        "the poll does not send the newest state handle"
    );
    host.scan()?.expect_tokens()?;
    Ok(())
}

fn state_handle(host: &Host) -> String {
    let response = host.flow.response_json().unwrap_or_default();
    let response: Value = serde_json::from_str(response).unwrap();
    response["stateHandle"].as_str().unwrap().to_owned()
}
