//! Driving the flow: the next action, answers, redirects and the clock.

use std::sync::Arc;

use idx_flow::{Action, Answer, AnswerError, Flow, Prompt, RedirectError, StateName};

use super::state::{Host, Interruption, StepResult};
use crate::invariants::{self, Observation};

impl Host {
    /// Checks the invariants and returns the next action.
    pub fn action(&mut self) -> Action {
        self.check_invariants();
        self.flow.next_action(self.device_time())
    }

    /// Carries out every action that needs no user and returns the first one that does.
    ///
    /// # Errors
    /// [`Interruption::Canceled`] if the user canceled in the meantime.
    pub fn settle(&mut self) -> StepResult<Action> {
        for _ in 0..200 {
            self.deliver_late_responses();
            match self.action() {
                Action::Send { request } => self.exchange(&request),
                Action::Wait { duration, .. } if self.flow.state() != StateName::Prompt => {
                    self.now += duration;
                }
                action => {
                    self.transcript.add_action(&action);
                    let prompts = action.prompt().into_iter();
                    let remediations = prompts.flat_map(|prompt| &prompt.remediations);
                    let names = remediations.map(|form| form.name.as_str().to_owned());
                    self.offered.extend(names);
                    if let Some(prompt) = action.prompt() {
                        self.try_unknown(prompt);
                    }
                    return match action.prompt() {
                        Some(prompt) if self.canceled => {
                            Err(Interruption::Canceled(Arc::clone(prompt)))
                        }
                        _ => Ok(action),
                    };
                }
            }
        }
        panic!("the flow does not settle: {}", self.transcript);
    }

    /// Lets the action's wait elapse and then settles. This sends one poll.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn wait(&mut self) -> StepResult<Action> {
        self.pass_time()?;
        let action = self.settle()?;
        unless_failed(action)
    }

    /// Lets the action's wait elapse.
    pub(crate) fn pass_time(&mut self) -> StepResult {
        let action = self.settle()?;
        let action = unless_failed(action)?;
        let wait = action.wait();
        self.now += wait.unwrap_or_else(|| panic!("no wait: {action:?}: {}", self.transcript));
        Ok(())
    }

    /// Submits an answer to the prompt.
    ///
    /// # Errors
    /// [`AnswerError`] if the engine rejects the answer.
    pub fn submit(&mut self, answer: Answer) -> Result<(), AnswerError> {
        self.secrets.add_answer(&answer);
        let raced_poll = self.start_raced_poll();
        self.transcript.add_answer(&answer);
        if let Err(error) = self.flow.submit(answer, self.device_time()) {
            self.transcript.add_response("refused");
            return Err(error);
        }
        self.answers += 1;
        self.check_invariants();
        if let Some((id, response)) = raced_poll {
            self.overtaken_polls += 1;
            self.deliver_stale(id, &response);
            if let Action::Send { request } = self.action() {
                self.exchange(&request);
            }
            self.deliver_stale(id, &response);
        }
        Ok(())
    }

    /// Submits an answer to the prompt, after the time for which the server limits it.
    ///
    /// # Errors
    /// [`AnswerError`] if the engine rejects the answer.
    pub fn submit_when_allowed(&mut self, answer: Answer) -> Result<(), AnswerError> {
        match self.submit(answer.clone()) {
            Err(AnswerError::RateLimited { wait, .. }) => {
                self.now += wait;
                self.submit(answer)
            }
            result => result,
        }
    }

    /// Passes a redirect from a browser or an app to the flow.
    ///
    /// # Errors
    /// [`RedirectError`] if the engine rejects the URL.
    pub fn receive_redirect(&mut self, url: &str) -> Result<(), RedirectError> {
        self.secrets.add_url(url);
        let before = self.flow.clone();
        let result = self.flow.handle_redirect(url, self.device_time());
        match &result {
            Ok(()) => {
                self.transcript.add("redirect received");
                self.answers += 1;
            }
            Err(_) => {
                self.transcript.add("redirect received → refused");
                let is_unchanged = self.flow == before;
                assert!(is_unchanged, "error-is-noop: an error changed the flow");
            }
        }
        if self.flow.state() != StateName::Submit {
            self.after_step();
        }
        result
    }

    /// Settles and returns the current prompt.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn prompt(&mut self) -> StepResult<Arc<Prompt>> {
        let action = self.settle()?;
        let action = unless_failed(action)?;
        let prompt = action.prompt().cloned();
        Ok(prompt.unwrap_or_else(|| panic!("no prompt in {action:?}: {}", self.transcript)))
    }

    /// Checks the invariants, once for the same flow at the same time.
    fn check_invariants(&mut self) {
        let is_same = |(flow, now): &(Flow, _)| *now == self.device_time() && *flow == self.flow;
        let was_checked = self.last_checked.as_ref().is_some_and(is_same);
        if was_checked || self.log.len() < self.checked_exchanges {
            return;
        }
        invariants::check(&self.observe());
        self.last_checked = Some((self.flow.clone(), self.device_time()));
    }

    /// The data on which the invariants are checked.
    pub(super) fn observe(&self) -> Observation<'_> {
        Observation {
            flow: &self.flow,
            now: self.device_time(),
            issuer: &self.org.setup().issuer,
            secrets: &self.secrets,
            transcript: &self.transcript,
            requests: &self.requests,
            last_reply: self.last_reply,
            was_set_back: self.was_set_back,
            limited_until: self.limited_until,
        }
    }
}

fn unless_failed(action: Action) -> StepResult<Action> {
    match action {
        Action::Failed { failure } => Err(Interruption::Failed(Box::new(failure))),
        action => Ok(action),
    }
}
