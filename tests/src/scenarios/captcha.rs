//! P: a captcha before a form is sent.

use std::cell::RefCell;

use idx_flow::{Answer, InputError, Prompt, RemediationName as Name};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Captcha, CaptchaPage, Policy, Registration};

use super::{Scenario, under};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, offers};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P21", on_the_first_page, sign_in),
    Scenario::new("P21b", at_sign_up, sign_up_with_bad_tokens_first),
];

const TOKEN: &str = "captchaVerify.captchaToken";
const NEW_LOGIN: &str = "grace@example.com";

fn on_the_first_page() -> Setup {
    Setup {
        captcha: Some(Captcha::default()),
        ..Setup::default()
    }
}

fn sign_in(host: &mut Host) -> StepResult {
    let page = host.page()?;
    let password = "Correct-Horse-1".into();
    let without = Answer::identify(&page, LOGIN, Some(&password)).unwrap();
    let missing = Err(InputError::Captcha(TOKEN.to_owned()));
    assert_eq!(host.flow.clone().submit(without), missing);

    host.step("identify", offers(&Name::Identify), |host, page| {
        let answer = Answer::identify(page, LOGIN, Some(&password))?;
        answer.with_captcha(page, solve(host, page))
    })?
    .tokens()?;
    Ok(())
}

fn at_sign_up() -> Setup {
    Setup {
        captcha: Some(Captcha {
            pages: vec![CaptchaPage::Ssr],
            ..Captcha::default()
        }),
        ..under(Policy {
            registration: Some(Registration {
                required: Vec::new(),
                ..Registration::default()
            }),
            ..Policy::default()
        })
    }
}

fn sign_up_with_bad_tokens_first(host: &mut Host) -> StepResult {
    host.press(&Name::SelectEnrollProfile)?;
    sign_up(host, NEW_LOGIN, |_, _| "guessed".to_owned())?
        .expect_message("captcha.invalid", Some(TOKEN))?;

    let used = RefCell::default();
    let taken = Some("userProfile.email");
    sign_up(host, LOGIN, |host, page| {
        used.replace(solve(host, page));
        used.borrow().clone()
    })?
    .expect_message("registration.error.notUniqueWithinOrg", taken)?;
    sign_up(host, NEW_LOGIN, |_, _| used.borrow().clone())?
        .expect_message("captcha.invalid", Some(TOKEN))?;

    sign_up(host, NEW_LOGIN, solve)?.tokens_of(NEW_LOGIN)?;
    Ok(())
}

fn sign_up<'h>(
    host: &'h mut Host,
    email: &str,
    token: impl Fn(&mut Host, &Prompt) -> String,
) -> StepResult<&'h mut Host> {
    host.step("sign up", offers(&Name::EnrollProfile), |host, page| {
        let answer = Answer::proceed(page, &Name::EnrollProfile)?
            .with("userProfile.firstName", "Grace")
            .with("userProfile.lastName", "Hopper")
            .with("userProfile.email", email);
        let token = token(host, page);
        answer.with_captcha(page, token)
    })
}

/// What a person does with the page's captcha.
fn solve(host: &mut Host, page: &Prompt) -> String {
    let captcha = page.captcha.as_deref().unwrap();
    let site_key = captcha.site_key.as_deref().unwrap();
    host.org.solve_captcha(site_key).unwrap()
}
