//! The simulated phone, while the screen waits for it.

use idx_flow::{Channel, Prompt, QrCode, RemediationName};

use crate::demo::Demo;

/// What the simulated phone is about to do on a page, or has done.
pub(super) struct Phone {
    polls_left: u32,
    said: Option<String>,
}

/// What there is to do for it.
#[derive(Clone, Copy)]
enum Task<'p> {
    Scan(&'p QrCode),
    OpenLink,
}

impl Phone {
    /// A few polls go by, so that there is something to see.
    pub(super) fn new() -> Self {
        Self {
            polls_left: 3,
            said: None,
        }
    }

    /// A poll is due.
    pub(super) fn count_poll(&mut self, demo: &Demo, prompt: &Prompt) {
        self.polls_left = self.polls_left.saturating_sub(1);
        if self.polls_left == 0 {
            self.act(demo, prompt);
        }
    }

    /// Does what is to be done, once.
    pub(super) fn act(&mut self, demo: &Demo, prompt: &Prompt) {
        let Some(task) = task(prompt).filter(|_| self.said.is_none()) else {
            return;
        };
        let (done, said) = match task {
            Task::Scan(qr) => (demo.scan(qr), "the phone has scanned it"),
            Task::OpenLink => (demo.open_link(), "the phone has opened it"),
        };
        self.said = Some(match done {
            Ok(()) => said.to_owned(),
            Err(error) => format!("✗ {error}"),
        });
    }

    /// What to say of it.
    pub(super) fn status(&self, prompt: &Prompt) -> Option<String> {
        let does = match task(prompt)? {
            Task::Scan(_) => "scans",
            Task::OpenLink => "opens it",
        };
        Some(match (&self.said, self.polls_left) {
            (Some(said), _) => said.clone(),
            (None, 1) => format!("the phone {does} at this poll"),
            (None, polls) => format!("the phone {does} in {polls} polls"),
        })
    }

    /// The key with which the user need not wait for it.
    pub(super) fn key(&self, prompt: &Prompt) -> Option<&'static str> {
        match task(prompt).filter(|_| self.said.is_none())? {
            Task::Scan(_) => Some("s Let the phone scan now"),
            Task::OpenLink => Some("s Let the phone open it now"),
        }
    }
}

fn task(prompt: &Prompt) -> Option<Task<'_>> {
    prompt.remediation_by_name(&RemediationName::EnrollPoll)?;
    let context = prompt.contextual_data()?;
    match (&context.qr, &context.selected_channel) {
        (Some(qr), _) => Some(Task::Scan(qr)),
        (None, Some(Channel::Email | Channel::Sms)) => Some(Task::OpenLink),
        (None, _) => None,
    }
}
