//! The user interface that a runner calls.

use std::fmt;
use std::time::Duration;

use idx_flow::{Action, Answer, AnswerError, Flow, RedirectError, Request, Response};

use crate::error::TransportError;

/// The user interface of a flow. A closure `FnMut(&Action, Option<Duration>) -> Event` implements
/// it.
pub trait Ui {
    /// Shows the action and returns the user's response.
    ///
    /// The action is an [`Ask`](Action::Ask), [`ShowQr`](Action::ShowQr), [`Wait`](Action::Wait) or
    /// [`Redirect`](Action::Redirect). A `Wait` has a prompt only if it can be answered.
    ///
    /// Return within `wait`, with [`Event::Timeout`] if the user did nothing, so that polling
    /// continues. If `wait` is `None`, nothing is polled and the method may block until the user
    /// acts. It is called again after each wait, usually with the same prompt: keep the text that
    /// the user has entered so far.
    ///
    /// `wait` is zero before each request to Okta Verify on this device. Then show the prompt and
    /// return the user's action so far, without blocking. The request may take up to five minutes,
    /// in which the user acts in Okta Verify.
    ///
    /// A [`CancelHandle`](crate::CancelHandle) does not interrupt this method; a method that blocks
    /// has to check the handle.
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event;

    /// Handles an answer that the engine rejected. The flow is unchanged. Return `Ok` to ask again. The
    /// default returns the error, which ends the run with [`Error::Answer`](crate::Error::Answer),
    /// because a UI that repeats the same answer would never end.
    ///
    /// An answer to a prompt that a poll has replaced in the meantime is not reported: the UI is called
    /// with the new prompt.
    ///
    /// # Errors
    /// The error, to end the run.
    fn on_answer_error(&mut self, error: AnswerError) -> Result<(), AnswerError> {
        Err(error)
    }

    /// Handles a redirect URL that the engine rejected. The flow is unchanged. Return `Ok` to ask again.
    /// The default returns the error, which ends the run with
    /// [`Error::Redirect`](crate::Error::Redirect).
    ///
    /// # Errors
    /// The error, to end the run.
    fn on_redirect_error(&mut self, error: RedirectError) -> Result<(), RedirectError> {
        Err(error)
    }

    /// Called whenever the flow has changed. Save its [`snapshot`](Flow::snapshot) here.
    fn on_state_change(&mut self, flow: &Flow) {
        let _ = flow;
    }

    /// Called after each HTTP exchange, successful or not. Use it for logging: the `Debug` output of
    /// both arguments is redacted.
    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        let _ = (request, outcome);
    }
}

/// The user's response to an action. Its `Debug` output is redacted.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The user answered a remediation.
    Answer(Answer),
    /// The browser or app returned with this URL: the redirect URI and its query.
    RedirectReceived(String),
    /// The user did nothing within the wait. The runner sleeps for the rest of the wait.
    Timeout,
    /// The user closed the browser or app without a result. The prompt on which the redirect was chosen
    /// is shown again.
    RedirectCanceled,
    /// The user canceled. The run ends with [`Error::Canceled`](crate::Error::Canceled). The server
    /// is not notified; to notify it, answer the `cancel` remediation instead.
    Cancel,
}

impl<F: FnMut(&Action, Option<Duration>) -> Event> Ui for F {
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event {
        self(action, wait)
    }
}

/// Redacts the URL, because its query may contain a code.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(answer) => write!(f, "{answer:?}"),
            Self::RedirectReceived(_) => f.write_str("RedirectReceived([secret])"),
            Self::Timeout => f.write_str("Timeout"),
            Self::RedirectCanceled => f.write_str("RedirectCanceled"),
            Self::Cancel => f.write_str("Cancel"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_redacts_answers_and_redirect_urls() {
        let answer = Answer::for_version(1, "identify").with("credentials.passcode", "canary");
        let url = "com.acme.app:/callback?interaction_code=canary".to_owned();
        let output = format!(
            "{:?} {:?}",
            Event::Answer(answer),
            Event::RedirectReceived(url)
        );
        assert!(!output.contains("canary"), "{output}");
    }
}
