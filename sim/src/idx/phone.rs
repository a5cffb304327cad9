//! Phone: a code by text message or call.

use serde_json::Value;

use super::authenticator::with_action;
use super::context::{Outcome, RequestContext, text};
use super::form::Field;
use super::message::{Message, Refusal};
use super::page::{Page, View};
use super::transaction::{Enroll, Step};
use super::verify::code_field;
use crate::inbox::InboxMessageKind;
use crate::setup::{AuthenticatorKey, MethodType};

impl View<'_> {
    /// The page that asks for the number.
    pub(crate) fn phone_data_page(&self) -> Page {
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
        Page::default()
            .form(form)
            .object("currentAuthenticator", self.authenticator(key))
    }

    pub(crate) fn enroll_phone_page(&self, method: MethodType) -> Page {
        let phone = self.authenticator_with(AuthenticatorKey::PhoneNumber, &[method]);
        let resend = self.form("resend", "/challenge/resend");
        let phone = with_action(phone, "resend", resend);
        self.enroll_page(Field::object("credentials", vec![code_field()]), phone)
    }
}

impl RequestContext<'_> {
    pub(crate) fn enroll_phone(&mut self, body: &Value) -> Outcome {
        let Some(number) = text(body, "authenticator.phoneNumber").map(str::to_owned) else {
            return self.go(Step::Enroll(Enroll::PhoneData));
        };
        let voice = text(body, "authenticator.methodType") == Some("voice");
        let method = if voice {
            MethodType::Voice
        } else {
            MethodType::Sms
        };
        check_number(&number, "authenticator.phoneNumber")?;
        self.send_phone_code(method, &number);
        Ok(())
    }

    pub(crate) fn send_phone_code(&mut self, method: MethodType, number: &str) {
        let kind = match method {
            MethodType::Voice => InboxMessageKind::Voice,
            _ => InboxMessageKind::Sms,
        };
        let sent = self.send_code(kind, number);
        self.tx.go(Step::Enroll(Enroll::Phone(method, sent)));
    }
}

/// Whether a number is in E.164: a plus and seven to fifteen digits.
pub(crate) fn check_number(number: &str, field: &str) -> Result<(), Refusal> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    let sound = (7..=15).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
    if sound && !digits.starts_with('0') {
        return Ok(());
    }
    let text = "That is not a phone number.";
    Err(Message::error("api.factors.error.sms.invalid_phone", text).at(400, field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_e164() {
        assert!(check_number("+15550104477", "phoneNumber").is_ok());
        for bad in ["", "5550104477", "+1555", "+1555-010-4477", "+05550104477"] {
            assert!(check_number(bad, "phoneNumber").is_err(), "{bad}");
        }
    }
}
