//! C7 and C8: Okta Verify on the device at hand.

use idx_flow::{
    Action, Answer, AuthenticatorKey as Key, InputError, MethodType, Prompt,
    RemediationName as Name, Request, StateName,
};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{
    Answers, ChallengeMethod, Enrolled, FastPass, Listener, MethodType as Method, Policy,
};

use super::{Scenario, with_user};
use crate::host::{Host, Interruption, StepResult};
use crate::steps::{is_at, offers};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("C7", at_the_third_port, sign_in_by_loopback),
    Scenario::new("C7b", nobody_listens, take_another_way_when_unreachable),
    Scenario::new("C7c", one_that_fails, take_another_way_after_an_error),
    Scenario::new("C7d", at_the_third_port, cancel_while_a_probe_is_out),
    Scenario::new("C8", by_custom_uri, sign_in_by_a_link),
    Scenario::new("C8b", by_universal_link, verify_by_a_link),
    Scenario::new("C8c", by_app_link, give_up_on_a_link),
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

/// The first port is closed, at the second another user's Okta Verify listens.
fn at_the_third_port() -> Setup {
    fast_pass(|fast_pass, _| {
        fast_pass.at_sign_in = true;
        let others = Listener {
            port: 6511,
            answers: Answers::OtherProfile,
        };
        fast_pass.listeners = vec![others, Listener::own(6512)];
    })
}

fn sign_in_by_loopback(host: &mut Host) -> StepResult {
    host.press(&Name::LaunchAuthenticator)?.tokens()?;
    assert!(host.cancels.is_empty());
    Ok(())
}

const FACTORS: [Method; 3] = [Method::SignedNonce, Method::Totp, Method::Email];

fn nobody_listens() -> Setup {
    fast_pass(|_, policy| policy.challenge = FACTORS.to_vec())
}

fn take_another_way_when_unreachable(host: &mut Host) -> StepResult {
    host.sign_in()?;
    until_ended(host, by_method(MethodType::SignedNonce))?;
    expect_reason(host, "OV_UNREACHABLE_BY_LOOPBACK null");
    by_code(host)
}

fn one_that_fails() -> Setup {
    fast_pass(|fast_pass, policy| {
        policy.challenge = FACTORS.to_vec();
        fast_pass.listeners = vec![
            Listener {
                port: 6511,
                answers: Answers::Error(400),
            },
            Listener::own(6512),
        ];
    })
}

fn take_another_way_after_an_error(host: &mut Host) -> StepResult {
    host.sign_in()?;
    until_ended(host, by_method(MethodType::SignedNonce))?;
    expect_reason(host, "OV_RETURNED_ERROR 400");
    by_code(host)
}

fn cancel_while_a_probe_is_out(host: &mut Host) -> StepResult {
    let launch = |page: &Prompt| Answer::proceed(page, &Name::LaunchAuthenticator);
    let probe = until_asked(host, launch)?;
    host.send(&probe);
    host.submit(Answer::new("authenticatorChallenge-cancel"))
        .unwrap();
    host.ignore(probe.id, &idx_flow_sim::Response::empty(200));
    until_heard(host, &Name::CancelPolling)?;
    expect_reason(host, "USER_CANCELED null");
    host.sign_in()?.tokens()?;
    Ok(())
}

fn by_custom_uri() -> Setup {
    fast_pass(|fast_pass, _| {
        fast_pass.at_sign_in = true;
        fast_pass.method = ChallengeMethod::CustomUri;
    })
}

fn sign_in_by_a_link(host: &mut Host) -> StepResult {
    host.press(&Name::LaunchAuthenticator)?;
    host.interval()?;
    host.wait()?;
    host.open_challenge();
    host.tokens()?;
    Ok(())
}

fn by_universal_link() -> Setup {
    fast_pass(|fast_pass, policy| {
        fast_pass.method = ChallengeMethod::UniversalLink;
        policy.challenge = vec![Method::SignedNonce, Method::Push];
        policy.rotate_state_handle = true;
    })
}

fn verify_by_a_link(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::SignedNonce)?.page()?;
    host.open_challenge();
    host.wait()?;
    host.tokens()?;
    Ok(())
}

fn by_app_link() -> Setup {
    fast_pass(|fast_pass, policy| {
        fast_pass.method = ChallengeMethod::AppLink;
        policy.challenge = FACTORS.to_vec();
    })
}

fn give_up_on_a_link(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let ask = by_method(MethodType::SignedNonce);
    let cancel = |page: &Prompt| Answer::proceed(page, &Name::CancelPollingTransaction);
    until_ended(host, |page| cancel(page).or_else(|_| ask(page)))?;
    until_heard(host, &Name::CancelPollingTransaction)?;
    expect_reason(host, "USER_CANCELED null");
    by_code(host)
}

fn by_method(method: MethodType) -> impl Fn(&Prompt) -> Result<Answer, InputError> {
    move |page| Answer::select_authenticator(page, &Key::OktaVerify, Some(&method))
}

/// Answers until the challenge of the device has been ended, by the engine or by the answer.
fn until_ended(
    host: &mut Host,
    answer: impl Fn(&Prompt) -> Result<Answer, InputError>,
) -> StepResult {
    for _ in 0..20 {
        if !host.cancels.is_empty() {
            return Ok(());
        }
        let page = host.page()?;
        host.submit(answer(&page).unwrap()).unwrap();
        host.settle()?;
    }
    panic!("the challenge never ends: {}", host.transcript)
}

/// Where the org did not hear the user, the page is back; the device is left alone.
fn until_heard(host: &mut Host, cancel: &Name) -> StepResult {
    while offers(cancel)(&*host.page()?) {
        host.press(cancel)?;
    }
    Ok(())
}

/// Answers until the device is to be asked.
fn until_asked(
    host: &mut Host,
    answer: impl Fn(&Prompt) -> Result<Answer, InputError>,
) -> StepResult<Request> {
    for _ in 0..20 {
        match host.action() {
            Action::Send { request } if request.is_loopback() => return Ok(request),
            Action::Send { request } => host.exchange(&request),
            Action::Wait { duration, .. } if host.flow.state() != StateName::Prompt => {
                host.now += duration;
            }
            Action::Failed { failure } => return Err(Interruption::Failed(failure)),
            action => {
                host.transcript.action(&action);
                let page = action.prompt().cloned().unwrap();
                host.submit(answer(&page).unwrap()).unwrap();
            }
        }
    }
    panic!("the device is never asked: {}", host.transcript)
}

/// Once, but where a request was lost.
fn expect_reason(host: &Host, reason: &str) {
    let said = &host.cancels;
    assert!(
        said.iter().all(|it| it == reason),
        "{said:?}: {}",
        host.transcript
    );
}

/// What a user does instead: the choices are offered again.
fn by_code(host: &mut Host) -> StepResult {
    let choose = by_method(MethodType::Totp);
    let here = |page: &Prompt| choose(page).is_ok() && !is_at(page, &Key::OktaVerify);
    host.step("choose a code", here, |_, page| choose(page))?;
    host.totp()?.tokens()?;
    Ok(())
}
