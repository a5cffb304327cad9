//! The phone authenticator: a code by text message or call.

use serde_json::Value;

use super::authenticator::with_action;
use super::body::text;
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::Message;
use super::rejection::Rejection;
use super::resend_limit::message_kind;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Enroll, Step};
use super::verify::code_field;
use crate::inbox::InboxMessageKind;
use crate::setup::{AuthenticatorKey, MethodType};

impl TransactionView<'_> {
    /// Asks for the phone number.
    pub(crate) fn phone_data_response(&self) -> ResponseBuilder {
        let key = AuthenticatorKey::PhoneNumber;
        let fields = vec![
            self.authenticator_field(key),
            super::select::method_field(key.methods()).required(),
            Field::text("phoneNumber", "Phone number").required(),
        ];
        let form = self
            .form("authenticator-enrollment-data", "/credential/enroll")
            .relates_to("$.currentAuthenticator")
            .field(Field::object("authenticator", fields).label(key.display_name()));
        ResponseBuilder::default()
            .form(form)
            .object("currentAuthenticator", self.authenticator(key))
    }

    pub(crate) fn enroll_phone_response(&self, method: MethodType) -> ResponseBuilder {
        let phone = self.authenticator_with(AuthenticatorKey::PhoneNumber, &[method]);
        let resend = self.form("resend", "/challenge/resend");
        let phone = with_action(phone, "resend", resend);
        self.enroll_authenticator_response(Field::object("credentials", vec![code_field()]), phone)
    }
}

impl RequestContext<'_> {
    pub(crate) fn enroll_phone(&mut self, body: &Value) -> HandlerResult {
        let Some(number) = text(body, "authenticator.phoneNumber").map(str::to_owned) else {
            return self.move_to(Step::Enroll(Enroll::PhoneData));
        };
        let method = match text(body, "authenticator.methodType") {
            Some("voice") => MethodType::Voice,
            _ => MethodType::Sms,
        };
        check_phone_number(&number, "authenticator.phoneNumber")?;
        message_kind(method).map_or(Ok(()), |kind| self.check_resend_limit(kind))?;
        self.send_phone_code(method, &number);
        Ok(())
    }

    pub(crate) fn send_phone_code(&mut self, method: MethodType, number: &str) {
        let kind = match method {
            MethodType::Voice => InboxMessageKind::Voice,
            _ => InboxMessageKind::Sms,
        };
        let sent = self.send_code(kind, number);
        self.tx.move_to(Step::Enroll(Enroll::Phone(method, sent)));
    }
}

/// Rejects a phone number that is not in E.164 format: a plus sign and 7 to 15 digits.
pub(crate) fn check_phone_number(number: &str, field: &str) -> Result<(), Rejection> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    let is_valid =
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_valid && !digits.starts_with('0') {
        return Ok(());
    }
    let text = "That is not a phone number.";
    Err(Message::error("api.factors.error.sms.invalid_phone", text).reject_field(400, field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_must_be_in_e164_format() {
        assert!(check_phone_number("+15550104477", "phoneNumber").is_ok());
        for invalid in ["", "5550104477", "+1555", "+1555-010-4477", "+05550104477"] {
            let result = check_phone_number(invalid, "phoneNumber");
            assert!(result.is_err(), "{invalid}");
        }
    }
}
