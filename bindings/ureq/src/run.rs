//! The loop that runs a flow to completion.

use std::time::{Duration, Instant, SystemTime};

use idx_flow::{Action, AnswerError, Flow, InteractionCode, Request, Tokens, WaitReason};

use crate::attempts::Attempts;
use crate::error::{Error, TransportError};
use crate::runner::{Runner, report_outcome};
use crate::ui::{Event, Ui};

/// The result of a successful run. Its `Debug` output is redacted.
#[derive(Debug, Clone, PartialEq)]
pub enum Completion {
    /// The user is signed in.
    Tokens(Box<Tokens>),
    /// The interaction code of a flow that is configured to stop there
    /// ([`FlowConfig::stop_at_code`](idx_flow::FlowConfig::stop_at_code)).
    Code(InteractionCode),
}

impl Runner {
    /// Runs the flow to completion: sends requests, calls the UI and waits.
    ///
    /// The run continues from the flow's current state. The flow may be new, restored from a
    /// snapshot, or left by an earlier run that was canceled or gave up.
    ///
    /// # Errors
    /// [`Error::Failed`] if the flow ends without tokens. [`Error::Transport`] after too many
    /// consecutive failures ([`max_attempts`](crate::RunnerBuilder::max_attempts)), or after one
    /// [permanent](TransportError::is_permanent) failure. [`Error::Canceled`] if the user or a
    /// [`CancelHandle`](crate::CancelHandle) cancels the run. [`Error::Answer`] or [`Error::Redirect`] if
    /// [`Ui::on_answer_error`] or [`Ui::on_redirect_error`] returns an error.
    pub fn run(&self, flow: &mut Flow, ui: &mut (impl Ui + ?Sized)) -> Result<Completion, Error> {
        let mut attempts = Attempts::new(self.max_attempts);
        loop {
            if self.cancel.is_canceled() {
                return Err(Error::Canceled);
            }
            match flow.next_action(SystemTime::now()) {
                Action::Send { request } => {
                    if request.is_loopback() && !self.confirm_loopback(flow, ui, &request)? {
                        continue;
                    }
                    let outcome = self.send(flow, ui, &request);
                    attempts.record(&request, outcome)?;
                }
                Action::Done { tokens } => return Ok(Completion::Tokens(tokens)),
                Action::DoneWithCode { code } => return Ok(Completion::Code(code)),
                Action::Failed { failure } => return Err(failure.into()),
                Action::Wait {
                    duration,
                    reason,
                    prompt: None,
                } => {
                    let action = Action::Wait {
                        duration: self.delay(duration, reason),
                        reason,
                        prompt: None,
                    };
                    self.call_ui(flow, ui, &action, action.wait())?;
                }
                action => self.call_ui(flow, ui, &action, action.wait())?,
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
        let outcome = report_outcome(flow, request, outcome);
        ui.on_state_change(flow);
        outcome
    }

    /// Calls the UI, without waiting, before a request to Okta Verify on this device. Returns whether
    /// the request is still the next action.
    fn confirm_loopback(
        &self,
        flow: &mut Flow,
        ui: &mut (impl Ui + ?Sized),
        request: &Request,
    ) -> Result<bool, Error> {
        let screen = flow.screen(SystemTime::now());
        self.call_ui(flow, ui, &screen, Some(Duration::ZERO))?;
        let next = flow.next_action(SystemTime::now());
        Ok(matches!(next, Action::Send { request: next } if next.id == request.id))
    }

    fn call_ui(
        &self,
        flow: &mut Flow,
        ui: &mut (impl Ui + ?Sized),
        action: &Action,
        wait: Option<Duration>,
    ) -> Result<(), Error> {
        let called_at = Instant::now();
        let event = ui.on_action(action, wait);
        let now = SystemTime::now();
        match event {
            Event::Answer(answer) => match flow.submit(answer, now) {
                Ok(()) => ui.on_state_change(flow),
                Err(AnswerError::StalePrompt) => {}
                Err(error) => ui.on_answer_error(error)?,
            },
            Event::RedirectReceived(url) => match flow.handle_redirect(&url, now) {
                Ok(()) => ui.on_state_change(flow),
                Err(error) => ui.on_redirect_error(error)?,
            },
            Event::RedirectCanceled => {
                flow.cancel_redirect(now);
                ui.on_state_change(flow);
            }
            Event::Cancel => return Err(Error::Canceled),
            Event::Timeout => {
                let wait = wait.unwrap_or(IDLE_DELAY);
                self.cancel.sleep(wait.saturating_sub(called_at.elapsed()));
            }
        }
        Ok(())
    }

    /// The delay before a request is sent again: the engine's, or the runner's if that is longer.
    pub(crate) fn delay(&self, duration: Duration, reason: WaitReason) -> Duration {
        match reason {
            WaitReason::Retrying { .. } => duration.max(self.min_retry_delay),
            _ => duration,
        }
    }
}

/// The delay between two calls of a UI that returns [`Event::Timeout`] although nothing is polled.
/// It prevents a busy loop.
const IDLE_DELAY: Duration = Duration::from_millis(100);
