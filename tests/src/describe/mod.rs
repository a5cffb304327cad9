//! Describes how the engine reads a response, as text for snapshots. State handles are shortened, and
//! secrets are omitted.

mod prompt;
mod sample;

use std::fmt::Write as _;
use std::time::Duration;

use idx_flow::{Action, Failure, FailureDetail, Flow, Prompt, Tokens};

use crate::fixture::noon;
use crate::polling::poll_interval;
pub use prompt::messages;
pub use sample::sample;

/// Describes the state and the next action in one line.
pub fn outcome(flow: &Flow) -> String {
    let action = flow.next_action(noon());
    format!("{:?}: {}", flow.state(), self::action(&action))
}

/// Describes the prompt, and what each of its forms sends if it is filled in.
pub fn prompt(flow: &Flow) -> String {
    let action = flow.screen(noon());
    let Some(prompt) = action.prompt() else {
        return String::new();
    };
    let mut text = prompt::facts(prompt);
    for remediation in &prompt.remediations {
        text += &prompt::remediation(remediation);
        let result = sample::submit(flow, prompt, remediation);
        let _ = writeln!(text, "  = {result}");
    }
    text
}

fn action(action: &Action) -> String {
    let poll = |prompt: &Prompt, wait: &Option<Duration>| {
        let wait = poll_interval(prompt).and(*wait);
        wait.map(|wait| format!(", poll in {wait:?}"))
            .unwrap_or_default()
    };
    match action {
        Action::Send { request } if request.is_loopback() => {
            format!("{:?} {}", request.purpose, request.url)
        }
        Action::Send { request } => format!("send {:?}", request.purpose),
        Action::Ask { prompt, wait } => format!("ask{}", poll(prompt, wait)),
        Action::ShowQr { qr, prompt, wait } => {
            let bytes = qr.png().map_or(0, |png| png.len());
            format!(
                "show {:?}, a PNG of {bytes} bytes{}",
                qr.alt,
                poll(prompt, wait)
            )
        }
        Action::Wait {
            duration, prompt, ..
        } => {
            let prompt = prompt.as_ref().map_or("", |_| " with a prompt");
            format!("wait {duration:?}{prompt}")
        }
        Action::Redirect { url, .. } => format!("open {url}"),
        Action::Done { tokens } => describe_tokens(tokens),
        Action::DoneWithCode { .. } => "code".to_owned(),
        Action::Failed { failure } => describe_failure(failure),
        other => format!("{other:?}"),
    }
}

fn describe_failure(failure: &Failure) -> String {
    let mut text = format!("{:?}", failure.kind);
    let description = match &failure.detail {
        FailureDetail::OAuthError { description, .. } => description.clone(),
        FailureDetail::ApiError { summary, .. } => summary.clone(),
        FailureDetail::Claim {
            expected: Some(expected),
            found: Some(found),
            ..
        } => Some(format!("{found} instead of {expected}")),
        FailureDetail::LimitExceeded { limit } => Some(limit.clone()),
        _ => None,
    };
    for detail in [failure.code(), description].into_iter().flatten() {
        let _ = write!(text, " {detail:?}");
    }
    if failure.is_informational() {
        text += ", informational";
    }
    text
}

fn describe_tokens(tokens: &Tokens) -> String {
    let id_token = tokens.id_token.as_ref();
    let subject = id_token.map(|token| (&token.subject, &token.name, &token.email));
    let refresh = tokens.refresh_token.is_some();
    let device = tokens.device_secret.is_some();
    format!(
        "{} {:?} for {:?}, ID token {subject:?}, refresh token {refresh}, device secret {device}",
        tokens.token_type, tokens.scopes, tokens.expires_in
    )
}
