//! The simulated phone: it acts automatically after a few polls, or when the user presses a key.

use idx_flow::{Channel, Prompt, QrCode, RemediationName};

use crate::demo::Demo;

/// The simulated phone's state at one prompt.
pub(super) struct Phone {
    polls_left: u32,
    /// The outcome as text, once the phone has acted.
    outcome: Option<String>,
}

#[derive(Clone, Copy)]
enum Task<'p> {
    Scan(&'p QrCode),
    OpenLink,
}

impl Phone {
    /// Creates a phone that acts after three polls, so that the user can watch the countdown.
    pub(super) fn new() -> Self {
        Self {
            polls_left: 3,
            outcome: None,
        }
    }

    /// Counts a poll that is due, and acts if it was the last one to wait for.
    pub(super) fn count_poll(&mut self, demo: &Demo, prompt: &Prompt) {
        self.polls_left = self.polls_left.saturating_sub(1);
        if self.polls_left == 0 {
            self.act(demo, prompt);
        }
    }

    /// Scans the QR code or opens the setup link, unless the phone has done so.
    pub(super) fn act(&mut self, demo: &Demo, prompt: &Prompt) {
        let Some(task) = task(prompt).filter(|_| self.outcome.is_none()) else {
            return;
        };
        let (result, success) = match task {
            Task::Scan(qr) => (demo.scan(qr), "The phone scanned the QR code"),
            Task::OpenLink => (demo.open_link(), "The phone opened the link"),
        };
        self.outcome = Some(match result {
            Ok(()) => success.to_owned(),
            Err(error) => format!("✗ {error}"),
        });
    }

    /// Returns a line about what the phone does.
    pub(super) fn status(&self, prompt: &Prompt) -> Option<String> {
        let verb = match task(prompt)? {
            Task::Scan(_) => "scans",
            Task::OpenLink => "opens the link",
        };
        Some(match (&self.outcome, self.polls_left) {
            (Some(outcome), _) => outcome.clone(),
            (None, 1) => format!("The phone {verb} at this poll"),
            (None, polls) => format!("The phone {verb} in {polls} polls"),
        })
    }

    /// Returns the key that makes the phone act immediately, and its label.
    pub(super) fn key(&self, prompt: &Prompt) -> Option<&'static str> {
        match task(prompt).filter(|_| self.outcome.is_none())? {
            Task::Scan(_) => Some("s Scan now"),
            Task::OpenLink => Some("s Open the link now"),
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
