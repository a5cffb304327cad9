//! What a user does, written so that it still works when replies are lost: each step knows where it
//! belongs, and is done when the page has changed or says something new.

mod browser;
mod end;
mod factors;
mod okta_verify;

use std::sync::Arc;

use idx_flow::{
    Action, Answer, AuthenticatorKey, InputError, Message, Prompt, RemediationName as Name, Secret,
};

pub use okta_verify::context;

use crate::host::{Host, Interruption, StepResult};

/// The demo user's login and mail address.
pub const LOGIN: &str = "ada@example.com";

/// How often a user tries the same thing.
const ATTEMPTS: u32 = 4;

impl Host {
    /// Answers where `here` holds, until it does not, or the page says something.
    ///
    /// # Errors
    /// Where the scenario is cut short, as in every step.
    pub fn step(
        &mut self,
        what: &str,
        here: impl Fn(&Prompt) -> bool,
        answer: impl Fn(&mut Host, &Prompt) -> Result<Answer, InputError>,
    ) -> StepResult<&mut Self> {
        for attempt in 0..ATTEMPTS {
            let action = self.settle()?;
            let Some(page) = action.prompt().filter(|page| here(page)).map(Arc::clone) else {
                if let Action::Failed { failure } = action {
                    return Err(Interruption::Failed(failure));
                }
                let is_done = attempt > 0;
                assert!(is_done, "cannot {what} at {action:?}: {}", self.transcript);
                return Ok(self);
            };
            let answer = answer(self, &page)
                .unwrap_or_else(|error| panic!("{what}: {error}: {}", self.transcript));
            self.submit(answer)
                .unwrap_or_else(|error| panic!("{what}: {error}: {}", self.transcript));
            let after = self.settle()?;
            let said = messages(&page);
            let is_told = |after: &Arc<Prompt>| {
                let now = messages(after);
                !here(after) || (!now.is_empty() && now != said)
            };
            if after.prompt().is_none_or(is_told) {
                return Ok(self);
            }
        }
        assert!(
            self.is_deaf(),
            "{what} changed nothing: {}",
            self.transcript
        );
        Ok(self)
    }

    /// Says who signs in, with the password where it is asked on the same page.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn identify(&mut self, login: &str, password: Option<&str>) -> StepResult<&mut Self> {
        let here = |page: &Prompt| {
            page.remediation_by_name(&Name::Identify).is_some()
                || page.remediation_by_name(&Name::IdentifyRecovery).is_some()
        };
        self.step("identify", here, |_, page| {
            Answer::identify(page, login, password.map(Secret::from).as_ref())
        })
    }

    /// The demo user's own login and password.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn sign_in(&mut self) -> StepResult<&mut Self> {
        let user = &self.org.setup().users[0];
        let (login, password) = (user.login.clone(), user.password.clone());
        self.identify(&login, password.as_deref())
    }

    /// Chooses an authenticator to enroll or to verify.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn choose(&mut self, key: &AuthenticatorKey) -> StepResult<&mut Self> {
        let listed = |page: &Prompt| Answer::select_authenticator(page, key, None).is_ok();
        let here = |page: &Prompt| listed(page) && !is_at(page, key);
        self.step("choose an authenticator", here, |_, page| {
            Answer::select_authenticator(page, key, None)
        })
    }

    /// Fills in the form of this name.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn fill(&mut self, name: &Name, values: &[(&str, &str)]) -> StepResult<&mut Self> {
        self.step(name.as_str(), offers(name), |_, page| {
            let answer = Answer::proceed(page, name)?;
            let with = |answer: Answer, (path, value): &(&str, &str)| answer.with(*path, *value);
            Ok(values.iter().fold(answer, with))
        })
    }

    /// Presses a button, where it is offered.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn press(&mut self, name: &Name) -> StepResult<&mut Self> {
        self.fill(name, &[])
    }

    /// Polls until there is something else to do.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn wait_for(&mut self, here: impl Fn(&Action) -> bool) -> StepResult<Action> {
        for _ in 0..200 {
            let action = self.settle()?;
            if here(&action) {
                return Ok(action);
            }
            self.pass_time()?;
        }
        panic!("it never came: {}", self.transcript);
    }

    /// Polls until a page says this.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn wait_for_message(&mut self, key: &str) -> StepResult<&mut Self> {
        self.wait_for(|action| {
            let page = action.prompt();
            page.is_some_and(|page| messages(page).iter().any(|it| is_key(it, key)))
        })?;
        Ok(self)
    }

    /// Whether the page says this, at its top or at a field.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn expect_message(&mut self, key: &str, field: Option<&str>) -> StepResult<&mut Self> {
        let page = self.page()?;
        let is_it = |it: &&Message| is_key(it, key) && it.field.as_deref() == field;
        assert!(
            self.is_deaf() || messages(&page).iter().any(is_it),
            "no message {key} at {field:?}: {}",
            self.transcript
        );
        Ok(self)
    }
}

/// Whether a page offers a remediation.
pub fn offers(name: &Name) -> impl Fn(&Prompt) -> bool {
    move |page| page.remediation_by_name(name).is_some()
}

/// Whether this is the authenticator at hand.
pub fn is_at(page: &Prompt, key: &AuthenticatorKey) -> bool {
    let current = page.current_authenticator.as_ref();
    current.is_some_and(|current| current.key.as_ref() == Some(key))
}

fn messages(page: &Prompt) -> Vec<&Message> {
    page.all_messages().collect()
}

fn is_key(message: &Message, key: &str) -> bool {
    message.key.as_deref() == Some(key)
}
