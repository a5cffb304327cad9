//! The expected ends of scenarios.

use idx_flow::{Action, Failure, FailureKind, Tokens};

use super::step::LOGIN;
use crate::host::{Host, Interruption, StepResult};

impl Host {
    /// Polls if necessary, and asserts that the flow ends with the demo user's tokens.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn expect_tokens(&mut self) -> StepResult<Tokens> {
        self.expect_tokens_of(LOGIN)
    }

    /// Asserts that the flow ends with this user's tokens.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn expect_tokens_of(&mut self, login: &str) -> StepResult<Tokens> {
        self.expect_tokens_for(login, &["openid", "profile", "email", "offline_access"])
    }

    /// Asserts that the flow ends with the demo user's tokens, for these scopes.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn expect_tokens_with_scopes(&mut self, scopes: &[&str]) -> StepResult<Tokens> {
        self.expect_tokens_for(LOGIN, scopes)
    }

    /// Asserts that the flow ends with an access, a refresh and an ID token.
    fn expect_tokens_for(&mut self, login: &str, scopes: &[&str]) -> StepResult<Tokens> {
        let action = self.wait_for(|action| matches!(action, Action::Done { .. }))?;
        let Action::Done { tokens } = action else {
            panic!("no tokens in {action:?}: {}", self.transcript);
        };
        assert!(!tokens.access_token.is_empty());
        assert!(tokens.refresh_token.is_some(), "no refresh token");
        let id_token = tokens.id_token.as_ref();
        let user = id_token.and_then(|token| token.preferred_username.as_deref());
        assert_eq!(user, Some(login), "the ID token belongs to another user");
        assert_eq!(tokens.scopes, scopes);
        Ok(*tokens)
    }

    /// Asserts that the flow has failed with this kind and this first message.
    ///
    /// # Errors
    /// [`Interruption::Failed`] if it failed otherwise.
    pub fn expect_failure(&mut self, kind: FailureKind, key: Option<&str>) -> StepResult<Failure> {
        let action = self.settle()?;
        let Action::Failed { failure } = action else {
            panic!("no failure in {action:?}: {}", self.transcript);
        };
        let message = failure.messages.first();
        match message.and_then(|message| message.key.as_deref()) {
            found if found == key && failure.kind == kind => Ok(failure),
            _ => Err(Interruption::Failed(Box::new(failure))),
        }
    }

    /// Polls until the transaction expires.
    ///
    /// # Errors
    /// [`Interruption::Failed`] if the flow failed otherwise.
    pub fn wait_for_expiry(&mut self) -> StepResult {
        let action = self.wait_for(|action| matches!(action, Action::Failed { .. }))?;
        match action {
            Action::Failed { failure } if failure.kind != FailureKind::Expired => {
                Err(Interruption::Failed(Box::new(failure)))
            }
            _ => Ok(()),
        }
    }

    /// Polls until the flow fails, and asserts that it failed with this kind and this first message.
    ///
    /// # Errors
    /// [`Interruption::Failed`] if it failed otherwise.
    pub fn wait_for_failure(
        &mut self,
        kind: FailureKind,
        key: Option<&str>,
    ) -> StepResult<Failure> {
        self.wait_for(|action| matches!(action, Action::Failed { .. }))?;
        self.expect_failure(kind, key)
    }
}
