//! The screen, as the runner sees it.

use std::fmt;
use std::time::Duration;

use idx_flow::{Action, Answer, Flow, InputError, Request, Response};

use crate::error::TransportError;

/// What shows a flow to its user. A closure `FnMut(&Action, Option<Duration>) -> Event` is one.
pub trait Ui {
    /// Shows the action and comes back with what the user did.
    ///
    /// The action is an [`Ask`](Action::Ask), a [`ShowQr`](Action::ShowQr), a
    /// [`Wait`](Action::Wait) or a [`Redirect`](Action::Redirect); a `Wait` has a prompt only where
    /// an answer would be taken. It is shown again after each `wait`, mostly unchanged: keep what
    /// the user has typed so far. `wait` says when to come back
    /// with [`Event::Timeout`] at the latest, so that polling goes on meanwhile; `None` is to wait
    /// for the user, however long. It is zero before each request to Okta Verify on this device: show the
    /// page, say what the user has done by now, and do not wait; the challenge may then take up to five
    /// minutes, in which the user acts in Okta Verify. A UI that blocks for the user hears of a
    /// [`CancelHandle`](crate::CancelHandle) only if it looks at it.
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event;

    /// The engine did not take the answer or the URL; the flow is as it was. `Ok` asks again;
    /// `Err` ends the run with [`Error::Input`](crate::Error::Input), as it does unless a UI says
    /// otherwise: one that repeats itself would never end.
    ///
    /// # Errors
    /// Where the run is to end.
    fn on_input_error(&mut self, error: InputError) -> Result<(), InputError> {
        Err(error)
    }

    /// The flow has moved: the place to save its [`snapshot`](Flow::snapshot).
    fn on_state_change(&mut self, flow: &Flow) {
        let _ = flow;
    }

    /// An exchange took place, or did not: for a trace. `Debug` of both hides what is secret.
    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        let _ = (request, outcome);
    }
}

/// What the user did. `Debug` hides what is secret.
#[derive(Clone, PartialEq)]
pub enum Event {
    /// Answered a remediation: filled in a form, or pressed a button.
    Answer(Answer),
    /// Came back from the browser or app with this URL, the redirect URI and its query.
    RedirectReceived(String),
    /// Nothing, and nothing is to be expected before the wait is over: the runner sleeps for what
    /// is left of it.
    Timeout,
    /// Closed the window: the run ends with [`Error::Canceled`](crate::Error::Canceled). The
    /// server is not told; answering its `cancel` remediation does that.
    Cancel,
}

impl<F: FnMut(&Action, Option<Duration>) -> Event> Ui for F {
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event {
        self(action, wait)
    }
}

/// The URL's query may hold a code.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(answer) => write!(f, "{answer:?}"),
            Self::RedirectReceived(_) => f.write_str("RedirectReceived([secret])"),
            Self::Timeout => f.write_str("Timeout"),
            Self::Cancel => f.write_str("Cancel"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_what_came_back_and_what_was_typed() {
        let answer = Answer::new("identify").with("credentials.passcode", "canary");
        let url = "com.acme.app:/callback?interaction_code=canary".to_owned();
        let shown = format!(
            "{:?} {:?}",
            Event::Answer(answer),
            Event::RedirectReceived(url)
        );
        assert!(!shown.contains("canary"), "{shown}");
    }
}
