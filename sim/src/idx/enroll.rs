//! Enrollment of an authenticator.

use serde_json::Value;

use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::not_allowed;
use super::response::{ResponseBuilder, TransactionView};
use super::step::Enroll;
use super::verify::check_code;
use crate::state::Credential;

impl TransactionView<'_> {
    pub(crate) fn enroll_response(&self, enroll: &Enroll) -> ResponseBuilder {
        let response = match enroll {
            Enroll::Password => self.enroll_password_response(),
            Enroll::Email(sent) => self.enroll_email_response(sent),
            Enroll::PhoneData => self.phone_data_response(),
            Enroll::Phone(method, _) => self.enroll_phone_response(*method),
            Enroll::OktaVerifyAddress(channel) => self.channel_data_response(*channel),
            Enroll::OktaVerify(activation) => self.activation_response(activation),
            Enroll::SecurityQuestion => self.enroll_question_response(),
            Enroll::GoogleOtp { secret, png } => self.enroll_google_otp_response(secret, png),
            Enroll::Token(key, challenge) => self.enroll_token_response(*key, challenge.as_ref()),
            Enroll::Duo(request) => self.enroll_duo_response(request),
            Enroll::Webauthn { challenge } => self.enroll_webauthn_response(challenge),
        };
        self.with_enrollment_alternatives(response)
    }

    /// `enroll-authenticator` for the current authenticator.
    pub(crate) fn enroll_authenticator_response(
        &self,
        credentials: Field,
        current: Value,
    ) -> ResponseBuilder {
        let form = self
            .form("enroll-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(credentials.required());
        ResponseBuilder::default()
            .form(form)
            .object("currentAuthenticator", current.clone())
            .object("enrollmentAuthenticator", current)
    }
}

impl RequestContext<'_> {
    pub(crate) fn answer_enrollment(&mut self, enroll: Enroll, body: &Value) -> HandlerResult {
        let credential = match enroll {
            Enroll::Password => return self.enroll_password(body),
            Enroll::Email(sent) => {
                check_code(&sent, body)?;
                Credential::Email
            }
            Enroll::Phone(_, sent) => {
                check_code(&sent, body)?;
                Credential::Phone(sent.to)
            }
            Enroll::SecurityQuestion => super::question::enrolled_question(body)?,
            Enroll::GoogleOtp { secret, .. } => self.verify_google_otp(secret, body)?,
            Enroll::Token(key, challenge) => self.verify_new_token(key, challenge, body)?,
            Enroll::Duo(_) => {
                self.check_duo(body)?;
                Credential::Duo
            }
            Enroll::Webauthn { challenge } => self.register_passkey(&challenge, body)?,
            Enroll::PhoneData | Enroll::OktaVerifyAddress(_) | Enroll::OktaVerify(_) => {
                return Err(not_allowed().reject(400));
            }
        };
        self.add_enrollment(credential);
        Ok(())
    }
}
