//! `error-is-noop`: what a flow refuses, and that it is unchanged afterwards.

use std::time::SystemTime;

use idx_flow::{Answer, AnswerError, Notice, Prompt, RedirectError, StateName};

use super::observation::Observation;
use super::waits::remaining;

/// A method that returns an error leaves the flow unchanged.
pub(super) fn error_is_noop(observed: &Observation<'_>) {
    let (flow, now) = (observed.flow, observed.now);
    let mut changed = flow.clone();
    for (answer, error) in refused_answers(observed) {
        assert_eq!(changed.submit(answer, now), Err(error), "error-is-noop");
    }
    let mismatch = |otp: Option<&str>| RedirectError::StateMismatch {
        otp: otp.map(Into::into),
    };
    for (query, error) in [
        ("?state=forged&interaction_code=y", mismatch(None)),
        ("?state=forged&otp=123456", mismatch(Some("123456"))),
        (
            "?state=a&state=b",
            RedirectError::RepeatedParameter("state"),
        ),
        ("", mismatch(None)),
    ] {
        let url = format!("com.example.app:/callback{query}");
        let result = changed.handle_redirect(&url, now);
        assert_eq!(result, Err(error), "error-is-noop: {url}");
    }
    let foreign = "https://evil.example/?state=x&interaction_code=y";
    let result = changed.handle_redirect(foreign, now);
    assert_eq!(result, Err(RedirectError::UriMismatch), "error-is-noop");
    assert_eq!(changed, *flow, "error-is-noop: an error changed the flow");
}

/// Answers that every flow refuses, with the errors.
fn refused_answers(observed: &Observation<'_>) -> Vec<(Answer, AnswerError)> {
    let flow = observed.flow;
    let prompt = flow.prompt().filter(|_| flow.state() == StateName::Prompt);
    let Some(prompt) = prompt else {
        let answer = Answer::for_version(0, "identify");
        return vec![(answer, AnswerError::NotExpected)];
    };
    let unknown = "no-such-remediation";
    let stale = Answer::for_version(prompt.version.wrapping_sub(1), "cancel");
    let mut refused = vec![
        (stale, AnswerError::StalePrompt),
        (
            Answer::new(prompt, unknown),
            AnswerError::UnknownRemediation(unknown.to_owned()),
        ),
    ];
    if !observed.was_set_back {
        refused.extend(limited_answer(prompt, observed.now));
    }
    refused
}

/// The answer that the server limits, as the prompt's notice says.
fn limited_answer(prompt: &Prompt, now: SystemTime) -> Option<(Answer, AnswerError)> {
    let Some(Notice::RateLimited {
        remediation,
        retry_at,
    }) = &prompt.notice
    else {
        return None;
    };
    let wait = remaining(*retry_at, now);
    let error = AnswerError::RateLimited {
        remediation: remediation.clone(),
        wait,
    };
    let answer = Answer::new(prompt, remediation);
    (!wait.is_zero()).then_some((answer, error))
}
