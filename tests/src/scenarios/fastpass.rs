//! C7 and C8: FastPass, a challenge of Okta Verify on the host's own device.

use idx_flow::{
    Action, Answer, AnswerError, AuthenticatorKey as Key, MethodType, Prompt,
    RemediationName as Name, Request, StateName,
};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    ChallengeMethod, Enrolled, FastPass, ListenerResponse, LoopbackListener, MethodType as Method,
    Policy,
};

use super::scenario::Scenario;
use super::setups::with_user;
use crate::host::{Host, Interruption, StepResult};
use crate::steps::{is_current, offers};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("C7", with_listener_at_third_port, sign_in_by_loopback),
    Scenario::new("C7b", without_listener, use_totp_if_unreachable),
    Scenario::new("C7c", with_failing_listener, use_totp_after_an_error),
    Scenario::new("C7d", with_listener_at_third_port, cancel_during_a_probe),
    Scenario::new("C8", with_custom_uri, sign_in_by_link),
    Scenario::new("C8b", with_universal_link, verify_by_link),
    Scenario::new("C8c", with_app_link, cancel_and_use_totp),
    Scenario::new("C8d", with_app_link, verify_by_app_link),
    Scenario::new("C10", with_sso_extension, continue_without_the_extension),
];

fn fast_pass(change: impl FnOnce(&mut FastPass, &mut Policy)) -> Setup {
    let mut fast_pass = FastPass::default();
    let mut policy = Policy::default();
    change(&mut fast_pass, &mut policy);
    policy.okta_verify.fast_pass = Some(fast_pass);
    with_user(policy, |user| {
        let okta_verify = Enrolled::OktaVerify("Ada's laptop".to_owned());
        user.enrolled.push(okta_verify);
    })
}

/// The first port is closed, and another user's Okta Verify listens at the second.
fn with_listener_at_third_port() -> Setup {
    fast_pass(|fast_pass, _| {
        fast_pass.at_sign_in = true;
        let other = LoopbackListener {
            port: 6511,
            answers: ListenerResponse::OtherProfile,
        };
        fast_pass.listeners = vec![other, LoopbackListener::signing(6512)];
    })
}

fn sign_in_by_loopback(host: &mut Host) -> StepResult {
    host.proceed(&Name::LaunchAuthenticator)?.expect_tokens()?;
    assert!(host.challenge_cancels.is_empty());
    Ok(())
}

const FACTORS: [Method; 3] = [Method::SignedNonce, Method::Totp, Method::Email];

fn without_listener() -> Setup {
    fast_pass(|_, policy| policy.challenge = FACTORS.to_vec())
}

fn use_totp_if_unreachable(host: &mut Host) -> StepResult {
    host.sign_in()?;
    answer_until_canceled(host, select_method(MethodType::SignedNonce))?;
    expect_reason(host, "OV_UNREACHABLE_BY_LOOPBACK null");
    repeat_until_canceled(host, &Name::CancelPolling)?;
    use_totp(host)
}

fn with_failing_listener() -> Setup {
    fast_pass(|fast_pass, policy| {
        policy.challenge = FACTORS.to_vec();
        fast_pass.listeners = vec![
            LoopbackListener {
                port: 6511,
                answers: ListenerResponse::Error(400),
            },
            LoopbackListener::signing(6512),
        ];
    })
}

fn use_totp_after_an_error(host: &mut Host) -> StepResult {
    host.sign_in()?;
    answer_until_canceled(host, select_method(MethodType::SignedNonce))?;
    expect_reason(host, "OV_RETURNED_ERROR 400");
    repeat_until_canceled(host, &Name::CancelPolling)?;
    use_totp(host)
}

fn cancel_during_a_probe(host: &mut Host) -> StepResult {
    let launch = |prompt: &Prompt| Answer::proceed(prompt, &Name::LaunchAuthenticator);
    let probe = answer_until_loopback(host, launch)?;
    host.record_request(&probe);
    let prompt = host.flow.prompt().unwrap();
    let cancel = Answer::new(prompt, "authenticatorChallenge-cancel");
    host.submit(cancel).unwrap();
    host.deliver_stale(probe.id, &idx_flow_sim::Response::empty(200));
    repeat_until_canceled(host, &Name::CancelPolling)?;
    expect_reason(host, "USER_CANCELED null");
    host.sign_in()?.expect_tokens()?;
    Ok(())
}

fn with_custom_uri() -> Setup {
    fast_pass(|fast_pass, _| {
        fast_pass.at_sign_in = true;
        fast_pass.method = ChallengeMethod::CustomUri;
    })
}

fn sign_in_by_link(host: &mut Host) -> StepResult {
    host.proceed(&Name::LaunchAuthenticator)?;
    host.poll_interval()?;
    host.wait()?;
    host.open_challenge_link();
    host.expect_tokens()?;
    Ok(())
}

fn with_universal_link() -> Setup {
    fast_pass(|fast_pass, policy| {
        fast_pass.method = ChallengeMethod::UniversalLink;
        policy.challenge = vec![Method::SignedNonce, Method::Push];
        policy.rotate_state_handle = true;
    })
}

fn verify_by_link(host: &mut Host) -> StepResult {
    host.sign_in()?
        .select_method(&MethodType::SignedNonce)?
        .prompt()?;
    host.open_challenge_link();
    host.wait()?;
    host.expect_tokens()?;
    Ok(())
}

fn with_app_link() -> Setup {
    fast_pass(|fast_pass, policy| {
        fast_pass.method = ChallengeMethod::AppLink;
        policy.challenge = FACTORS.to_vec();
    })
}

fn cancel_and_use_totp(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let select = select_method(MethodType::SignedNonce);
    let cancel = |prompt: &Prompt| Answer::proceed(prompt, &Name::CancelPollingTransaction);
    answer_until_canceled(host, |prompt| cancel(prompt).or_else(|_| select(prompt)))?;
    repeat_until_canceled(host, &Name::CancelPollingTransaction)?;
    expect_reason(host, "USER_CANCELED null");
    use_totp(host)
}

fn verify_by_app_link(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let select = select_method(MethodType::SignedNonce);
    let applies = |prompt: &Prompt| select(prompt).is_ok() && prompt.device_challenge.is_none();
    host.step("select FastPass", applies, |_, prompt| select(prompt))?;
    host.prompt()?;
    host.open_challenge_link();
    host.expect_tokens()?;
    Ok(())
}

fn with_sso_extension() -> Setup {
    let mut policy = Policy::default();
    policy.okta_verify.sso_extension = true;
    with_user(policy, |_| {})
}

/// The engine offers the challenge to Apple's extension, and continues without it. If a request of the
/// engine is lost or limited, the user does the same.
fn continue_without_the_extension(host: &mut Host) -> StepResult {
    for form in [Name::DeviceAppleSsoExtension, Name::CancelTransaction] {
        if offers(&form)(&*host.prompt()?) {
            host.proceed(&form)?;
        }
    }
    host.sign_in()?.expect_tokens()?;
    Ok(())
}

fn select_method(method: MethodType) -> impl Fn(&Prompt) -> Result<Answer, AnswerError> {
    move |prompt| Answer::select_authenticator(prompt, &Key::OktaVerify, Some(&method))
}

/// Submits answers until the engine or an answer has canceled the device challenge.
fn answer_until_canceled(
    host: &mut Host,
    answer: impl Fn(&Prompt) -> Result<Answer, AnswerError>,
) -> StepResult {
    for _ in 0..20 {
        if !host.challenge_cancels.is_empty() {
            return Ok(());
        }
        let prompt = host.prompt()?;
        host.submit_when_allowed(answer(&prompt).unwrap()).unwrap();
        host.settle()?;
    }
    panic!("the challenge is not canceled: {}", host.transcript)
}

/// Repeats the cancel if its request was lost or limited, and the prompt is displayed again.
fn repeat_until_canceled(host: &mut Host, cancel: &Name) -> StepResult {
    for _ in 0..4 {
        let prompt = host.prompt()?;
        let Ok(answer) = Answer::proceed(&prompt, cancel) else {
            return Ok(());
        };
        // Nothing else is sent while the cancel is limited: Okta Verify might complete the challenge.
        host.submit_when_allowed(answer).unwrap();
    }
    panic!("the challenge is not canceled: {}", host.transcript)
}

/// Submits answers until the next request goes to the device, and returns that request.
fn answer_until_loopback(
    host: &mut Host,
    answer: impl Fn(&Prompt) -> Result<Answer, AnswerError>,
) -> StepResult<Request> {
    for _ in 0..20 {
        match host.action() {
            Action::Send { request } if request.is_loopback() => return Ok(request),
            Action::Send { request } => host.exchange(&request),
            Action::Wait { duration, .. } if host.flow.state() != StateName::Prompt => {
                host.now += duration;
            }
            Action::Failed { failure } => return Err(Interruption::Failed(Box::new(failure))),
            action => {
                host.transcript.add_action(&action);
                let prompt = action.prompt().cloned().unwrap();
                host.submit_when_allowed(answer(&prompt).unwrap()).unwrap();
            }
        }
    }
    panic!("no request goes to the device: {}", host.transcript)
}

/// Asserts that each cancel has this reason. There are several if a request was lost.
fn expect_reason(host: &Host, reason: &str) {
    let reasons = &host.challenge_cancels;
    assert!(
        reasons.iter().all(|found| found == reason),
        "{reasons:?}: {}",
        host.transcript
    );
}

/// Selects TOTP instead, and enters the code.
fn use_totp(host: &mut Host) -> StepResult {
    let select = select_method(MethodType::Totp);
    let applies = |prompt: &Prompt| select(prompt).is_ok() && !is_current(prompt, &Key::OktaVerify);
    host.step("select TOTP", applies, |_, prompt| select(prompt))?;
    host.enter_totp()?.expect_tokens()?;
    Ok(())
}
