//! User codes of other devices (RFC 8628, section 3.3), and the completion of transactions.

use std::time::Duration;

use serde_json::Value;

use super::body::required;
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::Message;
use super::response::{ResponseBuilder, TransactionView};
use super::step::Step;
use super::transaction::Completion;
use crate::state::BrowserSession;

impl TransactionView<'_> {
    pub(crate) fn user_code_response(&self) -> ResponseBuilder {
        let field = Field::text("userCode", "Activation Code").required();
        let field = match &self.tx.completion {
            Completion::Device(Some(code)) => field.value(code.as_str()),
            _ => field,
        };
        ResponseBuilder::default().form(self.form("user-code", "/device/activate").field(field))
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_user_code(&mut self, body: &Value) -> HandlerResult {
        let code = required(body, "userCode")?;
        let Some(grant) = self.org_state.device_grants.pending(code, self.now) else {
            let message = Message::error("idx.invalid.device.code", "Invalid code. Try again.");
            return Err(message.reject(400).error_only());
        };
        self.tx.authorization = grant.authorization.clone();
        self.tx.completion = Completion::Device(Some(grant.user_code.clone()));
        self.move_to(Step::Identify)
    }

    /// Completes the transaction with an interaction code, or approves the other device's grant.
    pub(crate) fn complete(&mut self) {
        if let Some(step) = self.access_denied_step() {
            return self.tx.move_to(step);
        }
        self.remember_device();
        let session = self.tx.session();
        let Completion::Device(user_code) = &self.tx.completion else {
            let code = self.org_state.ids.token();
            let lifetime = self.org_state.setup.policy.interaction_code_lifetime_s;
            self.tx.code_expires_at = self.now + Duration::from_secs(lifetime);
            self.org_state.browser_sessions.push(BrowserSession {
                cookie: self.tx.cookie.clone(),
                sid: None,
                is_persistent: self.view().is_remembered_device(),
                session,
            });
            return self.tx.move_to(Step::Success(code));
        };
        let user_code = user_code.as_deref().unwrap_or_default();
        let grants = &mut self.org_state.device_grants;
        let message = if grants.approve(user_code, session, self.now) {
            Message::info("idx.device.activated", "Device activated")
        } else {
            Message::error(
                "idx.device.not.activated.internal.error",
                "Your device cannot be activated because of an internal error",
            )
        };
        self.tx.move_to(Step::Terminal(200, message));
    }

    /// Denies the grant of the other device, if there is one.
    pub(crate) fn deny_device_grant(&mut self) {
        if let Completion::Device(Some(user_code)) = &self.tx.completion {
            self.org_state.device_grants.deny(user_code);
        }
    }
}
