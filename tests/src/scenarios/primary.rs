//! P: passwords, codes by mail and phone, magic links.

use idx_flow::{AuthenticatorKey as Key, MethodType, RemediationName as Name};
use idx_flow_sim::setup::{Enrolled, MethodType as Method, Policy, SignIn};
use idx_flow_sim::{InboxMessageKind, Setup};

use super::{NUMBER, Scenario, under, with_user};
use crate::host::{Host, StepResult};
use crate::steps::{LOGIN, is_at};

/// In the order of the numbers.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("P1", Setup::default, password),
    Scenario::new("P2", confidential, identifier_first),
    Scenario::new("P3", Setup::default, wrong_password_first),
    Scenario::new("P4", identifiers_first, unknown_user_first),
    Scenario::new("P5", email, code_by_email),
    Scenario::new("P6", magic_link, magic_link_in_this_browser),
    Scenario::new("P7", magic_link, magic_link_elsewhere),
    Scenario::new("P8", phone, code_by_sms_sent_twice),
    Scenario::new("P9", phone, code_by_voice),
    Scenario::new("P20", kept, keep_me_signed_in),
];

fn password(host: &mut Host) -> StepResult {
    host.sign_in()?.tokens()?;
    Ok(())
}

fn identifiers_first() -> Setup {
    under(Policy {
        sign_in: SignIn::IdentifierFirst,
        ..Policy::default()
    })
}

/// A client that has a secret of its own.
fn confidential() -> Setup {
    Setup {
        client_secret: Some("client secret + of 100%".to_owned()),
        ..identifiers_first()
    }
}

fn identifier_first(host: &mut Host) -> StepResult {
    host.identify(LOGIN, None)?
        .passcode(&Key::OktaPassword, "Correct-Horse-1")?
        .tokens()?;
    Ok(())
}

fn wrong_password_first(host: &mut Host) -> StepResult {
    host.identify(LOGIN, Some("Wrong-Horse-1"))?
        .expect_message("errors.E0000004", None)?;
    host.sign_in()?.tokens()?;
    Ok(())
}

fn unknown_user_first(host: &mut Host) -> StepResult {
    host.identify("nobody@example.com", None)?
        .expect_message("idx.unknown.user", None)?;
    identifier_first(host)
}

fn email() -> Setup {
    under(Policy::with_challenge(&[Method::Email]))
}

fn code_by_email(host: &mut Host) -> StepResult {
    host.sign_in()?
        .passcode_from(&Key::OktaEmail, LOGIN)?
        .tokens()?;
    assert_eq!(host.org.inbox().messages().len(), 1);
    Ok(())
}

fn magic_link() -> Setup {
    under(Policy {
        magic_link: true,
        ..Policy::with_challenge(&[Method::Email])
    })
}

fn magic_link_in_this_browser(host: &mut Host) -> StepResult {
    host.sign_in()?.interval()?;
    host.open_magic_link(LOGIN)?.tokens()?;
    Ok(())
}

fn magic_link_elsewhere(host: &mut Host) -> StepResult {
    host.sign_in()?;
    host.wait()?;
    assert!(is_at(&*host.page()?, &Key::OktaEmail));
    let answers = host.transcript.answers();
    host.open_magic_link_elsewhere(LOGIN).tokens()?;
    assert_eq!(host.transcript.answers(), answers, "the poll ended it");
    Ok(())
}

fn phone() -> Setup {
    let policy = Policy::with_challenge(&[Method::Sms, Method::Voice]);
    with_user(policy, |user| {
        user.enrolled.push(Enrolled::PhoneNumber(NUMBER.to_owned()));
    })
}

fn code_by_sms_sent_twice(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::Sms)?.page()?;
    let first = host.org.inbox().code(NUMBER).unwrap().to_owned();
    host.resend()?;
    host.passcode(&Key::PhoneNumber, &first)?.expect_message(
        "api.authn.error.PASSCODE_INVALID",
        Some("credentials.passcode"),
    )?;
    host.passcode_from(&Key::PhoneNumber, NUMBER)?.tokens()?;
    is_sent(host, InboxMessageKind::Sms, 2);
    Ok(())
}

fn code_by_voice(host: &mut Host) -> StepResult {
    host.sign_in()?.method(&MethodType::Voice)?;
    host.passcode_from(&Key::PhoneNumber, NUMBER)?.tokens()?;
    is_sent(host, InboxMessageKind::Voice, 1);
    Ok(())
}

fn is_sent(host: &Host, kind: InboxMessageKind, times: usize) {
    let letters = host.org.inbox().messages();
    assert_eq!(letters.len(), times);
    assert!(letters.iter().all(|letter| letter.kind == kind));
}

fn kept() -> Setup {
    under(Policy {
        keep_me_signed_in: true,
        ..Policy::default()
    })
}

fn keep_me_signed_in(host: &mut Host) -> StepResult {
    host.sign_in()?
        .fill(&Name::KeepMeSignedIn, &[("keepMeSignedIn", "true")])?
        .tokens()?;
    Ok(())
}
