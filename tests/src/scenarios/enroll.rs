//! E: enrolling Okta Verify by its QR code, and what comes before and after.

use std::time::Duration;

use idx_flow::{Action, AuthenticatorKey as Key, FailureKind, MethodType, RemediationName as Name};
use idx_flow_sim::setup::{
    AuthenticatorKey, ExpiredPassword, IntervalChange, MethodType as Method, OktaVerifyPolicy,
    PasswordState, Policy, Registration,
};
use idx_flow_sim::{PhoneError, Setup};
use serde_json::Value;

use super::{Scenario, under, with_user};
use crate::host::{Host, StepResult};
use crate::steps::offers;

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("E1", required, by_qr_code),
    Scenario::new("E2", at_sign_up, sign_up_and_scan),
    Scenario::new("E6", soon_expired, let_it_expire),
    Scenario::new("E9", optional, skip),
    Scenario::new("E10", and_email, enroll_email_as_well),
    Scenario::new("E11", and_challenged, choose_a_challenge),
    Scenario::new("E12", and_expired_password, give_a_new_password),
    Scenario::new("E13", strict, scan_with_a_better_phone),
    Scenario::new("E14", restless, follow_the_changes),
];

fn required() -> Setup {
    under(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

fn by_qr_code(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?;
    let first = host.qr()?;
    assert_eq!(host.interval()?, Duration::from_millis(4000));
    host.wait()?;
    assert_eq!(host.qr()?, first, "the same code is shown while it is good");
    host.scan()?.tokens()?;
    Ok(())
}

fn at_sign_up() -> Setup {
    under(Policy {
        registration: Some(Registration::default()),
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn sign_up_and_scan(host: &mut Host) -> StepResult {
    host.press(&Name::SelectEnrollProfile)?;
    let profile = [
        ("userProfile.firstName", "Grace"),
        ("userProfile.lastName", "Hopper"),
        ("userProfile.email", "grace@example.com"),
    ];
    host.fill(&Name::EnrollProfile, &profile)?;
    host.choose(&Key::OktaEmail)?
        .passcode_from(&Key::OktaEmail, "grace@example.com")?;
    host.choose(&Key::OktaPassword)?
        .passcode(&Key::OktaPassword, "Brand-New-1")?;
    host.choose(&Key::OktaVerify)?
        .scan()?
        .tokens_of("grace@example.com")?;
    Ok(())
}

/// Long enough for the server's patience, and few polls.
fn soon_expired() -> Setup {
    under(Policy {
        transaction_lifetime_s: 100,
        poll_interval_ms: 20_000,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn let_it_expire(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?;
    let old = host.qr()?;
    let expires_at = host.page()?.expires_at.unwrap();
    host.wait_to_fail(FailureKind::Expired, None)?;
    let sent = host.log.last().unwrap().at;
    assert!(sent < expires_at, "it was asked after its expiry");

    let count = host.log.len();
    for _ in 0..10 {
        host.now += Duration::from_secs(20);
        host.fails(FailureKind::Expired, None)?;
    }
    assert_eq!(host.log.len(), count, "a request after the end");

    host.start_again(|config| config);
    host.sign_in()?.choose(&Key::OktaVerify)?;
    assert_ne!(host.qr()?, old, "a fresh QR code");
    let stale = host
        .phone
        .scan(&mut host.org, &old.png().unwrap(), host.now);
    assert!(matches!(stale, Err(PhoneError::Device(_))), "{stale:?}");
    host.scan()?.tokens()?;
    Ok(())
}

fn optional() -> Setup {
    under(Policy {
        optional: vec![AuthenticatorKey::OktaVerify],
        ..Policy::default()
    })
}

fn skip(host: &mut Host) -> StepResult {
    host.sign_in()?.press(&Name::Skip)?.tokens()?;
    Ok(())
}

fn and_email() -> Setup {
    let keys = [AuthenticatorKey::OktaVerify, AuthenticatorKey::OktaEmail];
    with_user(Policy::with_required(&keys), |user| user.enrolled.clear())
}

fn enroll_email_as_well(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?.scan()?;
    host.wait_for(|action| matches!(action, Action::Ask { .. }))?;
    host.choose(&Key::OktaEmail)?
        .passcode_from(&Key::OktaEmail, "ada@example.com")?
        .tokens()?;
    Ok(())
}

fn and_challenged() -> Setup {
    under(Policy {
        challenge: vec![Method::Push, Method::Totp],
        challenge_after_enrollment: true,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn choose_a_challenge(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?.scan()?;
    let is_choice = offers(&Name::AuthenticatorVerificationData);
    host.wait_for(|action| action.prompt().is_some_and(|page| is_choice(page)))?;
    host.method(&MethodType::Totp)?.totp()?.tokens()?;
    Ok(())
}

fn and_expired_password() -> Setup {
    let policy = Policy {
        expired_password: ExpiredPassword::AtTheEnd,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    };
    with_user(policy, |user| user.password_state = PasswordState::Expired)
}

fn give_a_new_password(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?.scan()?;
    let is_asked = offers(&Name::ReenrollAuthenticator);
    host.wait_for(|action| action.prompt().is_some_and(|page| is_asked(page)))?;
    host.passcode(&Key::OktaPassword, "Brand-New-1")?.tokens()?;
    Ok(())
}

fn strict() -> Setup {
    under(Policy {
        okta_verify: OktaVerifyPolicy {
            biometrics: true,
            fips: true,
            ..OktaVerifyPolicy::default()
        },
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn scan_with_a_better_phone(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?;
    host.phone.hardware.biometrics = false;
    host.phone.hardware.fips = false;
    assert!(host.try_to_scan()?.is_err());
    host.wait_for_message("oie.authenticator.app.method.push.enroll.enable.biometrics")?;
    host.interval()?;

    host.phone.hardware.biometrics = true;
    assert!(host.try_to_scan()?.is_err());
    host.wait_for_message(
        "oie.authenticator.app.non_fips_compliant_enrollment_device_incompatible",
    )?;
    host.interval()?;

    host.phone.hardware.fips = true;
    host.scan()?.tokens()?;
    Ok(())
}

fn restless() -> Setup {
    let change = IntervalChange {
        after_polls: 2,
        interval_ms: 2000,
    };
    under(Policy {
        interval_changes: vec![change],
        rotate_state_handle: true,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    })
}

fn follow_the_changes(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::OktaVerify)?;
    assert_eq!(host.interval()?, Duration::from_millis(4000));
    let first = host.qr()?;
    let old = state_handle(host);
    host.wait_for(|action| {
        let page = action.prompt();
        page.is_some_and(|page| {
            let refresh = page
                .remediation_by_name(&Name::EnrollPoll)
                .and_then(|poll| poll.refresh);
            refresh == Some(Duration::from_millis(2000))
        })
    })?;
    assert_eq!(host.interval()?, Duration::from_millis(2000));
    assert_ne!(state_handle(host), old, "the handle has changed");
    assert_eq!(host.qr()?, first, "the code has not");

    let newest = state_handle(host);
    let due = host.flow.next_action(host.now + Duration::from_secs(60));
    assert!(
        matches!(due, Action::Send { request } if request.body.expose().contains(&newest)),
        "a poll carries the newest handle"
    );
    host.scan()?.tokens()?;
    Ok(())
}

fn state_handle(host: &Host) -> String {
    let page = host.flow.response_json().unwrap_or_default();
    let page: Value = serde_json::from_str(page).unwrap();
    page["stateHandle"].as_str().unwrap().to_owned()
}
