//! What happened on a scenario, for people to read: answers, requests, pages. No values, no secrets.

use std::fmt;

use idx_flow::{Action, Answer, Prompt, Request};

/// The lines so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript(Vec<String>);

impl Transcript {
    /// Something that happened, in words.
    pub fn say(&mut self, line: &str) {
        self.0.push(line.to_owned());
    }

    /// What came of the request before: a status, or nothing.
    pub fn reply(&mut self, what: &str) {
        if let Some(line) = self.0.last_mut() {
            line.push_str(" → ");
            line.push_str(what);
        }
    }

    /// Which remediation is answered, and which of its fields.
    pub fn answer(&mut self, answer: &Answer) {
        let names: Vec<_> = answer.values.keys().map(String::as_str).collect();
        self.say(&format!(
            "answer {} [{}]",
            answer.remediation,
            names.join(", ")
        ));
    }

    /// How many answers were given.
    pub fn answers(&self) -> usize {
        let lines = self.0.iter();
        lines.filter(|line| line.starts_with("answer ")).count()
    }

    /// What a request is for, and its path.
    pub fn request(&mut self, request: &Request) {
        let url = request.url.split(['?', '#']).next().unwrap_or_default();
        let path = url
            .split_once("//")
            .and_then(|(_, rest)| rest.split_once('/'));
        let path = path.map(|(_, path)| path).unwrap_or_default();
        if let (true, Some((_, port))) = (request.is_loopback(), url.rsplit_once(':')) {
            return self.say(&format!("{:?} {} :{port}", request.purpose, request.method));
        }
        self.say(&format!("{:?} {} /{path}", request.purpose, request.method));
    }

    /// What is on the screen while the device is asked.
    pub fn screen(&mut self, shown: &Action) {
        let line = line(shown);
        let is_asking = |line: &&String| line.starts_with("Probe") || line.starts_with("Challenge");
        if self.0.iter().rev().find(|line| !is_asking(line)) != Some(&line) {
            self.0.push(line);
        }
    }

    /// What the action shows. The same page twice in a row is one line.
    pub fn action(&mut self, action: &Action) {
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
        Action::Ask { prompt, wait } => format!("ask{}: {}", every(*wait), page(prompt)),
        Action::ShowQr { prompt, wait, .. } => {
            format!("show the QR code{}: {}", every(*wait), page(prompt))
        }
        Action::Wait { duration, prompt } => {
            let page = prompt.as_deref().map(page).unwrap_or_default();
            format!("wait{}: {page}", every(Some(*duration)))
        }
        Action::Redirect { prompt, .. } => format!("open a browser: {}", page(prompt)),
        Action::Done { tokens } => format!("done: {}", tokens.scopes.join(" ")),
        Action::DoneWithCode { .. } => "done with a code".to_owned(),
        Action::Failed { failure } => {
            let keys = failure.messages.iter().filter_map(|it| it.key.as_deref());
            let keys: Vec<_> = keys.map(|key| format!(" !{key}")).collect();
            format!("failed: {:?}{}", failure.kind, keys.concat())
        }
        Action::Send { request } => format!("{request:?}"),
    }
}

fn every(wait: Option<std::time::Duration>) -> String {
    wait.map(|wait| format!(", poll in {wait:?}"))
        .unwrap_or_default()
}

/// The remediations, and the keys of the messages: `identify cancel !errors.E0000004`, with the
/// field where a message stands at one.
fn page(prompt: &Prompt) -> String {
    let ids = prompt.remediations.iter().map(|one| one.id.clone());
    let messages = prompt.all_messages().map(|message| {
        let key = message.key.as_deref().unwrap_or("?");
        match &message.field {
            Some(field) => format!("!{key}@{field}"),
            None => format!("!{key}"),
        }
    });
    ids.chain(messages).collect::<Vec<_>>().join(" ")
}
