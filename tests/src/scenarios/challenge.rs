//! C: Okta Verify asked.

use idx_flow::{AuthenticatorKey as Key, FailureKind, MethodType, RemediationName as Name};
use idx_flow_sim::setup::{
    Enrolled, MethodType as Method, NumberChallenge, OktaVerifyPolicy, Policy,
};
use idx_flow_sim::{PhoneError, Setup};

use super::{Scenario, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{context, offers};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("C1", push_or_code, approve),
    Scenario::new("C2", push_or_code, reject_then_approve),
    Scenario::new("C3", short_lived_push, never_answer),
    Scenario::new("C4", numbers_at_once, choose_the_number),
    Scenario::new("C4b", numbers_later, choose_the_number_of_a_later_poll),
    Scenario::new("C5", push_or_code, give_the_code),
    Scenario::new("C6", push_or_code, give_a_wrong_code_first),
    Scenario::new("C9", automatic, ask_for_automatic_pushes),
];

fn with_okta_verify(challenge: &[Method], change: fn(&mut Policy)) -> Setup {
    let mut policy = Policy::with_challenge(challenge);
    change(&mut policy);
    with_user(policy, |user| {
        user.enrolled
            .push(Enrolled::OktaVerify("Ada's phone".to_owned()));
    })
}

fn push_or_code() -> Setup {
    with_okta_verify(&[Method::Push, Method::Totp], |_| {})
}

fn approve(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::Push)?;
    host.interval()?;
    host.wait()?;
    host.approve()?.tokens()?;
    Ok(())
}

fn reject_then_approve(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::Push)?;
    host.reject()?
        .wait_for_message("api.authn.poll.error.push_rejected")?
        .expect_no_poll()?;
    let waits = offers(&Name::ChallengePoll);
    host.step(
        "send again",
        |page| !waits(page),
        |_, page| idx_flow::Answer::proceed(page, &Name::Resend),
    )?;
    host.interval()?;
    host.approve()?.tokens()?;
    Ok(())
}

fn short_lived_push() -> Setup {
    with_okta_verify(&[Method::Push, Method::Totp], |policy| {
        policy.push_lifetime_s = 20;
    })
}

fn never_answer(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::Push)?;
    let key = "core.system.transaction_resource_not_found";
    let failure = host.wait_to_fail(FailureKind::Terminal, Some(key))?;
    assert!(!failure.is_informational());
    Ok(())
}

fn numbers_at_once() -> Setup {
    with_okta_verify(&[Method::Push], |policy| {
        policy.okta_verify.number_challenge = NumberChallenge::AtOnce;
    })
}

fn choose_the_number(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let shown = host.number()?;
    let pending = host.phone.pending(&host.org, host.now).unwrap();
    assert!(
        pending.numbers.contains(&shown),
        "one of those on the phone"
    );
    let refused = host.phone.approve(&mut host.org, host.now);
    assert!(
        matches!(refused, Err(PhoneError::Device(_))),
        "a number is asked for"
    );
    host.phone
        .choose_number(&mut host.org, &shown, host.now)
        .unwrap();
    host.tokens()?;
    Ok(())
}

fn numbers_later() -> Setup {
    with_okta_verify(&[Method::Push], |policy| {
        policy.okta_verify.number_challenge = NumberChallenge::WhilePolling;
    })
}

fn choose_the_number_of_a_later_poll(host: &mut Host) -> StepResult {
    host.sign_in()?.page()?;
    if host.polls() == 0 {
        let page = host.page()?;
        let shown = context(&page);
        assert!(shown.is_none_or(|context| context.correct_answer.is_none()));
    }
    let shown = host.number()?;
    assert!(host.polls() > 0, "the number came with a poll");
    host.phone
        .choose_number(&mut host.org, &shown, host.now)
        .unwrap();
    host.tokens()?;
    Ok(())
}

fn give_the_code(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::Totp)?;
    host.expect_no_poll()?.totp()?.tokens()?;
    Ok(())
}

fn give_a_wrong_code_first(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::Totp)?;
    let wrong = |host: &Host| {
        let right = host.phone.totp(host.now).unwrap();
        right
            .chars()
            .map(|digit| if digit == '7' { '1' } else { '7' })
            .collect()
    };
    host.passcode_of(&Key::OktaVerify, wrong)?
        .expect_message("api.authn.error.PASSCODE_INVALID", Some("credentials.totp"))?;
    host.totp()?.tokens()?;
    Ok(())
}

fn automatic() -> Setup {
    with_okta_verify(&[Method::Push], |policy| {
        policy.okta_verify = OktaVerifyPolicy {
            auto_challenge: true,
            ..OktaVerifyPolicy::default()
        };
    })
}

fn ask_for_automatic_pushes(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let automatic = [("authenticator.autoChallenge", "true")];
    host.fill(&Name::AuthenticatorVerificationData, &automatic)?;
    host.approve()?.tokens()?;

    host.start_again(|config| config);
    host.sign_in()?.interval()?;
    let asked = host.page()?;
    assert!(!offers(&Name::AuthenticatorVerificationData)(&asked));
    host.approve()?.tokens()?;
    Ok(())
}
