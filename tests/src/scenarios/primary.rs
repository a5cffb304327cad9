//! P1–P9 and P20: passwords, codes by email and phone, magic links, and "Keep me signed in".

use idx_flow::{AuthenticatorKey as Key, MethodType, RemediationName as Name};
use idx_flow_sim::setup::{Enrolled, MethodType as Method, Policy, SignIn};
use idx_flow_sim::{InboxMessageKind, Setup};

use super::scenario::Scenario;
use super::setups::{PHONE_NUMBER, with_policy, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, is_current};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("P1", Setup::default, enter_password),
    Scenario::new("P2", with_confidential_client, identify_first),
    Scenario::new("P3", Setup::default, enter_password_after_a_wrong_one),
    Scenario::new("P4", with_identifier_first, identify_after_unknown_user),
    Scenario::new("P5", with_email, enter_email_code),
    Scenario::new("P6", with_magic_link, open_magic_link_here),
    Scenario::new("P7", with_magic_link, open_magic_link_elsewhere),
    Scenario::new("P8", with_phone, enter_resent_sms_code),
    Scenario::new("P9", with_phone, enter_voice_code),
    Scenario::new("P20", with_keep_me_signed_in, keep_me_signed_in),
    Scenario::new("P20b", with_keep_me_signed_in, decline_to_stay_signed_in),
];

fn enter_password(host: &mut Host) -> StepResult {
    host.sign_in()?.expect_tokens()?;
    Ok(())
}

fn with_identifier_first() -> Setup {
    with_policy(Policy {
        sign_in: SignIn::IdentifierFirst,
        ..Policy::default()
    })
}

/// A confidential client: it has a client secret.
fn with_confidential_client() -> Setup {
    Setup {
        client_secret: Some("client secret + of 100%".to_owned()),
        ..with_identifier_first()
    }
}

fn identify_first(host: &mut Host) -> StepResult {
    host.identify(LOGIN, None)?
        .enter_passcode(&Key::OktaPassword, "Correct-Horse-1")?
        .expect_tokens()?;
    Ok(())
}

fn enter_password_after_a_wrong_one(host: &mut Host) -> StepResult {
    host.identify(LOGIN, Some("Wrong-Horse-1"))?
        .expect_message("errors.E0000004", None)?;
    host.sign_in()?.expect_tokens()?;
    Ok(())
}

fn identify_after_unknown_user(host: &mut Host) -> StepResult {
    host.identify("nobody@example.com", None)?
        .expect_message("idx.unknown.user", None)?;
    identify_first(host)
}

fn with_email() -> Setup {
    with_policy(Policy::with_challenge(&[Method::Email]))
}

fn enter_email_code(host: &mut Host) -> StepResult {
    host.sign_in()?
        .enter_passcode_from(&Key::OktaEmail, LOGIN)?
        .expect_tokens()?;
    assert_eq!(host.org.inbox().messages().len(), 1);
    Ok(())
}

fn with_magic_link() -> Setup {
    with_policy(Policy {
        magic_link: true,
        ..Policy::with_challenge(&[Method::Email])
    })
}

fn open_magic_link_here(host: &mut Host) -> StepResult {
    host.sign_in()?.poll_interval()?;
    host.open_magic_link(LOGIN)?.expect_tokens()?;
    Ok(())
}

fn open_magic_link_elsewhere(host: &mut Host) -> StepResult {
    host.sign_in()?;
    host.wait()?;
    assert!(is_current(&*host.prompt()?, &Key::OktaEmail));
    let count = host.transcript.answer_count();
    host.open_magic_link_elsewhere(LOGIN).expect_tokens()?;
    assert_eq!(
        host.transcript.answer_count(),
        count,
        "the flow ended by an answer"
    );
    Ok(())
}

fn with_phone() -> Setup {
    let policy = Policy::with_challenge(&[Method::Sms, Method::Voice]);
    with_user(policy, |user| {
        user.enrolled
            .push(Enrolled::PhoneNumber(PHONE_NUMBER.to_owned()));
    })
}

fn enter_resent_sms_code(host: &mut Host) -> StepResult {
    host.sign_in()?.select_method(&MethodType::Sms)?.prompt()?;
    let first = host.org.inbox().code(PHONE_NUMBER).unwrap().to_owned();
    host.resend()?;
    host.enter_passcode(&Key::PhoneNumber, &first)?
        .expect_message(
            "api.authn.error.PASSCODE_INVALID",
            Some("credentials.passcode"),
        )?;
    host.enter_passcode_from(&Key::PhoneNumber, PHONE_NUMBER)?
        .expect_tokens()?;
    assert_sent(host, InboxMessageKind::Sms, 2);
    Ok(())
}

fn enter_voice_code(host: &mut Host) -> StepResult {
    host.sign_in()?.select_method(&MethodType::Voice)?;
    host.enter_passcode_from(&Key::PhoneNumber, PHONE_NUMBER)?
        .expect_tokens()?;
    assert_sent(host, InboxMessageKind::Voice, 1);
    Ok(())
}

fn assert_sent(host: &Host, kind: InboxMessageKind, count: usize) {
    let messages = host.org.inbox().messages();
    assert_eq!(messages.len(), count);
    assert!(messages.iter().all(|message| message.kind == kind));
}

fn with_keep_me_signed_in() -> Setup {
    with_policy(Policy {
        keep_me_signed_in: true,
        ..Policy::with_challenge(&[Method::Email])
    })
}

/// The next sign-in on this device needs no second factor.
fn keep_me_signed_in(host: &mut Host) -> StepResult {
    answer_stay_signed_in(host, "true")?;
    host.sign_in()?.expect_tokens()?;
    let sessions = host.org.sessions();
    assert!(sessions.iter().all(|session| session.keep_me_signed_in));
    Ok(())
}

/// The next sign-in needs the second factor again.
fn decline_to_stay_signed_in(host: &mut Host) -> StepResult {
    answer_stay_signed_in(host, "false")?;
    answer_stay_signed_in(host, "false")?;
    let mut sessions = host.org.sessions().into_iter();
    assert!(!sessions.any(|session| session.keep_me_signed_in));
    Ok(())
}

/// Signs in with a code, answers "Keep me signed in?", and starts a new flow.
fn answer_stay_signed_in(host: &mut Host, answer: &str) -> StepResult {
    host.sign_in()?
        .enter_passcode_from(&Key::OktaEmail, LOGIN)?
        .fill(&Name::KeepMeSignedIn, &[("keepMeSignedIn", answer)])?
        .expect_tokens()?;
    host.start_again(|config| config);
    Ok(())
}
