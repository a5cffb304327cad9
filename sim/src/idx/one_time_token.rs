//! Transactions that start with an administrator's one-time token.

use std::time::SystemTime;

use super::context::RequestContext;
use super::message::Message;
use super::step::{ReplaceReason, Step};
use super::transaction::{FirstFactor, Intent, Transaction};
use crate::setup::UserStatus;
use crate::state::OneTimeTokenKind;
use crate::state::OrgState;

impl Transaction {
    /// Starts a password recovery. The token replaces the verification of an authenticator.
    pub(crate) fn recover_by_token(&mut self, org_state: &mut OrgState, token: &str) {
        self.intent = Intent::CredentialRecovery;
        let issued = &mut org_state.issued;
        let Some(user) = issued.use_one_time_token(token, OneTimeTokenKind::Recovery) else {
            let text = "This recovery link is no longer valid.";
            let message = Message::error("idx.invalid.forgot.password.token", text);
            return self.move_to(Step::Terminal(400, message));
        };
        self.user = Some(user);
        self.move_to(Step::ReplacePassword(ReplaceReason::Recovery));
    }

    /// Activates a staged account. Its missing authenticators are enrolled next.
    pub(crate) fn activate_by_token(
        &mut self,
        org_state: &mut OrgState,
        token: &str,
        now: SystemTime,
    ) {
        let issued = &mut org_state.issued;
        let Some(user) = issued.use_one_time_token(token, OneTimeTokenKind::Activation) else {
            let text = "This activation link is no longer valid.";
            let message = Message::error("idx.expired.activation.token", text);
            return self.move_to(Step::Terminal(400, message));
        };
        if let Some(account) = org_state.account_mut(&user) {
            account.status = UserStatus::Active;
        }
        self.user = Some(user);
        self.first_factor = Some(FirstFactor::Registration);
        RequestContext {
            org_state,
            tx: self,
            now,
        }
        .continue_with_user();
    }
}
