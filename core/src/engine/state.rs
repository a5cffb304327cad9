//! The states of a flow, in the order in which they are passed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::secret::{Secret, exposed};
use crate::tokens::{InteractionCode, Tokens};
use crate::wire::time::{Millis, Timer};

/// Where the conversation stands.
#[derive(Clone, PartialEq)]
pub(crate) enum State {
    /// To ask for an interaction handle.
    Interact(Retry),
    /// To ask what the server wants now.
    Introspect(Retry),
    /// To show the page.
    Prompt(Turn),
    /// To send an answer.
    Submit(Submission),
    /// To turn the code into tokens.
    Exchange(Grant),
    /// The end, with tokens or a code.
    Done(Outcome),
    /// The end, without.
    Failed(Box<Failure>),
}

/// The names of the states, for logs and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateName {
    /// To ask for an interaction handle.
    Interact,
    /// To ask what the server wants now.
    Introspect,
    /// To show the page, and poll.
    Prompt,
    /// To send an answer.
    Submit,
    /// To turn the code into tokens.
    Exchange,
    /// The end, with tokens or a code.
    Done,
    /// The end, without.
    Failed,
}

/// When an exchange may be tried again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Retry {
    failures: u32,
    timer: Option<Timer>,
}

/// A page on the screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Turn {
    /// Runs until the next poll is due; of no meaning where the page polls nothing.
    pub(crate) timer: Timer,
    /// The id of the remediation whose address is open in a browser or an app.
    pub(crate) redirect: Option<String>,
}

/// How far Okta Verify on this device has been asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Tells one challenge of the flow from another.
    pub(crate) number: u64,
    pub(crate) step: Asking,
}

/// Whom to ask next, by the challenge's own list of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Asking {
    /// To see whether it is there.
    Probe(usize),
    /// To hand it the challenge.
    Challenge(usize),
    /// Nobody: its reply to the challenge was lost. The server may know more.
    Unheard,
    /// Nobody any more: it is answered, or a link, or not to be had.
    Over,
}

/// An answer on its way. Never in a snapshot: it may hold a password, and may have been sent.
#[derive(Clone, PartialEq)]
pub(crate) struct Submission {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) accepts: Option<String>,
    pub(crate) body: Secret,
}

/// A code to be turned into tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Grant {
    #[serde(with = "exposed")]
    pub(crate) code: Secret,
    pub(crate) retry: Retry,
}

/// The good ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    Tokens(Box<Tokens>),
    Code(Box<InteractionCode>),
}

impl State {
    pub(crate) fn name(&self) -> StateName {
        match self {
            Self::Interact(_) => StateName::Interact,
            Self::Introspect(_) => StateName::Introspect,
            Self::Prompt(_) => StateName::Prompt,
            Self::Submit(_) => StateName::Submit,
            Self::Exchange(_) => StateName::Exchange,
            Self::Done(_) => StateName::Done,
            Self::Failed(_) => StateName::Failed,
        }
    }
}

impl Retry {
    /// 1, 2, 4, 8, 16, 30, 30… seconds after the first, second… failure in a row.
    pub(crate) fn after_failure(self, now: Millis, least: Option<Duration>) -> Self {
        let seconds = 1u64.checked_shl(self.failures).unwrap_or(u64::MAX).min(30);
        let wait = least.unwrap_or_default().max(Duration::from_secs(seconds));
        Self {
            failures: self.failures.saturating_add(1),
            timer: Some(Timer::start(now, wait)),
        }
    }

    /// When the server said so.
    pub(crate) fn after(now: Millis, wait: Duration) -> Self {
        Self {
            failures: 0,
            timer: Some(Timer::start(now, wait)),
        }
    }

    pub(crate) fn left(&self, now: Millis) -> Option<Duration> {
        self.timer.and_then(|timer| timer.left(now))
    }
}
