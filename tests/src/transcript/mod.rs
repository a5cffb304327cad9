//! The log of a scenario: its answers, requests and prompts, without values and secrets.

mod request_log;

use std::fmt;
use std::time::Duration;

use idx_flow::{Action, Answer, Notice, Prompt, Request};

use crate::polling::poll_interval;

pub use request_log::RequestLog;

/// The lines of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript(Vec<String>);

impl Transcript {
    /// Adds a line.
    pub fn add(&mut self, line: &str) {
        self.0.push(line.to_owned());
    }

    /// Appends the result of the last request: a status, or the reason for a missing response.
    pub fn add_response(&mut self, result: &str) {
        if let Some(line) = self.0.last_mut() {
            line.push_str(" → ");
            line.push_str(result);
        }
    }

    /// Adds an answer: the id of its remediation and the paths of its values.
    pub fn add_answer(&mut self, answer: &Answer) {
        let paths: Vec<_> = answer.values.keys().map(String::as_str).collect();
        self.add(&format!(
            "answer {} [{}]",
            answer.remediation,
            paths.join(", ")
        ));
    }

    /// Returns the number of answers.
    pub fn answer_count(&self) -> usize {
        let lines = self.0.iter();
        lines.filter(|line| line.starts_with("answer ")).count()
    }

    /// Adds a request: its purpose, method and path, or its port if it goes to this device.
    pub fn add_request(&mut self, request: &Request) {
        let url = request.url.split(['?', '#']).next().unwrap_or_default();
        let path = url
            .split_once("//")
            .and_then(|(_, rest)| rest.split_once('/'));
        let path = path.map(|(_, path)| path).unwrap_or_default();
        if let (true, Some((_, port))) = (request.is_loopback(), url.rsplit_once(':')) {
            return self.add(&format!("{:?} {} :{port}", request.purpose, request.method));
        }
        self.add(&format!("{:?} {} /{path}", request.purpose, request.method));
    }

    /// Adds what is displayed during requests to the device, unless it was already displayed before
    /// them.
    pub fn add_screen(&mut self, screen: &Action) {
        let line = line(screen);
        let is_to_device =
            |line: &&String| line.starts_with("Probe") || line.starts_with("Challenge");
        if self.0.iter().rev().find(|line| !is_to_device(line)) != Some(&line) {
            self.0.push(line);
        }
    }

    /// Adds what the action displays, unless the last line is the same.
    pub fn add_action(&mut self, action: &Action) {
        let line = line(action);
        if self.0.last() != Some(&line) {
            self.0.push(line);
        }
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

fn line(action: &Action) -> String {
    match action {
        Action::Ask { prompt, wait } => {
            format!("ask{}: {}", poll(prompt, *wait), describe(prompt))
        }
        Action::ShowQr { prompt, wait, .. } => {
            format!(
                "show the QR code{}: {}",
                poll(prompt, *wait),
                describe(prompt)
            )
        }
        Action::Wait {
            duration, prompt, ..
        } => {
            let prompt = prompt.as_deref().map(describe).unwrap_or_default();
            format!("wait, poll in {duration:?}: {prompt}")
        }
        Action::Redirect { prompt, .. } => format!("open a browser: {}", describe(prompt)),
        Action::Done { tokens } => format!("done: {}", tokens.scopes.join(" ")),
        Action::DoneWithCode { .. } => "done with a code".to_owned(),
        Action::Failed { failure } => {
            let keys = failure
                .messages
                .iter()
                .filter_map(|message| message.key.as_deref());
            let keys: Vec<_> = keys.map(|key| format!(" !{key}")).collect();
            format!("failed: {:?}{}", failure.kind, keys.concat())
        }
        other => format!("{other:?}"),
    }
}

/// The time to the next poll. The time to the expiry of a prompt without a poll is not written.
fn poll(prompt: &Prompt, wait: Option<Duration>) -> String {
    let wait = poll_interval(prompt).and(wait);
    wait.map(|wait| format!(", poll in {wait:?}"))
        .unwrap_or_default()
}

/// The ids of the remediations and the keys of the messages, such as
/// `identify cancel !errors.E0000004`. A message of a field is followed by `@` and the field's path. A
/// notice comes last: `?lost ATTEMPTS` or `?limited REMEDIATION`.
fn describe(prompt: &Prompt) -> String {
    let ids = prompt.remediations.iter().map(|form| form.id.clone());
    let messages = prompt.all_messages().map(|message| {
        let key = message.key.as_deref().unwrap_or("?");
        match &message.field {
            Some(field) => format!("!{key}@{field}"),
            None => format!("!{key}"),
        }
    });
    let notice = prompt.notice.as_ref().map(|notice| match notice {
        Notice::AnswerMayBeLost { attempts } => format!("?lost {attempts}"),
        Notice::RateLimited { remediation, .. } => format!("?limited {remediation}"),
        other => format!("{other:?}"),
    });
    let parts = ids.chain(messages).chain(notice);
    parts.collect::<Vec<_>>().join(" ")
}
