//! P18: Duo in a frame.

use std::time::Duration;

use idx_flow::{Answer, AuthenticatorKey as Key, Duo, Prompt};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{AuthenticatorKey, Enrolled, MethodType as Method, Policy};

use super::scenario::Scenario;
use super::setups::{with_policy, with_user};
use crate::host::{Host, StepResult};
use crate::steps::LOGIN;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P18", with_duo_required, enroll_and_verify),
    Scenario::new("P18b", with_duo, verify_after_invalid_signatures),
    Scenario::new("P18c", with_duo_and_email, deny_and_use_email),
];

fn with_duo_required() -> Setup {
    let policy = Policy {
        challenge: vec![Method::Duo],
        ..Policy::with_required(&[AuthenticatorKey::Duo])
    };
    with_policy(policy)
}

fn enroll_and_verify(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::Duo)?;
    approve(host)?.expect_tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    approve(host)?.expect_tokens()?;
    Ok(())
}

fn with_duo() -> Setup {
    let policy = Policy::with_challenge(&[Method::Duo]);
    with_user(policy, |user| user.enrolled.push(Enrolled::Duo))
}

/// Submits a forged signature, an expired one, and then a valid one.
fn verify_after_invalid_signatures(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let prompt = host.prompt()?;
    let frame = duo(&prompt).unwrap().clone();
    assert!(frame.host.starts_with("api-"));
    assert!(frame.script.is_some_and(|url| url.starts_with("https://")));

    let valid = host.org.approve_duo(frame.signed_token.expose(), host.now);
    let valid = valid.unwrap();
    let forged = valid.replacen("AUTH|", "AUTH|x", 1);
    sign(host, |_| forged.clone())?
        .expect_message("oie.authenticator.duo.method.duo.verification_failed", None)?;

    host.now += Duration::from_secs(301);
    sign(host, |_| valid.clone())?.expect_message(
        "oie.authenticator.duo.method.duo.verification_timeout",
        None,
    )?;
    approve(host)?.expect_tokens()?;
    Ok(())
}

fn with_duo_and_email() -> Setup {
    let policy = Policy::with_challenge(&[Method::Duo, Method::Email]);
    with_user(policy, |user| user.enrolled.push(Enrolled::Duo))
}

/// A frame in which the user denies returns nothing. The user selects another authenticator.
fn deny_and_use_email(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::Duo)?;
    assert!(duo(&*host.prompt()?).is_some());
    host.select_authenticator(&Key::OktaEmail)?
        .enter_passcode_from(&Key::OktaEmail, LOGIN)?
        .expect_tokens()?;
    Ok(())
}

/// Approves in the frame, which returns a signature.
fn approve(host: &mut Host) -> StepResult<&mut Host> {
    sign(host, |(host, token)| {
        host.org.approve_duo(token, host.now).unwrap()
    })
}

fn sign(host: &mut Host, signature: impl Fn((&Host, &str)) -> String) -> StepResult<&mut Host> {
    host.step(
        "submit Duo's signature",
        |prompt| duo(prompt).is_some(),
        |host, prompt| {
            let token = &duo(prompt).unwrap().signed_token;
            Answer::duo(prompt, signature((host, token.expose())))
        },
    )
}

fn duo(prompt: &Prompt) -> Option<&Duo> {
    prompt.contextual_data()?.duo.as_deref()
}
