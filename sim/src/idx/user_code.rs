//! The page where people type the code that another device shows (RFC 8628, section 3.3).

use serde_json::Value;

use super::context::{Outcome, RequestContext, required};
use super::form::Field;
use super::message::Message;
use super::page::{Page, View};
use super::transaction::{Ending, Step};
use crate::oauth::{BrowserSession, Session};

impl View<'_> {
    pub(crate) fn user_code(&self) -> Page {
        let field = Field::text("userCode", "Activation Code").required();
        let field = match &self.tx.ending {
            Ending::Device(Some(code)) => field.value(code.as_str()),
            _ => field,
        };
        Page::default().form(self.form("user-code", "/device/activate").field(field))
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_user_code(&mut self, body: &Value) -> Outcome {
        let code = required(body, "userCode")?;
        let Some(grant) = self.org_state.devices.waiting(code, self.now) else {
            let message = Message::error("idx.invalid.device.code", "Invalid code. Try again.");
            return Err(message.at_top(400));
        };
        // from here on it is that device's sign-in
        self.tx.authorization = grant.authorization.clone();
        self.tx.ending = Ending::Device(Some(grant.user_code.clone()));
        self.go(Step::Identify)
    }

    /// The last page: an interaction code, or the other device has what it waits for.
    pub(crate) fn finish(&mut self) {
        if let Some(end) = self.turned_away() {
            return self.tx.go(end);
        }
        let Ending::Device(code) = &self.tx.ending else {
            let code = self.org_state.ids.token();
            self.org_state.sessions.push(BrowserSession {
                cookie: self.tx.cookie.clone(),
                session: Session::of(self.tx),
            });
            return self.tx.go(Step::Success(code));
        };
        let session = Session::of(self.tx);
        let code = code.clone().unwrap_or_default();
        let message = match self.org_state.devices.approve(&code, session, self.now) {
            true => Message::info("idx.device.activated", "Device activated"),
            false => Message::error(
                "idx.device.not.activated.internal.error",
                "Your device cannot be activated because of an internal error",
            ),
        };
        self.tx.go(Step::Terminal(200, message));
    }

    /// The other device learns that it gets nothing.
    pub(crate) fn refuse_device(&mut self) {
        if let Ending::Device(Some(code)) = &self.tx.ending {
            self.org_state.devices.refuse(code);
        }
    }
}
