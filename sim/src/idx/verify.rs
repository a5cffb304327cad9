//! Verifying an authenticator that the user has.

use serde_json::Value;

use super::authenticator::with_action;
use super::context::{Outcome, RequestContext, required};
use super::form::Field;
use super::google_otp::PASSCODE;
use super::message::{Refusal, not_allowed, wrong_code};
use super::page::{Page, View};
use super::transaction::{Enroll, Intent, Proof, SentCode, Step};
use crate::inbox::InboxMessageKind;
use crate::setup::{AuthenticatorKey, MethodType};

impl View<'_> {
    /// The choice of a method, or the consent to send something.
    pub(crate) fn verify_data(&self, key: AuthenticatorKey) -> Page {
        let methods = self.eligible_of(key);
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
        Page::default()
            .form(form)
            .forms(self.other_choices())
            .object("currentAuthenticatorEnrollment", self.enrollment(key))
            .authenticators(&self.eligible_keys())
    }

    pub(crate) fn verify(&self, method: MethodType, proof: &Proof) -> Page {
        let page = match (method, proof) {
            (_, Proof::Push(push)) => self.push_page(push),
            (_, Proof::Duo(request)) => self.duo_page(request),
            (_, Proof::Webauthn(challenge)) => self.webauthn_page(challenge),
            (_, Proof::Device(challenge)) => self.device_page(challenge),
            (MethodType::Totp, _) => self.totp_page(),
            (MethodType::Password, _) => self.password_page(),
            (MethodType::SecurityQuestion, _) => self.question_page(),
            (_, Proof::Code(sent)) => self.code_page(method, sent),
            (_, Proof::Token(asked)) => self.otp_page(method.authenticator(), *asked),
            (_, Proof::Known) => self.otp_page(method.authenticator(), None),
        };
        page.forms(self.other_choices())
            .authenticators(&self.eligible_keys())
    }

    /// A code that was sent, or that an app shows.
    fn code_page(&self, method: MethodType, sent: &SentCode) -> Page {
        let key = method.authenticator();
        let resend = self.form("resend", "/challenge/resend");
        let mut current = with_action(self.enrollment(key), "resend", resend);
        if method == MethodType::Email {
            current = self.with_magic_link(current, sent);
        }
        self.answer_page(code_field())
            .object("currentAuthenticatorEnrollment", current)
    }

    /// `challenge-authenticator` with one credential.
    pub(crate) fn answer_page(&self, field: Field) -> Page {
        let form = self
            .form("challenge-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticatorEnrollment")
            .field(Field::object("credentials", vec![field]).required());
        Page::default().form(form)
    }
}

/// The field for a code.
pub(crate) fn code_field() -> Field {
    Field::text("passcode", "Enter code").required()
}

impl RequestContext<'_> {
    /// Starts to verify a method: sends what there is to send.
    pub(crate) fn start(&mut self, method: MethodType) {
        let account = self.account();
        let email = account.map(|it| it.email.clone()).unwrap_or_default();
        let phone = account
            .and_then(|it| it.phone_number())
            .unwrap_or_default()
            .to_owned();
        let proof = match method {
            MethodType::Email => Proof::Code(self.send_code(InboxMessageKind::Email, &email)),
            MethodType::Sms => Proof::Code(self.send_code(InboxMessageKind::Sms, &phone)),
            MethodType::Voice => Proof::Code(self.send_code(InboxMessageKind::Voice, &phone)),
            MethodType::Push => Proof::Push(self.send_push()),
            MethodType::Duo => return self.start_duo(),
            MethodType::Webauthn => Proof::Webauthn(self.org_state.ids.token()),
            MethodType::SignedNonce => Proof::Device(self.device_challenge()),
            MethodType::Password
            | MethodType::Totp
            | MethodType::SecurityQuestion
            | MethodType::Otp
            | MethodType::Tac => Proof::Known,
            MethodType::YubikeyToken
            | MethodType::SymantecVip
            | MethodType::RsaToken
            | MethodType::OnpremMfa
            | MethodType::CustomOtp => Proof::Token(None),
        };
        self.tx.go(Step::Verify(method, proof));
    }

    /// `/challenge/answer`: what it answers depends on the page.
    pub(crate) fn post_answer(&mut self, body: &Value) -> Outcome {
        match self.tx.step.clone() {
            Step::Verify(method, proof) => {
                self.answer(method, &proof, body)?;
                self.proven(method);
            }
            Step::Enroll(enroll) => {
                self.answer_enrollment(enroll, body)?;
                self.advance();
            }
            Step::ReplacePassword(reason) => self.answer_new_password(reason, body)?,
            _ => return Err(not_allowed().at_top(400)),
        }
        Ok(())
    }

    fn answer(&mut self, method: MethodType, proof: &Proof, body: &Value) -> Outcome {
        match (method, proof) {
            (_, Proof::Code(sent)) => check_code(sent, body),
            (_, Proof::Webauthn(challenge)) => self.check_assertion(challenge, body),
            (MethodType::Password, _) => self.check_password(body),
            (MethodType::Totp, _) => {
                self.check_totp(AuthenticatorKey::OktaVerify, "credentials.totp", body)
            }
            (MethodType::SecurityQuestion, _) => self.check_answer(body),
            (MethodType::Otp, _) => self.check_totp(AuthenticatorKey::GoogleOtp, PASSCODE, body),
            (MethodType::Tac, _) => self.check_access_code(body),
            (_, Proof::Duo(_)) => self.check_duo(body),
            (_, Proof::Token(asked)) => self.check_token(method, *asked, body),
            _ => Err(not_allowed().at_top(400)),
        }
    }

    /// Goes on after a method was verified.
    pub(crate) fn proven(&mut self, method: MethodType) {
        match self.tx.intent {
            Intent::CredentialRecovery => self.recovery_proven(),
            Intent::UnlockAccount => self.unlock_proven(),
            Intent::Login | Intent::EnrollNewUser => {
                self.verified(method);
                self.advance();
            }
        }
    }

    /// `/challenge/resend`: the same once more, with a new code or link.
    pub(crate) fn post_resend(&mut self) -> Outcome {
        match self.tx.step.clone() {
            Step::Verify(method, _) => self.start(method),
            Step::Enroll(Enroll::Email(_)) => return self.enroll_email(),
            Step::Enroll(Enroll::Phone(method, sent)) => self.send_phone_code(method, &sent.to),
            Step::Enroll(Enroll::OktaVerify(activation)) => {
                self.start_activation(activation.channel, activation.address);
            }
            _ => return Err(not_allowed().at_top(400)),
        }
        Ok(())
    }
}

/// Whether the body has the code that was sent.
pub(crate) fn check_code(sent: &SentCode, body: &Value) -> Result<(), Refusal> {
    let code = required(body, "credentials.passcode")?;
    if code == sent.code {
        return Ok(());
    }
    Err(wrong_code().at(401, "credentials.passcode"))
}
