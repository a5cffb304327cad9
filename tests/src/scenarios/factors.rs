//! P8b, P10 and P11: enrolling and verifying a phone, a security question and Google Authenticator.

use std::time::Duration;

use idx_flow::{Answer, AuthenticatorKey as Key, MethodType, Prompt, RemediationName as Name};
use idx_flow_sim::setup::{AuthenticatorKey, MethodType as Method, Policy};
use idx_flow_sim::{Setup, qr_code, totp};

use super::scenario::Scenario;
use super::setups::{PHONE_NUMBER, with_user};
use crate::host::{Host, StepResult};
use crate::steps::offers;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P8b", with_phone, enroll_and_verify_phone),
    Scenario::new("P10", with_question, enroll_predefined_question),
    Scenario::new("P10b", with_question, enroll_custom_question),
    Scenario::new("P11", with_google, enroll_google_by_qr_code),
    Scenario::new("P11b", with_google, enroll_google_by_secret),
];

/// The authenticator must be enrolled. From then on its method is required.
fn required(key: AuthenticatorKey, method: Method) -> Setup {
    let policy = Policy {
        challenge: vec![method],
        ..Policy::with_required(&[key])
    };
    with_user(policy, |user| user.enrolled.clear())
}

fn with_phone() -> Setup {
    required(AuthenticatorKey::PhoneNumber, Method::Sms)
}

fn enroll_and_verify_phone(host: &mut Host) -> StepResult {
    let number = |number| {
        [
            ("authenticator.methodType", "sms"),
            ("authenticator.phoneNumber", number),
        ]
    };
    host.sign_in()?.select_authenticator(&Key::PhoneNumber)?;
    host.fill(&Name::AuthenticatorEnrollmentData, &number("not a number"))?
        .expect_message(
            "api.factors.error.sms.invalid_phone",
            Some("authenticator.phoneNumber"),
        )?;
    host.fill(&Name::AuthenticatorEnrollmentData, &number(PHONE_NUMBER))?;
    host.enter_passcode_from(&Key::PhoneNumber, PHONE_NUMBER)?
        .expect_tokens()?;

    host.start_again(|config| config);
    host.sign_in()?.select_method(&MethodType::Sms)?;
    host.enter_passcode_from(&Key::PhoneNumber, PHONE_NUMBER)?
        .expect_tokens()?;
    Ok(())
}

fn with_question() -> Setup {
    required(AuthenticatorKey::SecurityQuestion, Method::SecurityQuestion)
}

fn enroll_predefined_question(host: &mut Host) -> StepResult {
    let question = |prompt: &Prompt| {
        let questions = &prompt.contextual_data().unwrap().questions;
        let key = questions.first().unwrap().key.clone();
        ("#0", vec![("questionKey", key)])
    };
    enroll_question(host, "ada", question)?.expect_message(
        "securityQuestion.answer.tooShort.arg",
        Some("credentials#0.answer"),
    )?;
    enroll_question(host, "Analytical Engine", question)?;
    host.expect_tokens()?;
    verify_question(host, "What was your first pet called?")
}

fn enroll_custom_question(host: &mut Host) -> StepResult {
    let question = |_: &Prompt| ("#1", vec![("question", "Which machine?".to_owned())]);
    enroll_question(host, "Analytical Engine", question)?.expect_tokens()?;
    verify_question(host, "Which machine?")
}

/// The suffix of the choice (`#0` predefined, `#1` custom), and the values besides the answer.
type Question<'a> = (&'a str, Vec<(&'a str, String)>);

fn enroll_question<'h>(
    host: &'h mut Host,
    text: &str,
    question: impl Fn(&Prompt) -> Question<'static>,
) -> StepResult<&'h mut Host> {
    if host.log.is_empty() {
        host.sign_in()?
            .select_authenticator(&Key::SecurityQuestion)?;
    }
    host.step(
        "enroll a question",
        offers(&Name::EnrollAuthenticator),
        |_, prompt| {
            let form = prompt.remediation_by_name(&Name::EnrollAuthenticator);
            let form = form.unwrap();
            let (suffix, values) = question(prompt);
            let index: usize = suffix.trim_start_matches('#').parse().unwrap();
            let id = &form.field("credentials").unwrap().choices[index].id;
            let path = |name: &str| format!("credentials{suffix}.{name}");
            let answer = Answer::new(prompt, &form.id).with("credentials", id.as_str());
            let answer = answer.with(path("answer"), text);
            let with =
                |answer: Answer, (name, value): (&str, String)| answer.with(path(name), value);
            Ok(values.into_iter().fold(answer, with))
        },
    )
}

fn verify_question(host: &mut Host, question: &str) -> StepResult {
    host.start_again(|config| config);
    let prompt = host.sign_in()?.prompt()?;
    let questions = &prompt.contextual_data().unwrap().questions;
    assert_eq!(questions[0].text.as_deref(), Some(question));
    host.enter_passcode(&Key::SecurityQuestion, "Difference Engine")?
        .expect_message(
            "authfactor.challenge.question_factor.answer_invalid",
            Some("credentials.answer"),
        )?;
    host.enter_passcode(&Key::SecurityQuestion, "analytical engine")?
        .expect_tokens()?;
    Ok(())
}

fn with_google() -> Setup {
    required(AuthenticatorKey::GoogleOtp, Method::Otp)
}

fn enroll_google_by_qr_code(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::GoogleOtp)?;
    let png = host.qr_code()?.png().unwrap();
    host.expect_no_poll()?;
    let link = qr_code::decode(&png).unwrap();
    let secret = link.split("secret=").nth(1).unwrap();
    let secret = secret.split('&').next().unwrap().to_owned();
    enroll_and_verify_google(host, &secret)
}

fn enroll_google_by_secret(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::GoogleOtp)?;
    let prompt = host.prompt()?;
    let secret = prompt
        .contextual_data()
        .and_then(|data| data.shared_secret.as_ref());
    let secret = secret.unwrap().expose().to_owned();
    enroll_and_verify_google(host, &secret)
}

/// Completes the enrollment, and signs in again with a code.
fn enroll_and_verify_google(host: &mut Host, base32: &str) -> StepResult {
    let secret = from_base32(base32);
    let code = |host: &Host| totp::code(&secret, host.now);
    host.enter_passcode_with(&Key::GoogleOtp, code)?
        .expect_tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    // Each code is valid once, also the one of the enrollment.
    host.now += Duration::from_secs(30);
    host.enter_passcode_with(&Key::GoogleOtp, code)?
        .expect_tokens()?;
    Ok(())
}

/// Decodes Base32 (RFC 4648 section 6) without padding.
fn from_base32(text: &str) -> Vec<u8> {
    let digits = text.bytes().map(|letter| match letter {
        b'A'..=b'Z' => letter - b'A',
        _ => letter - b'2' + 26,
    });
    let bits: Vec<u8> = digits
        .flat_map(|digit| (0..5).rev().map(move |bit| digit >> bit & 1))
        .collect();
    let bytes = bits.chunks_exact(8);
    bytes
        .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit))
        .collect()
}
