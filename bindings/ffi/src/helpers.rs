//! Short ways to the common answers to the page at hand. Each only fills in a form that it offers;
//! what comes is submitted like every other.

use std::sync::Arc;

use idx_flow::{
    AuthenticatorKey, Channel, InputError, MethodType, Prompt, RemediationName, Secret,
};

use crate::answer::Answer;
use crate::engine::Engine;
use crate::error::FlowError;
use crate::password::{PasswordRuleCheck, check};

#[uniffi::export]
impl Engine {
    /// Says who signs in, with the password where the form asks for it on the same page.
    pub fn identify(
        &self,
        identifier: String,
        password: Option<Secret>,
    ) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::identify(prompt, &identifier, password.as_ref()))
    }

    /// Gives the password, the code or the answer that the current authenticator asks for.
    pub fn enter_passcode(&self, code: Secret) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::enter_passcode(prompt, code))
    }

    /// Chooses an authenticator to verify or to enroll, and its method where one is named.
    pub fn select_authenticator(
        &self,
        key: AuthenticatorKey,
        method: Option<MethodType>,
    ) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::select_authenticator(prompt, &key, method.as_ref()))
    }

    /// "Can't scan?": chooses how Okta Verify gets its activation link.
    pub fn select_channel(&self, channel: Channel) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::select_channel(prompt, &channel))
    }

    /// Presses a button: skip, resend, cancel, and every other remediation that asks for nothing.
    pub fn proceed(&self, name: RemediationName) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::proceed(prompt, &name))
    }

    /// Agrees, or does not, to what the page asks consent for: scopes, or a sign-in that began
    /// elsewhere. Where scopes are opted in to one by one, add the values of those that are to be others
    /// than proposed.
    pub fn consent(&self, agreed: bool) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::consent(prompt, agreed))
    }

    /// Gives what Duo's frame came back with (`sig_response` in Duo's Web SDK).
    pub fn duo(&self, signature: Secret) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::duo(prompt, signature))
    }

    /// The same answer with the token of the page's captcha, solved.
    pub fn with_captcha(&self, answer: Answer, token: Secret) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::from(answer).with_captcha(prompt, token))
    }

    /// Each rule of the password policy at hand with whether this password satisfies it; empty where
    /// the page has none. To be shown while it is typed.
    pub fn check_password(&self, password: Secret) -> Result<Vec<PasswordRuleCheck>, FlowError> {
        let checks = |prompt: &Arc<Prompt>| check(prompt, &password);
        self.look(|inner| Ok(inner.flow.prompt().map(checks).unwrap_or_default()))
    }
}

impl Engine {
    pub(crate) fn help(
        &self,
        answer: impl FnOnce(&Prompt) -> Result<idx_flow::Answer, InputError>,
    ) -> Result<Answer, FlowError> {
        self.look(|inner| {
            let prompt = inner.flow.prompt().ok_or(InputError::NotExpected)?;
            Ok(Answer::new(answer(prompt)?, inner.prompt_version))
        })
    }
}
