//! The ends of scenarios.

use idx_flow::{Action, Failure, FailureKind, Tokens};

use super::LOGIN;
use crate::host::{Host, Interruption, StepResult};

impl Host {
    /// The demo user's tokens, polled for if need be.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn tokens(&mut self) -> StepResult<Tokens> {
        self.tokens_of(LOGIN)
    }

    /// This user's tokens: access, refresh and ID token, for the scopes asked for.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn tokens_of(&mut self, login: &str) -> StepResult<Tokens> {
        self.tokens_of_for(login, &["openid", "profile", "email", "offline_access"])
    }

    /// The demo user's tokens, for these scopes.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn tokens_for(&mut self, scopes: &[&str]) -> StepResult<Tokens> {
        self.tokens_of_for(LOGIN, scopes)
    }

    fn tokens_of_for(&mut self, login: &str, scopes: &[&str]) -> StepResult<Tokens> {
        let action = self.wait_for(|action| matches!(action, Action::Done { .. }))?;
        let Action::Done { tokens } = action else {
            panic!("no tokens but {action:?}: {}", self.transcript);
        };
        assert!(!tokens.access_token.is_empty());
        assert!(tokens.refresh_token.is_some(), "no refresh token");
        let user = tokens
            .id_token
            .as_ref()
            .and_then(|token| token.preferred_username.as_deref());
        assert_eq!(user, Some(login), "whose ID token is it?");
        assert_eq!(tokens.scopes, scopes);
        Ok(*tokens)
    }

    /// The end without tokens that this scenario is to have: of this kind, with this message first.
    ///
    /// # Errors
    /// Where it is cut short by another one.
    pub fn fails(&mut self, kind: FailureKind, key: Option<&str>) -> StepResult<Failure> {
        let action = self.settle()?;
        let Action::Failed { failure } = action else {
            panic!("no failure but {action:?}: {}", self.transcript);
        };
        let said = failure.messages.first();
        match said.and_then(|message| message.key.as_deref()) {
            said if said == key && failure.kind == kind => Ok(failure),
            _ => Err(Interruption::Failed(failure)),
        }
    }

    /// Polls until the flow fails like this.
    ///
    /// # Errors
    /// Where it is cut short by another failure.
    pub fn wait_to_fail(&mut self, kind: FailureKind, key: Option<&str>) -> StepResult<Failure> {
        self.wait_for(|action| matches!(action, Action::Failed { .. }))?;
        self.fails(kind, key)
    }
}
