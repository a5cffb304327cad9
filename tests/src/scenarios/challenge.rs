//! C1–C6 and C9: challenges of Okta Verify: push, number challenge and TOTP.

use idx_flow::{Answer, AuthenticatorKey as Key, FailureKind, MethodType, RemediationName as Name};
use idx_flow_sim::setup::{
    Enrolled, MethodType as Method, NumberChallenge, OktaVerifyPolicy, Policy,
};
use idx_flow_sim::{PhoneError, Setup};

use super::scenario::Scenario;
use super::setups::with_user;
use crate::host::{Host, StepResult};
use crate::steps::offers;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("C1", with_push_and_totp, approve),
    Scenario::new("C2", with_push_and_totp, approve_after_rejection),
    Scenario::new("C3", with_short_push_lifetime, never_answer),
    Scenario::new("C4", with_number_challenge, tap_the_number),
    Scenario::new(
        "C4b",
        with_late_number_challenge,
        tap_the_number_of_a_later_poll,
    ),
    Scenario::new("C5", with_push_and_totp, enter_the_totp),
    Scenario::new("C6", with_push_and_totp, enter_the_totp_after_a_wrong_one),
    Scenario::new("C9", with_auto_challenge, request_automatic_pushes),
];

fn with_okta_verify(challenge: &[Method], change: fn(&mut Policy)) -> Setup {
    let mut policy = Policy::with_challenge(challenge);
    change(&mut policy);
    with_user(policy, |user| {
        user.enrolled
            .push(Enrolled::OktaVerify("Ada's phone".to_owned()));
    })
}

fn with_push_and_totp() -> Setup {
    with_okta_verify(&[Method::Push, Method::Totp], |_| {})
}

fn approve(host: &mut Host) -> StepResult {
    host.sign_in()?.select_method(&MethodType::Push)?;
    host.poll_interval()?;
    host.wait()?;
    host.approve()?.expect_tokens()?;
    Ok(())
}

fn approve_after_rejection(host: &mut Host) -> StepResult {
    host.sign_in()?.select_method(&MethodType::Push)?;
    host.reject()?
        .wait_for_message("api.authn.poll.error.push_rejected")?
        .expect_no_poll()?;
    let is_polled = offers(&Name::ChallengePoll);
    host.step(
        "resend the push",
        |prompt| !is_polled(prompt),
        |_, prompt| Answer::proceed(prompt, &Name::Resend),
    )?;
    host.poll_interval()?;
    host.approve()?.expect_tokens()?;
    Ok(())
}

fn with_short_push_lifetime() -> Setup {
    with_okta_verify(&[Method::Push, Method::Totp], |policy| {
        policy.push_lifetime_s = 20;
    })
}

fn never_answer(host: &mut Host) -> StepResult {
    host.sign_in()?.select_method(&MethodType::Push)?;
    let key = "core.system.transaction_resource_not_found";
    let failure = host.wait_for_failure(FailureKind::Expired, Some(key))?;
    assert!(!failure.is_informational());
    Ok(())
}

fn with_number_challenge() -> Setup {
    with_okta_verify(&[Method::Push], |policy| {
        policy.okta_verify.number_challenge = NumberChallenge::AtOnce;
    })
}

fn tap_the_number(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let number = host.number_challenge()?;
    let pending = host.phone.pending(&host.org, host.now).unwrap();
    assert!(
        pending.numbers.contains(&number),
        "the phone does not offer this number"
    );
    let refused = host.phone.approve(&mut host.org, host.now);
    assert!(
        matches!(refused, Err(PhoneError::Device(_))),
        "the phone approved without a number"
    );
    host.phone
        .choose_number(&mut host.org, &number, host.now)
        .unwrap();
    host.expect_tokens()?;
    Ok(())
}

fn with_late_number_challenge() -> Setup {
    with_okta_verify(&[Method::Push], |policy| {
        policy.okta_verify.number_challenge = NumberChallenge::WhilePolling;
    })
}

fn tap_the_number_of_a_later_poll(host: &mut Host) -> StepResult {
    host.sign_in()?.prompt()?;
    if host.poll_count() == 0 {
        let prompt = host.prompt()?;
        let data = prompt.contextual_data();
        assert!(data.is_none_or(|data| data.correct_answer.is_none()));
    }
    let number = host.number_challenge()?;
    assert!(
        host.poll_count() > 0,
        "the number was in the first response"
    );
    host.phone
        .choose_number(&mut host.org, &number, host.now)
        .unwrap();
    host.expect_tokens()?;
    Ok(())
}

fn enter_the_totp(host: &mut Host) -> StepResult {
    host.sign_in()?.select_method(&MethodType::Totp)?;
    host.expect_no_poll()?.enter_totp()?.expect_tokens()?;
    Ok(())
}

fn enter_the_totp_after_a_wrong_one(host: &mut Host) -> StepResult {
    host.sign_in()?.select_method(&MethodType::Totp)?;
    let wrong_code = |host: &Host| {
        let code = host.phone.totp(host.now).unwrap();
        code.chars()
            .map(|digit| if digit == '7' { '1' } else { '7' })
            .collect()
    };
    host.enter_passcode_with(&Key::OktaVerify, wrong_code)?
        .expect_message("api.authn.error.PASSCODE_INVALID", Some("credentials.totp"))?;
    host.enter_totp()?.expect_tokens()?;
    Ok(())
}

fn with_auto_challenge() -> Setup {
    with_okta_verify(&[Method::Push], |policy| {
        policy.okta_verify = OktaVerifyPolicy {
            auto_challenge: true,
            ..OktaVerifyPolicy::default()
        };
    })
}

fn request_automatic_pushes(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let auto_challenge = [("authenticator.autoChallenge", "true")];
    host.fill(&Name::AuthenticatorVerificationData, &auto_challenge)?;
    host.approve()?.expect_tokens()?;

    host.start_again(|config| config);
    host.sign_in()?.poll_interval()?;
    let prompt = host.prompt()?;
    assert!(!offers(&Name::AuthenticatorVerificationData)(&prompt));
    host.approve()?.expect_tokens()?;
    Ok(())
}
