//! Enrolling an authenticator: which page, and what its answer does.

use serde_json::Value;

use super::context::{Outcome, RequestContext};
use super::form::Field;
use super::message::not_allowed;
use super::page::{Page, View};
use super::transaction::Enroll;
use super::verify::check_code;
use crate::org::account::Credential;

impl View<'_> {
    pub(crate) fn enroll(&self, enroll: &Enroll) -> Page {
        let page = match enroll {
            Enroll::Password => self.enroll_password_page(),
            Enroll::Email(sent) => self.enroll_email_page(sent),
            Enroll::PhoneData => self.phone_data_page(),
            Enroll::Phone(method, _) => self.enroll_phone_page(*method),
            Enroll::OktaVerifyAddress(channel) => self.channel_data_page(*channel),
            Enroll::OktaVerify(activation) => self.activation_page(activation),
            Enroll::SecurityQuestion => self.enroll_question_page(),
            Enroll::GoogleOtp { secret, png } => self.enroll_google_otp_page(secret, png),
            Enroll::Token(key, answered) => self.enroll_token_page(*key, answered.as_ref()),
            Enroll::Duo(request) => self.enroll_duo_page(request),
            Enroll::Webauthn { challenge } => self.enroll_webauthn_page(challenge),
        };
        self.beside_enrollment(page)
    }

    /// `enroll-authenticator` about the current authenticator.
    pub(crate) fn enroll_page(&self, credentials: Field, current: Value) -> Page {
        let form = self
            .form("enroll-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(credentials.required());
        Page::default()
            .form(form)
            .object("currentAuthenticator", current.clone())
            .object("enrollmentAuthenticator", current)
    }
}

impl RequestContext<'_> {
    pub(crate) fn answer_enrollment(&mut self, enroll: Enroll, body: &Value) -> Outcome {
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
            Enroll::SecurityQuestion => super::question::chosen(body)?,
            Enroll::GoogleOtp { secret, .. } => self.google_otp_enrolled(secret, body)?,
            Enroll::Token(key, answered) => self.token_enrolled(key, answered, body)?,
            Enroll::Duo(_) => {
                self.check_duo(body)?;
                Credential::Duo
            }
            Enroll::Webauthn { challenge } => self.created(&challenge, body)?,
            Enroll::PhoneData | Enroll::OktaVerifyAddress(_) | Enroll::OktaVerify(_) => {
                return Err(not_allowed().at_top(400));
            }
        };
        self.enrolled(credential);
        Ok(())
    }
}
