//! The general step, and the steps that work with any authenticator.

use std::sync::Arc;

use idx_flow::{
    Action, Answer, AnswerError, AuthenticatorKey, Message, Notice, Prompt,
    RemediationName as Name, Secret,
};

use crate::host::{Host, Interruption, StepResult};

/// The demo user's login and email address.
pub const LOGIN: &str = "ada@example.com";

/// How often a user tries a step.
pub(super) const ATTEMPTS: u32 = 4;

impl Host {
    /// Answers while `applies` returns true for the prompt, until a prompt has new messages. An answer
    /// that the server limits is repeated. `description` names the step in panics.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn step(
        &mut self,
        description: &str,
        applies: impl Fn(&Prompt) -> bool,
        answer: impl Fn(&mut Host, &Prompt) -> Result<Answer, AnswerError>,
    ) -> StepResult<&mut Self> {
        for attempt in 0..ATTEMPTS {
            let action = self.settle()?;
            let prompt = action.prompt().filter(|prompt| applies(prompt)).cloned();
            let Some(prompt) = prompt else {
                if let Action::Failed { failure } = action {
                    return Err(Interruption::Failed(Box::new(failure)));
                }
                let is_done = attempt > 0;
                assert!(
                    is_done,
                    "cannot {description} at {action:?}: {}",
                    self.transcript
                );
                return Ok(self);
            };
            let answer = answer(self, &prompt)
                .unwrap_or_else(|error| panic!("{description}: {error}: {}", self.transcript));
            match self.submit(answer) {
                Err(AnswerError::RateLimited { wait, .. }) => {
                    // A code may be valid for a shorter time: the user makes a new answer.
                    self.now += wait;
                    continue;
                }
                Err(error) => panic!("{description}: {error}: {}", self.transcript),
                Ok(()) => {}
            }
            let action = self.settle()?;
            let before = messages(&prompt);
            let is_done = |prompt: &Arc<Prompt>| {
                let after = messages(prompt);
                let is_limited = matches!(prompt.notice, Some(Notice::RateLimited { .. }));
                let is_new = !after.is_empty() && after != before;
                !applies(prompt) || (is_new && !is_limited)
            };
            if action.prompt().is_none_or(is_done) {
                return Ok(self);
            }
        }
        assert!(
            self.loses_submit_responses(),
            "{description} changed nothing: {}",
            self.transcript
        );
        Ok(self)
    }

    /// Identifies the user, with the password if the prompt asks for it.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn identify(&mut self, login: &str, password: Option<&str>) -> StepResult<&mut Self> {
        let names = [Name::Identify, Name::IdentifyRecovery];
        let applies = |prompt: &Prompt| names.iter().any(|name| offers(name)(prompt));
        self.step("identify", applies, |_, prompt| {
            Answer::identify(prompt, login, password.map(Secret::from).as_ref())
        })
    }

    /// Identifies the first user of the setup, with the password.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn sign_in(&mut self) -> StepResult<&mut Self> {
        let user = &self.org.setup().users[0];
        let (login, password) = (user.login.clone(), user.password.clone());
        self.identify(&login, password.as_deref())
    }

    /// Selects an authenticator to enroll or to verify.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn select_authenticator(&mut self, key: &AuthenticatorKey) -> StepResult<&mut Self> {
        let is_listed = |prompt: &Prompt| Answer::select_authenticator(prompt, key, None).is_ok();
        let applies = |prompt: &Prompt| is_listed(prompt) && !is_current(prompt, key);
        self.step("select an authenticator", applies, |_, prompt| {
            Answer::select_authenticator(prompt, key, None)
        })
    }

    /// Fills in the form of this name.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn fill(&mut self, name: &Name, values: &[(&str, &str)]) -> StepResult<&mut Self> {
        self.step(name.as_str(), offers(name), |_, prompt| {
            let answer = Answer::proceed(prompt, name)?;
            let with = |answer: Answer, (path, value): &(&str, &str)| answer.with(*path, *value);
            Ok(values.iter().fold(answer, with))
        })
    }

    /// Submits the remediation of this name without values.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn proceed(&mut self, name: &Name) -> StepResult<&mut Self> {
        self.fill(name, &[])
    }

    /// Polls until an action matches.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn wait_for(&mut self, matches: impl Fn(&Action) -> bool) -> StepResult<Action> {
        for _ in 0..200 {
            let action = self.settle()?;
            if matches(&action) {
                return Ok(action);
            }
            self.pass_time()?;
        }
        panic!("no action matched: {}", self.transcript);
    }

    /// Polls until a prompt has this message.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn wait_for_message(&mut self, key: &str) -> StepResult<&mut Self> {
        let has_message = |prompt: &Prompt| messages(prompt).iter().any(|it| has_key(it, key));
        self.wait_for(|action| action.prompt().is_some_and(|prompt| has_message(prompt)))?;
        Ok(self)
    }

    /// Asserts that the prompt has this message, at this field or at none.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn expect_message(&mut self, key: &str, field: Option<&str>) -> StepResult<&mut Self> {
        let prompt = self.prompt()?;
        let is_expected =
            |message: &&Message| has_key(message, key) && message.field.as_deref() == field;
        assert!(
            self.loses_submit_responses() || messages(&prompt).iter().any(is_expected),
            "no message {key} at {field:?}: {}",
            self.transcript
        );
        Ok(self)
    }
}

/// Whether a prompt offers the remediation of this name.
pub fn offers(name: &Name) -> impl Fn(&Prompt) -> bool {
    move |prompt| prompt.remediation_by_name(name).is_some()
}

/// Whether this is the prompt's current authenticator.
pub fn is_current(prompt: &Prompt, key: &AuthenticatorKey) -> bool {
    let current = prompt.current_authenticator.as_ref();
    current.is_some_and(|current| current.key.as_ref() == Some(key))
}

fn messages(prompt: &Prompt) -> Vec<&Message> {
    prompt.all_messages().collect()
}

fn has_key(message: &Message, key: &str) -> bool {
    message.key.as_deref() == Some(key)
}
