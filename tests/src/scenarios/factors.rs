//! P: phones, security questions and Google Authenticator, enrolled and asked.

use std::time::Duration;

use idx_flow::{Answer, AuthenticatorKey as Key, MethodType, Prompt, RemediationName as Name};
use idx_flow_sim::setup::{AuthenticatorKey, MethodType as Method, Policy};
use idx_flow_sim::{Setup, picture, totp};

use super::{NUMBER, Scenario, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{context, offers};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P8b", phone, phone_by_its_number),
    Scenario::new("P10", question, question_of_the_list),
    Scenario::new("P10b", question, question_of_ones_own),
    Scenario::new("P11", google, google_by_its_code),
    Scenario::new("P11b", google, google_by_its_secret),
];

/// The key must be enrolled, and its method is asked from then on.
fn with(key: AuthenticatorKey, method: Method) -> Setup {
    let policy = Policy {
        challenge: vec![method],
        ..Policy::with_required(&[key])
    };
    with_user(policy, |user| user.enrolled.clear())
}

fn phone() -> Setup {
    with(AuthenticatorKey::PhoneNumber, Method::Sms)
}

fn phone_by_its_number(host: &mut Host) -> StepResult {
    let number = |number| {
        [
            ("authenticator.methodType", "sms"),
            ("authenticator.phoneNumber", number),
        ]
    };
    host.sign_in()?.choose(&Key::PhoneNumber)?;
    host.fill(&Name::AuthenticatorEnrollmentData, &number("not a number"))?
        .expect_message(
            "api.factors.error.sms.invalid_phone",
            Some("authenticator.phoneNumber"),
        )?;
    host.fill(&Name::AuthenticatorEnrollmentData, &number(NUMBER))?;
    host.passcode_from(&Key::PhoneNumber, NUMBER)?.tokens()?;

    host.start_again(|config| config);
    host.sign_in()?.method(&MethodType::Sms)?;
    host.passcode_from(&Key::PhoneNumber, NUMBER)?.tokens()?;
    Ok(())
}

fn question() -> Setup {
    with(AuthenticatorKey::SecurityQuestion, Method::SecurityQuestion)
}

fn question_of_the_list(host: &mut Host) -> StepResult {
    let choice = |page: &Prompt| {
        let questions = &context(page).unwrap().questions;
        let key = questions.first().unwrap().key.clone();
        ("#0", vec![("questionKey", key)])
    };
    enroll_question(host, "ada", choice)?.expect_message(
        "securityQuestion.answer.tooShort.arg",
        Some("credentials#0.answer"),
    )?;
    enroll_question(host, "Analytical Engine", choice)?;
    host.tokens()?;
    ask_question(host, "What was your first pet called?")
}

fn question_of_ones_own(host: &mut Host) -> StepResult {
    let own = |_: &Prompt| ("#1", vec![("question", "Which machine?".to_owned())]);
    enroll_question(host, "Analytical Engine", own)?.tokens()?;
    ask_question(host, "Which machine?")
}

/// Which of the two forms, and what is filled in beside the answer.
type Own<'a> = (&'a str, Vec<(&'a str, String)>);

fn enroll_question<'h>(
    host: &'h mut Host,
    reply: &str,
    choice: impl Fn(&Prompt) -> Own<'static>,
) -> StepResult<&'h mut Host> {
    if host.log.is_empty() {
        host.sign_in()?.choose(&Key::SecurityQuestion)?;
    }
    host.step(
        "enroll a question",
        offers(&Name::EnrollAuthenticator),
        |_, page| {
            let form = page
                .remediation_by_name(&Name::EnrollAuthenticator)
                .unwrap();
            let (which, values) = choice(page);
            let at = which.trim_start_matches('#').parse::<usize>().unwrap();
            let id = &form.field("credentials").unwrap().choices[at].id;
            let path = |name: &str| format!("credentials{which}.{name}");
            let answer = Answer::new(&form.id).with("credentials", id.as_str());
            let answer = answer.with(path("answer"), reply);
            let with =
                |answer: Answer, (name, value): (&str, String)| answer.with(path(name), value);
            Ok(values.into_iter().fold(answer, with))
        },
    )
}

fn ask_question(host: &mut Host, question: &str) -> StepResult {
    host.start_again(|config| config);
    let page = host.sign_in()?.page()?;
    let asked = &context(&page).unwrap().questions;
    assert_eq!(asked[0].text.as_deref(), Some(question));
    host.passcode(&Key::SecurityQuestion, "Difference Engine")?
        .expect_message(
            "authfactor.challenge.question_factor.answer_invalid",
            Some("credentials.answer"),
        )?;
    host.passcode(&Key::SecurityQuestion, "analytical engine")?
        .tokens()?;
    Ok(())
}

fn google() -> Setup {
    with(AuthenticatorKey::GoogleOtp, Method::Otp)
}

fn google_by_its_code(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::GoogleOtp)?;
    let png = host.qr()?.png().unwrap();
    host.expect_no_poll()?;
    let link = picture::decode(&png).unwrap();
    let secret = link.split("secret=").nth(1).unwrap();
    let secret = secret.split('&').next().unwrap().to_owned();
    use_google(host, &secret)
}

fn google_by_its_secret(host: &mut Host) -> StepResult {
    host.sign_in()?.choose(&Key::GoogleOtp)?;
    let page = host.page()?;
    let secret = context(&page).and_then(|context| context.shared_secret.as_ref());
    let secret = secret.unwrap().expose().to_owned();
    use_google(host, &secret)
}

/// Finishes the enrollment, and signs in with a code once more.
fn use_google(host: &mut Host, base32: &str) -> StepResult {
    let secret = from_base32(base32);
    let code = |host: &Host| totp::code(&secret, host.now);
    host.passcode_of(&Key::GoogleOtp, code)?.tokens()?;
    host.start_again(|config| config);
    host.sign_in()?;
    // no code is good twice, not even the one that enrolled
    host.now += Duration::from_secs(30);
    host.passcode_of(&Key::GoogleOtp, code)?.tokens()?;
    Ok(())
}

/// RFC 4648 section 6, without padding.
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
