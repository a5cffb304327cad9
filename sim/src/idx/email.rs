//! Email: a code, and a magic link where the policy has them.

use serde_json::{Value, json};

use super::authenticator::{with_action, with_context};
use super::context::{Outcome, RequestContext};
use super::form::Field;
use super::page::{Page, View};
use super::transaction::{Enroll, SentCode, Step};
use super::verify::code_field;
use crate::inbox::InboxMessageKind;
use crate::setup::AuthenticatorKey;

impl View<'_> {
    pub(crate) fn enroll_email_page(&self, sent: &SentCode) -> Page {
        let resend = self.form("resend", "/challenge/resend");
        let email = with_action(
            self.authenticator(AuthenticatorKey::OktaEmail),
            "resend",
            resend,
        );
        let email = self.with_magic_link(email, sent);
        self.enroll_page(Field::object("credentials", vec![code_field()]), email)
    }

    /// Adds what a magic link brings: the client may poll for its being opened.
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
    pub(crate) fn enroll_email(&mut self) -> Outcome {
        let address = self.account().map(|account| account.email.clone());
        let sent = self.send_code(InboxMessageKind::Email, &address.unwrap_or_default());
        self.go(Step::Enroll(Enroll::Email(sent)))
    }
}
