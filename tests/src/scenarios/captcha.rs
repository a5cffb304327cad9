//! P21: a captcha on the first form, and at sign-up.

use std::cell::RefCell;

use idx_flow::{Answer, AnswerError, Prompt, RemediationName as Name};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Captcha, CaptchaPage, Policy, Registration};

use super::scenario::Scenario;
use super::setups::with_policy;
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, offers};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P21", with_captcha, sign_in),
    Scenario::new(
        "P21b",
        with_captcha_at_sign_up,
        sign_up_after_invalid_tokens,
    ),
];

const TOKEN: &str = "captchaVerify.captchaToken";
const NEW_LOGIN: &str = "grace@example.com";

fn with_captcha() -> Setup {
    Setup {
        captcha: Some(Captcha::default()),
        ..Setup::default()
    }
}

fn sign_in(host: &mut Host) -> StepResult {
    let prompt = host.prompt()?;
    let password = "Correct-Horse-1".into();
    let without_token = Answer::identify(&prompt, LOGIN, Some(&password)).unwrap();
    let missing = Err(AnswerError::Captcha(TOKEN.to_owned()));
    assert_eq!(host.flow.clone().submit(without_token, host.now), missing);

    host.step("identify", offers(&Name::Identify), |host, prompt| {
        let answer = Answer::identify(prompt, LOGIN, Some(&password))?;
        answer.with_captcha(prompt, solve(host, prompt))
    })?
    .expect_tokens()?;
    Ok(())
}

fn with_captcha_at_sign_up() -> Setup {
    Setup {
        captcha: Some(Captcha {
            pages: vec![CaptchaPage::Ssr],
            ..Captcha::default()
        }),
        ..with_policy(Policy {
            registration: Some(Registration {
                required: Vec::new(),
                ..Registration::default()
            }),
            ..Policy::default()
        })
    }
}

fn sign_up_after_invalid_tokens(host: &mut Host) -> StepResult {
    host.proceed(&Name::SelectEnrollProfile)?;
    sign_up(host, NEW_LOGIN, |_, _| "guessed".to_owned())?
        .expect_message("captcha.invalid", Some(TOKEN))?;

    let used = RefCell::default();
    let email_field = Some("userProfile.email");
    sign_up(host, LOGIN, |host, prompt| {
        used.replace(solve(host, prompt));
        used.borrow().clone()
    })?
    .expect_message("registration.error.notUniqueWithinOrg", email_field)?;
    sign_up(host, NEW_LOGIN, |_, _| used.borrow().clone())?
        .expect_message("captcha.invalid", Some(TOKEN))?;

    sign_up(host, NEW_LOGIN, solve)?.expect_tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn sign_up<'h>(
    host: &'h mut Host,
    email: &str,
    token: impl Fn(&mut Host, &Prompt) -> String,
) -> StepResult<&'h mut Host> {
    host.step("sign up", offers(&Name::EnrollProfile), |host, prompt| {
        let answer = Answer::proceed(prompt, &Name::EnrollProfile)?
            .with("userProfile.firstName", "Grace")
            .with("userProfile.lastName", "Hopper")
            .with("userProfile.email", email);
        let token = token(host, prompt);
        answer.with_captcha(prompt, token)
    })
}

/// Solves the prompt's captcha, and returns its token.
fn solve(host: &mut Host, prompt: &Prompt) -> String {
    let captcha = prompt.captcha.as_deref().unwrap();
    let site_key = captcha.site_key.as_deref().unwrap();
    host.org.solve_captcha(site_key).unwrap()
}
