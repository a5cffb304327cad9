//! Verification of an enrolled authenticator.

use serde_json::Value;

use super::authenticator::with_action;
use super::body::{PASSCODE, required};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::{not_allowed, wrong_code};
use super::resend_limit::resendable_kind;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Challenge, Enroll, SentCode, Step};
use super::transaction::Intent;
use crate::inbox::InboxMessageKind;
use crate::setup::{AuthenticatorKey, MethodType};

impl TransactionView<'_> {
    /// Asks for the method, or for confirmation before a message is sent.
    pub(crate) fn verify_data_response(&self, key: AuthenticatorKey) -> ResponseBuilder {
        let methods = self.eligible_methods_of(key);
        let mut fields = vec![
            self.authenticator_field(key),
            super::select::method_field(&methods).required(),
        ];
        if key == AuthenticatorKey::OktaVerify {
            fields.extend(self.auto_challenge_field());
        }
        let nested = Field::object("authenticator", fields).label(key.display_name());
        let form = self
            .form("authenticator-verification-data", "/challenge")
            .relates_to("$.currentAuthenticatorEnrollment")
            .field(nested);
        ResponseBuilder::default()
            .form(form)
            .forms(self.alternatives_form())
            .object("currentAuthenticatorEnrollment", self.enrollment(key))
            .authenticators(&self.eligible_keys())
    }

    pub(crate) fn verify_response(
        &self,
        method: MethodType,
        challenge: &Challenge,
    ) -> ResponseBuilder {
        let response = match (method, challenge) {
            (_, Challenge::Push(push)) => self.push_response(push),
            (_, Challenge::Duo(request)) => self.duo_response(request),
            (_, Challenge::Webauthn(challenge)) => self.webauthn_response(challenge),
            (_, Challenge::Device(challenge)) => self.fastpass_response(challenge),
            (MethodType::Totp, _) => self.totp_response(),
            (MethodType::Password, _) => self.password_response(),
            (MethodType::SecurityQuestion, _) => self.question_response(),
            (_, Challenge::Code(sent)) => self.code_response(method, sent),
            (_, Challenge::Token(challenge)) => {
                self.otp_response(method.authenticator(), *challenge)
            }
            (_, Challenge::Credential) => self.otp_response(method.authenticator(), None),
        };
        response
            .forms(self.alternatives_form())
            .authenticators(&self.eligible_keys())
    }

    /// Asks for a code that was sent.
    fn code_response(&self, method: MethodType, sent: &SentCode) -> ResponseBuilder {
        let key = method.authenticator();
        let resend = self.form("resend", "/challenge/resend");
        let mut current = with_action(self.enrollment(key), "resend", resend);
        if method == MethodType::Email {
            current = self.with_magic_link(current, sent);
        }
        self.challenge_authenticator_response(code_field())
            .object("currentAuthenticatorEnrollment", current)
    }

    /// `challenge-authenticator` with one field.
    pub(crate) fn challenge_authenticator_response(&self, field: Field) -> ResponseBuilder {
        let form = self
            .form("challenge-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticatorEnrollment")
            .field(Field::object("credentials", vec![field]).required());
        ResponseBuilder::default().form(form)
    }
}

/// Returns the field for a one-time code.
pub(crate) fn code_field() -> Field {
    Field::text("passcode", "Enter code").required()
}

impl RequestContext<'_> {
    /// Starts to verify a method: sends its code or push, or creates its challenge.
    pub(crate) fn start_verification(&mut self, method: MethodType) {
        let account = self.account();
        let email = account
            .map(|account| account.email.clone())
            .unwrap_or_default();
        let phone = account
            .and_then(|account| account.phone_number())
            .unwrap_or_default()
            .to_owned();
        let challenge = match method {
            MethodType::Email => Challenge::Code(self.send_code(InboxMessageKind::Email, &email)),
            MethodType::Sms => Challenge::Code(self.send_code(InboxMessageKind::Sms, &phone)),
            MethodType::Voice => Challenge::Code(self.send_code(InboxMessageKind::Voice, &phone)),
            MethodType::Push => Challenge::Push(self.send_push()),
            MethodType::Duo => Challenge::Duo(self.duo_request()),
            MethodType::Webauthn => Challenge::Webauthn(self.org_state.ids.token()),
            MethodType::SignedNonce => Challenge::Device(self.fastpass_challenge()),
            MethodType::Password
            | MethodType::Totp
            | MethodType::SecurityQuestion
            | MethodType::Otp
            | MethodType::Tac => Challenge::Credential,
            MethodType::YubikeyToken
            | MethodType::SymantecVip
            | MethodType::RsaToken
            | MethodType::OnpremMfa
            | MethodType::CustomOtp => Challenge::Token(None),
        };
        self.tx.move_to(Step::Verify(method, challenge));
    }

    /// `/challenge/answer`: the answer to the current step.
    pub(crate) fn post_answer(&mut self, body: &Value) -> HandlerResult {
        self.with_code_limit(|ctx| ctx.answer_step(body))
    }

    fn answer_step(&mut self, body: &Value) -> HandlerResult {
        match self.tx.step.clone() {
            Step::Verify(method, challenge) => {
                self.check_answer(method, &challenge, body)?;
                self.method_verified(method);
            }
            Step::Enroll(enroll) => {
                self.answer_enrollment(enroll, body)?;
                self.advance();
            }
            Step::ReplacePassword(reason) => self.answer_new_password(reason, body)?,
            _ => return Err(not_allowed().reject(400)),
        }
        Ok(())
    }

    fn check_answer(
        &mut self,
        method: MethodType,
        challenge: &Challenge,
        body: &Value,
    ) -> HandlerResult {
        match (method, challenge) {
            (_, Challenge::Code(sent)) => check_code(sent, body),
            (_, Challenge::Webauthn(challenge)) => self.check_assertion(challenge, body),
            (MethodType::Password, _) => self.check_password(body),
            (MethodType::Totp, _) => {
                self.check_totp(AuthenticatorKey::OktaVerify, "credentials.totp", body)
            }
            (MethodType::SecurityQuestion, _) => self.check_security_answer(body),
            (MethodType::Otp, _) => self.check_totp(AuthenticatorKey::GoogleOtp, PASSCODE, body),
            (MethodType::Tac, _) => self.check_access_code(body),
            (_, Challenge::Duo(_)) => self.check_duo(body),
            (_, Challenge::Token(challenge)) => self.check_token(method, *challenge, body),
            _ => Err(not_allowed().reject(400)),
        }
    }

    /// Continues after a method was verified.
    pub(crate) fn method_verified(&mut self, method: MethodType) {
        match self.tx.intent {
            Intent::CredentialRecovery => self.recovery_verified(),
            Intent::UnlockAccount => self.unlock_verified(),
            Intent::Login | Intent::EnrollNewUser => {
                self.record_verified(method);
                self.advance();
            }
        }
    }

    /// `/challenge/resend`: sends a new code or link.
    pub(crate) fn post_resend(&mut self) -> HandlerResult {
        if let Some(kind) = resendable_kind(&self.tx.step) {
            self.check_resend_limit(kind)?;
        }
        match self.tx.step.clone() {
            Step::Verify(method, _) => self.start_verification(method),
            Step::Enroll(Enroll::Email(_)) => return self.enroll_email(),
            Step::Enroll(Enroll::Phone(method, sent)) => self.send_phone_code(method, &sent.to),
            Step::Enroll(Enroll::OktaVerify(activation)) => {
                self.start_activation(activation.channel, activation.address);
            }
            _ => return Err(not_allowed().reject(400)),
        }
        Ok(())
    }
}

/// Checks that the body has the code that was sent.
pub(crate) fn check_code(sent: &SentCode, body: &Value) -> HandlerResult {
    let code = required(body, PASSCODE)?;
    if code == sent.code {
        return Ok(());
    }
    Err(wrong_code().reject_field(401, PASSCODE))
}
