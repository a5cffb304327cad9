//! P: Duo in a frame.

use std::time::Duration;

use idx_flow::{Answer, AuthenticatorKey as Key, Duo, Prompt};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{AuthenticatorKey, Enrolled, MethodType as Method, Policy};

use super::{Scenario, under, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, context};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P18", to_be_enrolled, enroll_and_verify),
    Scenario::new("P18b", enrolled, refused_first),
    Scenario::new("P18c", enrolled_beside_email, denied),
];

fn to_be_enrolled() -> Setup {
    let policy = Policy {
        challenge: vec![Method::Duo],
        ..Policy::with_required(&[AuthenticatorKey::Duo])
    };
    under(policy)
}

fn enroll_and_verify(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::Duo)?;
    approve(host)?.tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    approve(host)?.tokens()?;
    Ok(())
}

fn enrolled() -> Setup {
    let policy = Policy::with_challenge(&[Method::Duo]);
    with_user(policy, |user| user.enrolled.push(Enrolled::Duo))
}

/// A signature that is forged, one that comes too late, and then a good one.
fn refused_first(host: &mut Host) -> StepResult {
    host.sign_in()?;
    let page = host.page()?;
    let frame = duo(&page).unwrap().clone();
    assert!(frame.host.starts_with("api-"));
    assert!(frame.script.is_some_and(|it| it.starts_with("https://")));

    let good = host.org.approve_duo(frame.signed_token.expose(), host.now);
    let good = good.unwrap();
    let forged = good.replacen("AUTH|", "AUTH|x", 1);
    sign(host, |_| forged.clone())?
        .expect_message("oie.authenticator.duo.method.duo.verification_failed", None)?;

    host.now += Duration::from_secs(301);
    sign(host, |_| good.clone())?.expect_message(
        "oie.authenticator.duo.method.duo.verification_timeout",
        None,
    )?;
    approve(host)?.tokens()?;
    Ok(())
}

fn enrolled_beside_email() -> Setup {
    let policy = Policy::with_challenge(&[Method::Duo, Method::Email]);
    with_user(policy, |user| user.enrolled.push(Enrolled::Duo))
}

/// Nothing comes back from a frame in which the user says no: they prove it another way.
fn denied(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::Duo)?;
    assert!(duo(&*host.page()?).is_some());
    host.choose(&Key::OktaEmail)?
        .passcode_from(&Key::OktaEmail, LOGIN)?
        .tokens()?;
    Ok(())
}

/// The user approves it in the frame, which gives back a signature.
fn approve(host: &mut Host) -> StepResult<&mut Host> {
    sign(host, |(host, token)| {
        host.org.approve_duo(token, host.now).unwrap()
    })
}

fn sign(host: &mut Host, signature: impl Fn((&Host, &str)) -> String) -> StepResult<&mut Host> {
    host.step(
        "answer for Duo",
        |page| duo(page).is_some(),
        |host, page| {
            let token = &duo(page).unwrap().signed_token;
            Answer::duo(page, signature((host, token.expose())))
        },
    )
}

fn duo(page: &Prompt) -> Option<&Duo> {
    context(page)?.duo.as_deref()
}
