//! S1–S4, S6, S7 and S10: answers that the server rejects, limits or loses; and what it expects of a
//! request.

use std::time::{Duration, SystemTime};

use idx_flow::{
    Action, Answer, AnswerError, AuthenticatorKey as Key, FailureKind, FlowConfig, Notice, Prompt,
    RedirectError, RemediationName as Name, WaitReason,
};
use idx_flow_sim::faults::{Fault, RateLimitHint, Rule};
use idx_flow_sim::setup::{
    CodeLimit, Consent, ConsentKind, Enrolled, MethodType as Method, Policy, ResendLimit, SignIn,
    UserStatus,
};
use idx_flow_sim::{LinkBrowser, Setup};

use super::scenario::Scenario;
use super::setups::{PHONE_NUMBER, with_policy, with_user};
use crate::host::{Host, StepResult};
use crate::polling::poll_interval;
use crate::steps::{LOGIN, offers};

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario::new("S1", with_error_only_replies, correct_rejected_answers),
    Scenario::new("S1b", with_error_only_consent, deny_consent),
    Scenario::without_faults("S2", with_code_limit, use_another_factor),
    Scenario::without_faults("S2b", with_resend_limit, use_the_earlier_code),
    Scenario::without_faults("S3", with_magic_link, poll_after_the_servers_time),
    Scenario::without_faults("S4", with_identifier_first, lose_an_answer_three_times),
    Scenario::new("S6", with_email_callback, open_magic_link_at_its_own_uri),
    Scenario::without_faults("S6b", with_email_callback, enter_the_code_of_another_flow),
    Scenario::new("S7", with_required_origin, send_configured_headers),
    Scenario::without_faults("S7b", with_required_origin, omit_the_origin),
    Scenario::new("S10", with_locked_out_user, unlock_by_selected_method),
    Scenario::new("S10b", with_locked_out_user, unlock_without_a_method),
];

const WRONG_CODE: &str = "api.authn.error.PASSCODE_INVALID";
const TOO_MANY: &str = "tooManyRequests";

fn with_error_only_replies() -> Setup {
    with_policy(Policy {
        error_only_replies: true,
        ..Policy::with_challenge(&[Method::Email])
    })
}

/// The responses to a wrong password and a wrong code have messages only.
fn correct_rejected_answers(host: &mut Host) -> StepResult {
    host.identify(LOGIN, Some("Wrong-Horse-1"))?
        .expect_message("errors.E0000004", None)?;
    host.sign_in()?
        .enter_passcode(&Key::OktaEmail, "135790")?
        .expect_message(WRONG_CODE, None)?;
    host.enter_passcode_from(&Key::OktaEmail, LOGIN)?
        .expect_tokens()?;
    Ok(())
}

fn with_error_only_consent() -> Setup {
    let consent = Consent {
        kind: ConsentKind::User,
        scopes: vec!["email".to_owned()],
    };
    with_policy(Policy {
        consent: Some(consent),
        error_only_replies: true,
        ..Policy::default()
    })
}

/// A message about the transaction ends the flow.
fn deny_consent(host: &mut Host) -> StepResult {
    host.sign_in()?.consent(false, &[])?;
    let message = Some("idx.operation.cancelled.by.user");
    host.expect_failure(FailureKind::Terminal, message)?;
    Ok(())
}

fn with_two_factors(policy: Policy) -> Setup {
    let policy = Policy {
        challenge: vec![Method::Email, Method::Sms],
        ..policy
    };
    with_user(policy, |user| {
        let number = Enrolled::PhoneNumber(PHONE_NUMBER.to_owned());
        user.enrolled.push(number);
    })
}

fn with_code_limit() -> Setup {
    let limit = CodeLimit {
        attempts: 1,
        ..CodeLimit::default()
    };
    with_two_factors(Policy {
        code_limit: Some(limit),
        ..Policy::default()
    })
}

/// After a limited code, everything else on the prompt can be used.
fn use_another_factor(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::OktaEmail)?;
    let form = Name::ChallengeAuthenticator;
    for key in [WRONG_CODE, TOO_MANY] {
        let prompt = host.prompt()?;
        let wrong = Answer::enter_passcode(&prompt, "135790").unwrap();
        host.submit(wrong).unwrap();
        let prompt = host.prompt()?;
        let mut messages = prompt.all_messages();
        assert!(messages.any(|message| message.key.as_deref() == Some(key)));
    }
    let prompt = host.prompt()?;
    expect_limit(host, &prompt, form.as_str(), 300);
    let right = host.org.inbox().code(LOGIN).unwrap().to_owned();
    let right = Answer::enter_passcode(&prompt, right).unwrap();
    assert!(matches!(
        host.flow.clone().submit(right, host.now),
        Err(AnswerError::RateLimited { .. })
    ));
    let cancel = Answer::new(&prompt, "cancel");
    assert_eq!(host.flow.clone().submit(cancel, host.now), Ok(()));

    host.select_authenticator(&Key::PhoneNumber)?;
    host.enter_passcode_from(&Key::PhoneNumber, PHONE_NUMBER)?
        .expect_tokens()?;
    Ok(())
}

fn with_resend_limit() -> Setup {
    let limit = ResendLimit {
        interval_s: 30,
        ..ResendLimit::default()
    };
    with_two_factors(Policy {
        resend_limit: Some(limit),
        ..Policy::default()
    })
}

/// A message that is not sent again leaves the earlier code valid.
fn use_the_earlier_code(host: &mut Host) -> StepResult {
    host.sign_in()?.select_authenticator(&Key::PhoneNumber)?;
    let prompt = host.prompt()?;
    let sent = host.org.inbox().messages().len();
    host.submit(Answer::proceed(&prompt, &Name::Resend).unwrap())
        .unwrap();
    let prompt = host.prompt()?;
    let resend = prompt.remediation_by_name(&Name::Resend).unwrap();
    expect_limit(host, &prompt, &resend.id, 30);
    host.expect_message("errors.E0000150", None)?;
    assert_eq!(host.org.inbox().messages().len(), sent);
    host.enter_passcode_from(&Key::PhoneNumber, PHONE_NUMBER)?
        .expect_tokens()?;
    Ok(())
}

/// Asserts that the server accepts this remediation again after this time.
fn expect_limit(host: &Host, prompt: &Prompt, remediation: &str, seconds: u64) {
    let limited = Notice::RateLimited {
        remediation: remediation.to_owned(),
        retry_at: host.now + Duration::from_secs(seconds),
    };
    assert_eq!(prompt.notice, Some(limited), "{}", host.transcript);
}

fn with_magic_link() -> Setup {
    with_policy(Policy {
        magic_link: true,
        ..Policy::with_challenge(&[Method::Email])
    })
}

fn poll_after_the_servers_time(host: &mut Host) -> StepResult {
    host.sign_in()?.prompt()?;
    host.faults.add(Rule::once(Fault::RateLimitedPrompt {
        after_s: 9,
        hint: RateLimitHint::Reset,
    }));
    let limited = host.wait()?;
    let prompt = limited.prompt().unwrap();
    assert_eq!(poll_interval(prompt), Some(Duration::from_secs(4)));
    assert_eq!(limited.wait(), Some(Duration::from_secs(9)));
    host.expect_message(TOO_MANY, None)?;
    let shown = host.wait()?;
    assert_eq!(shown.wait(), Some(Duration::from_secs(4)));
    host.open_magic_link_elsewhere(LOGIN).expect_tokens()?;
    Ok(())
}

fn with_identifier_first() -> Setup {
    with_policy(Policy {
        sign_in: SignIn::IdentifierFirst,
        ..Policy::default()
    })
}

/// Each loss is reported, and the flow asks for the current step later each time.
fn lose_an_answer_three_times(host: &mut Host) -> StepResult {
    host.identify(LOGIN, None)?;
    for (fault, attempts, delay) in [
        (Fault::RequestLost, 1, 0),
        (Fault::BadGateway { acted: false }, 2, 1),
        (Fault::ServerError { acted: false }, 3, 2),
    ] {
        let prompt = host.prompt()?;
        let start = host.now;
        host.faults.add(Rule::once(fault));
        host.submit(Answer::enter_passcode(&prompt, "Correct-Horse-1").unwrap())
            .unwrap();
        let Action::Send { request } = host.action() else {
            panic!("no answer is sent: {}", host.transcript)
        };
        host.exchange(&request);
        if let Action::Wait { reason, .. } = host.action() {
            let attempt = attempts + 1;
            assert!(
                matches!(reason, WaitReason::Retrying { attempt: found, .. } if found == attempt)
            );
        }
        let prompt = host.prompt()?;
        assert_eq!(seconds_since(host, start), delay);
        assert_eq!(prompt.notice, Some(Notice::AnswerMayBeLost { attempts }));
    }
    host.enter_passcode(&Key::OktaPassword, "Correct-Horse-1")?
        .expect_tokens()?;
    Ok(())
}

fn seconds_since(host: &Host, start: SystemTime) -> u64 {
    host.now.duration_since(start).unwrap().as_secs()
}

fn with_email_callback() -> Setup {
    Setup {
        email_callback_uri: Some("https://app.example.com/mail".to_owned()),
        ..with_magic_link()
    }
}

fn open_magic_link_at_its_own_uri(host: &mut Host) -> StepResult {
    host.sign_in()?;
    host.open_magic_link(LOGIN)?.expect_tokens()?;
    Ok(())
}

/// The link opens an app with a flow of its own, which shows the code to enter in this one.
fn enter_the_code_of_another_flow(host: &mut Host) -> StepResult {
    host.sign_in()?.prompt()?;
    let link = host.org.inbox().link(LOGIN).unwrap().to_owned();
    let response = host.org.open_link(&link, host.now, LinkBrowser::Other);
    let url = response.header("location").unwrap();
    let mut other = host.other_flow();
    let Err(RedirectError::StateMismatch { otp: Some(code) }) =
        other.handle_redirect(url, host.now)
    else {
        panic!("the other flow has no code to show");
    };
    host.enter_passcode(&Key::OktaEmail, code.expose())?
        .expect_tokens()?;
    Ok(())
}

fn with_required_origin() -> Setup {
    with_policy(Policy {
        require_origin: true,
        ..Policy::with_challenge(&[Method::Email])
    })
}

fn send_configured_headers(host: &mut Host) -> StepResult {
    let headers = [
        ("X-Forwarded-For", "203.0.113.7"),
        ("X-Device-Token", "d-1"),
    ];
    host.start_again(|config| {
        let with = |config: FlowConfig, (name, value)| config.with_header(name, value).unwrap();
        headers.into_iter().fold(config, with)
    });
    host.sign_in()?
        .enter_passcode_from(&Key::OktaEmail, LOGIN)?
        .expect_tokens()?;
    for request in host.org.received_requests() {
        for (name, value) in headers {
            assert_eq!(request.header(name), Some(value), "{}", request.path);
        }
    }
    Ok(())
}

fn omit_the_origin(host: &mut Host) -> StepResult {
    host.start_again(FlowConfig::without_origin);
    let prompt = host.prompt()?;
    let password = "Correct-Horse-1".into();
    host.submit_when_allowed(Answer::identify(&prompt, LOGIN, Some(&password)).unwrap())
        .unwrap();
    let failure = host.expect_failure(FailureKind::Denied, None)?;
    assert_eq!(failure.code().as_deref(), Some("E0000006"));
    Ok(())
}

fn with_locked_out_user() -> Setup {
    let policy = Policy {
        unlock: vec![Method::Email],
        ..Policy::default()
    };
    with_user(policy, |user| user.status = UserStatus::LockedOut)
}

fn unlock_by_selected_method(host: &mut Host) -> StepResult {
    unlock(host, &|answer| answer)
}

/// Without a method, the server asks for one before it sends a code.
fn unlock_without_a_method(host: &mut Host) -> StepResult {
    unlock(host, &|answer| answer.without("authenticator#0.methodType"))
}

fn unlock(host: &mut Host, change: &dyn Fn(Answer) -> Answer) -> StepResult {
    host.proceed(&Name::UnlockAccount)?;
    let applies = offers(&Name::SelectAuthenticatorUnlockAccount);
    host.step("select the account", applies, |_, prompt| {
        let answer = Answer::select_authenticator(prompt, &Key::OktaEmail, None)?;
        Ok(change(answer.with("identifier", LOGIN)))
    })?;
    if offers(&Name::AuthenticatorVerificationData)(&*host.prompt()?) {
        host.proceed(&Name::AuthenticatorVerificationData)?;
    }
    host.enter_passcode_from(&Key::OktaEmail, LOGIN)?;
    let key = "oie.selfservice.unlock_user.success.message";
    host.expect_failure(FailureKind::Terminal, Some(key))?;
    host.start_again(|config| config);
    host.sign_in()?.expect_tokens()?;
    Ok(())
}
