//! What the engine makes of a response, as text to be read by people and compared by tests.
//! Values that the server fixed are shortened, secrets left out.

mod page;
mod sample;

use std::fmt::Write as _;
use std::time::Duration;

use idx_flow::{Action, Failure, Flow, Tokens};

use crate::fixture::noon;
pub use page::messages;
pub use sample::sample;

/// The state and the action, in a line.
pub fn outcome(flow: &Flow) -> String {
    let action = flow.next_action(noon());
    format!("{:?}: {}", flow.state(), self::action(&action))
}

/// The page, and what each of its forms sends when it is filled in.
pub fn page(flow: &Flow) -> String {
    let action = flow.screen(noon());
    let Some(prompt) = action.prompt() else {
        return String::new();
    };
    let mut text = page::facts(prompt);
    for remediation in &prompt.remediations {
        text += &page::remediation(remediation);
        let sent = sample::sent(flow, remediation);
        let _ = writeln!(text, "  = {sent}");
    }
    text
}

fn action(action: &Action) -> String {
    let poll = |wait: &Option<Duration>| match wait {
        Some(wait) => format!(", poll in {wait:?}"),
        None => String::new(),
    };
    match action {
        Action::Send { request } if request.is_loopback() => {
            format!("{:?} {}", request.purpose, request.url)
        }
        Action::Send { request } => format!("send {:?}", request.purpose),
        Action::Ask { wait, .. } => format!("ask{}", poll(wait)),
        Action::ShowQr { qr, wait, .. } => {
            let bytes = qr.png().map_or(0, |png| png.len());
            format!("show {:?}, a PNG of {bytes} bytes{}", qr.alt, poll(wait))
        }
        Action::Wait { duration, prompt } => {
            let page = prompt.as_ref().map_or("", |_| " with the page");
            format!("wait {duration:?}{page}")
        }
        Action::Redirect { url, .. } => format!("open {url}"),
        Action::Done { tokens } => tokens_in_short(tokens),
        Action::DoneWithCode { .. } => "code".to_owned(),
        Action::Failed { failure } => in_short(failure),
    }
}

fn in_short(failure: &Failure) -> String {
    let mut text = format!("{:?}", failure.kind);
    for word in [&failure.code, &failure.description].into_iter().flatten() {
        let _ = write!(text, " {word:?}");
    }
    if failure.is_informational() {
        text += ", informational";
    }
    text
}

fn tokens_in_short(tokens: &Tokens) -> String {
    let id_token = tokens.id_token.as_ref();
    let subject = id_token.map(|token| (&token.subject, &token.name, &token.email));
    let refresh = tokens.refresh_token.is_some();
    let device = tokens.device_secret.is_some();
    format!(
        "{} {:?} for {:?}, ID token {subject:?}, refresh token {refresh}, device secret {device}",
        tokens.token_type, tokens.scopes, tokens.expires_in
    )
}
