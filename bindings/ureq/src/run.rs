//! The loop: from a flow to its tokens.

use std::time::{Duration, Instant, SystemTime};

use idx_flow::{Action, Flow, InteractionCode, Request, Tokens};

use crate::error::{Error, TransportError};
use crate::runner::{Runner, hand_over};
use crate::ui::{Event, Ui};

/// The good ends of a run. `Debug` hides what is secret.
#[derive(Debug, Clone, PartialEq)]
pub enum Completed {
    /// The user is signed in.
    Tokens(Box<Tokens>),
    /// The interaction code, where the flow stops there
    /// ([`FlowConfig::stop_at_code`](idx_flow::FlowConfig::stop_at_code)).
    Code(InteractionCode),
}

impl Runner {
    /// Drives the flow to its end: sends what is to be sent, shows what is to be shown, and waits.
    ///
    /// It starts wherever the flow is: at the beginning, restored from a snapshot, or where an
    /// earlier run was canceled or gave up.
    ///
    /// # Errors
    /// [`Error::Failed`] where the flow ends without tokens. [`Error::Transport`] after too many
    /// failures in a row ([`max_attempts`](crate::RunnerBuilder::max_attempts)), or at once after
    /// one that will not pass. [`Error::Canceled`] and [`Error::Input`] where the user or the UI
    /// wants it so.
    pub fn run(&self, flow: &mut Flow, ui: &mut (impl Ui + ?Sized)) -> Result<Completed, Error> {
        let mut failures = 0;
        loop {
            if self.cancel.is_canceled() {
                return Err(Error::Canceled);
            }
            match flow.next_action(SystemTime::now()) {
                Action::Send { request } => {
                    if request.is_loopback() && !self.is_still_wanted(flow, ui, &request)? {
                        continue;
                    }
                    let outcome = self.send(flow, ui, &request);
                    failures = self.tally(failures, &request, outcome)?;
                }
                Action::Done { tokens } => return Ok(Completed::Tokens(tokens)),
                Action::DoneWithCode { code } => return Ok(Completed::Code(code)),
                Action::Failed { failure } => return Err(failure.into()),
                shown => self.show(flow, ui, &shown, shown.wait())?,
            }
        }
    }

    fn send(
        &self,
        flow: &mut Flow,
        ui: &mut (impl Ui + ?Sized),
        request: &Request,
    ) -> Result<(), TransportError> {
        let outcome = self.exchange(request);
        ui.on_exchange(request, outcome.as_ref());
        let outcome = hand_over(flow, request, outcome);
        ui.on_state_change(flow);
        outcome
    }

    /// The failures in a row, or the end of patience. Polls do not count: they go on.
    pub(crate) fn tally(
        &self,
        failures: u32,
        request: &Request,
        outcome: Result<(), TransportError>,
    ) -> Result<u32, TransportError> {
        match outcome {
            _ if request.background => Ok(failures),
            Ok(()) => Ok(0),
            Err(error) => {
                let failures = failures.saturating_add(1);
                let is_over = error.is_permanent() || failures >= self.max_attempts;
                if is_over { Err(error) } else { Ok(failures) }
            }
        }
    }

    /// Shows the page before the device is asked, and takes the user's word, but does not wait for it:
    /// whether it is that request which is still to be sent.
    fn is_still_wanted(
        &self,
        flow: &mut Flow,
        ui: &mut (impl Ui + ?Sized),
        request: &Request,
    ) -> Result<bool, Error> {
        let page = flow.screen(SystemTime::now());
        self.show(flow, ui, &page, Some(Duration::ZERO))?;
        let next = flow.next_action(SystemTime::now());
        Ok(matches!(next, Action::Send { request: one } if one.id == request.id))
    }

    fn show(
        &self,
        flow: &mut Flow,
        ui: &mut (impl Ui + ?Sized),
        action: &Action,
        wait: Option<Duration>,
    ) -> Result<(), Error> {
        let shown_at = Instant::now();
        let taken = match ui.on_action(action, wait) {
            Event::Answer(answer) => flow.submit(answer),
            Event::RedirectReceived(url) => flow.handle_redirect(&url),
            Event::Cancel => return Err(Error::Canceled),
            Event::Timeout => {
                let wait = wait.unwrap_or(NAP);
                self.cancel.sleep(wait.saturating_sub(shown_at.elapsed()));
                return Ok(());
            }
        };
        match taken {
            Ok(()) => ui.on_state_change(flow),
            Err(error) => ui.on_input_error(error)?,
        }
        Ok(())
    }
}

/// Where nothing is polled, a UI that only looked in does not make the processor spin.
const NAP: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::FlowConfig;

    fn request(background: bool) -> Request {
        let config =
            FlowConfig::new("http://127.0.0.1:9", "client", "com.acme.app:/callback").unwrap();
        let flow = Runner::new().start(config).unwrap();
        match flow.next_action(SystemTime::now()) {
            Action::Send { request } => Request {
                background,
                ..request
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn patience_ends_with_the_last_of_so_many_in_a_row() {
        let runner = Runner::builder().max_attempts(3).build();
        let tally = |failures, outcome| runner.tally(failures, &request(false), outcome);
        let timeout = || Err(TransportError::Timeout);
        assert_eq!(tally(0, timeout()), Ok(1));
        assert_eq!(tally(1, timeout()), Ok(2));
        assert_eq!(tally(2, timeout()), Err(TransportError::Timeout));
        assert_eq!(tally(2, Ok(())), Ok(0));
    }

    #[test]
    fn what_will_not_pass_is_not_tried_again() {
        let untrusted = TransportError::Tls("UnknownIssuer".into());
        let outcome = Runner::new().tally(0, &request(false), Err(untrusted.clone()));
        assert_eq!(outcome, Err(untrusted));
    }

    #[test]
    fn polls_go_on_whatever_happens() {
        let runner = Runner::builder().max_attempts(1).build();
        for error in [TransportError::Timeout, TransportError::Insecure] {
            assert_eq!(runner.tally(0, &request(true), Err(error)), Ok(0));
        }
    }
}
