//! The email authenticator: a code and an optional magic link.

use serde_json::{Value, json};

use super::authenticator::{with_action, with_context};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Enroll, SentCode, Step};
use super::verify::code_field;
use crate::inbox::InboxMessageKind;
use crate::setup::AuthenticatorKey;

impl TransactionView<'_> {
    pub(crate) fn enroll_email_response(&self, sent: &SentCode) -> ResponseBuilder {
        let resend = self.form("resend", "/challenge/resend");
        let email = with_action(
            self.authenticator(AuthenticatorKey::OktaEmail),
            "resend",
            resend,
        );
        let email = self.with_magic_link(email, sent);
        self.enroll_authenticator_response(Field::object("credentials", vec![code_field()]), email)
    }

    /// Adds the poll that detects that the magic link was opened, if the email has one.
    pub(crate) fn with_magic_link(&self, email: Value, sent: &SentCode) -> Value {
        let context = json!({"useEmailMagicLink": sent.link.is_some()});
        let email = with_context(email, context);
        if sent.link.is_none() {
            return email;
        }
        let poll = self
            .form("poll", "/challenge/poll")
            .refresh(self.refresh_ms());
        with_action(email, "poll", poll)
    }
}

impl RequestContext<'_> {
    pub(crate) fn enroll_email(&mut self) -> HandlerResult {
        let address = self.account().map(|account| account.email.clone());
        let sent = self.send_code(InboxMessageKind::Email, &address.unwrap_or_default());
        self.move_to(Step::Enroll(Enroll::Email(sent)))
    }
}
