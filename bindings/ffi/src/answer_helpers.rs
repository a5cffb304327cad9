//! Helpers that create common answers to the current prompt.

use std::sync::Arc;

use idx_flow::{
    AnswerError, AuthenticatorKey, Channel, MethodType, Prompt, RemediationName, Secret,
};

use crate::answer::Answer;
use crate::engine::Engine;
use crate::error::FlowError;
use crate::password::{PasswordRuleCheck, check};

#[uniffi::export]
impl Engine {
    /// Creates an answer with the username, and with the password if the same form asks for it.
    pub fn identify(
        &self,
        identifier: String,
        password: Option<Secret>,
    ) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| {
            idx_flow::Answer::identify(prompt, &identifier, password.as_ref())
        })
    }

    /// Creates an answer with the password, code or security answer for the current authenticator.
    pub fn enter_passcode(&self, code: Secret) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| idx_flow::Answer::enter_passcode(prompt, code))
    }

    /// Creates an answer that selects an authenticator to verify or to enroll, and optionally a method.
    pub fn select_authenticator(
        &self,
        key: AuthenticatorKey,
        method: Option<MethodType>,
    ) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| {
            idx_flow::Answer::select_authenticator(prompt, &key, method.as_ref())
        })
    }

    /// Creates an answer that selects the channel through which Okta Verify receives its activation
    /// link, for users who cannot scan the QR code.
    pub fn select_channel(&self, channel: Channel) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| idx_flow::Answer::select_channel(prompt, &channel))
    }

    /// Creates an answer for a remediation without input, such as skip, resend or cancel.
    pub fn proceed(&self, name: RemediationName) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| idx_flow::Answer::proceed(prompt, &name))
    }

    /// Creates an answer that grants or denies consent, to scopes or to a sign-in that started on
    /// another device. For granular consent, add the values of the scopes that differ from their
    /// defaults.
    pub fn consent(&self, agreed: bool) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| idx_flow::Answer::consent(prompt, agreed))
    }

    /// Creates an answer with the platform's response to a WebAuthn ceremony of the prompt:
    /// `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication Level 3).
    pub fn webauthn(&self, response: String) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| idx_flow::Answer::webauthn(prompt, &response))
    }

    /// Creates an answer with the result of the Duo frame (`sig_response` in Duo's Web SDK).
    pub fn duo(&self, signature: Secret) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| idx_flow::Answer::duo(prompt, signature))
    }

    /// Adds the token of the solved captcha to an answer.
    pub fn with_captcha(&self, answer: Answer, token: Secret) -> Result<Answer, FlowError> {
        self.make_answer(|prompt| idx_flow::Answer::from(answer).with_captcha(prompt, token))
    }

    /// Checks a password against each rule of the current password policy, for feedback while the user
    /// enters it. Empty if the prompt has no policy.
    pub fn check_password(&self, password: Secret) -> Result<Vec<PasswordRuleCheck>, FlowError> {
        let checks = |prompt: &Arc<Prompt>| check(prompt, &password);
        self.read(|flow| Ok(flow.prompt().map(checks).unwrap_or_default()))
    }
}

impl Engine {
    fn make_answer(
        &self,
        make: impl FnOnce(&Prompt) -> Result<idx_flow::Answer, AnswerError>,
    ) -> Result<Answer, FlowError> {
        self.read(|flow| {
            let prompt = flow.prompt().ok_or(AnswerError::NotExpected)?;
            Ok(make(prompt)?.into())
        })
    }
}
