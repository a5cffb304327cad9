//! Transactions that start with an administrator's one-time token.

use std::time::SystemTime;

use super::context::RequestContext;
use super::message::Message;
use super::transaction::{FirstFactor, Intent, Replace, Step, Transaction};
use crate::oauth::OneTime;
use crate::org::state::OrgState;
use crate::setup::UserStatus;

impl Transaction {
    /// A recovery token stands for the proof that recovery asks for.
    pub(crate) fn recover_by_token(&mut self, org_state: &mut OrgState, token: &str) {
        self.intent = Intent::CredentialRecovery;
        let Some(user) = org_state.issued.use_one_time(token, OneTime::Recovery) else {
            let text = "This recovery link is no longer valid.";
            let message = Message::error("idx.invalid.forgot.password.token", text);
            return self.go(Step::Terminal(400, message));
        };
        self.user = Some(user);
        self.go(Step::ReplacePassword(Replace::Recovery));
    }

    /// An activation token makes a staged account active; what it lacks is then enrolled.
    pub(crate) fn activate_by_token(
        &mut self,
        org_state: &mut OrgState,
        token: &str,
        now: SystemTime,
    ) {
        let Some(user) = org_state.issued.use_one_time(token, OneTime::Activation) else {
            let text = "This activation link is no longer valid.";
            let message = Message::error("idx.expired.activation.token", text);
            return self.go(Step::Terminal(400, message));
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
        .enter();
    }

    /// The authentication method references of the ID token: what was verified, and what was
    /// enrolled.
    pub(crate) fn amr(&self) -> Vec<&'static str> {
        let enrolled = self.enrolled.iter().filter_map(|key| key.methods().first());
        let mut amr: Vec<&str> = Vec::new();
        for method in self.verified.iter().chain(enrolled) {
            if !amr.contains(&method.amr()) {
                amr.push(method.amr());
            }
        }
        if amr.len() > 1 {
            amr.push("mfa");
        }
        amr
    }
}
