//! The context in which a request to a transaction is handled.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::body::text;
use super::rejection::Rejection;
use super::response::TransactionView;
use super::step::{SentCode, Step};
use super::transaction::{FirstFactor, Transaction};
use crate::inbox::InboxMessageKind;
use crate::setup::{AuthenticatorKey, MethodType};
use crate::state::{Account, Credential, OrgState};

/// The result of a request handler. The response describes the transaction's current step, with
/// the messages of the rejection if there is one.
pub(crate) type HandlerResult = Result<(), Rejection>;

/// A transaction, its org and the current time.
pub(crate) struct RequestContext<'a> {
    pub(crate) org_state: &'a mut OrgState,
    pub(crate) tx: &'a mut Transaction,
    pub(crate) now: SystemTime,
}

impl RequestContext<'_> {
    pub(crate) fn view(&self) -> TransactionView<'_> {
        TransactionView {
            org_state: self.org_state,
            tx: self.tx,
        }
    }

    /// Returns the time after which an abandoned step expires.
    pub(crate) fn lifetime(&self) -> Duration {
        Duration::from_secs(self.org_state.setup.policy.transaction_lifetime_s)
    }

    /// Returns the account that signs in, if it is known.
    pub(crate) fn account(&self) -> Option<&Account> {
        self.org_state.account(self.tx.user.as_deref()?)
    }

    pub(crate) fn move_to(&mut self, step: Step) -> HandlerResult {
        self.tx.move_to(step);
        Ok(())
    }

    /// Records a verified method. The first one becomes the first factor.
    pub(crate) fn record_verified(&mut self, method: MethodType) {
        let first = FirstFactor::Method(method);
        self.tx.first_factor.get_or_insert(first);
        self.tx.auth_time = self.now;
        if !self.tx.verified.contains(&method) {
            self.tx.verified.push(method);
        }
    }

    /// Adds an enrollment to the account that signs in.
    pub(crate) fn add_enrollment(&mut self, credential: Credential) {
        self.tx.enrolled.push(credential.key());
        let OrgState { accounts, ids, .. } = &mut *self.org_state;
        let user = self.tx.user.as_deref();
        let mut accounts = accounts.iter_mut();
        let account = accounts.find(|account| Some(account.id.as_str()) == user);
        if let Some(account) = account {
            account.enroll(credential, ids);
        }
    }

    /// Sends a one-time code. An email has a magic link too if the policy enables it.
    pub(crate) fn send_code(&mut self, kind: InboxMessageKind, to: &str) -> SentCode {
        let code = self.org_state.ids.code();
        let has_link = kind == InboxMessageKind::Email && self.org_state.setup.policy.magic_link;
        let link = has_link.then(|| {
            let token = self.org_state.ids.token();
            self.org_state.url(&format!("/email/verify/{token}"))
        });
        self.record_message(kind);
        let subject = "Your one-time code";
        self.org_state
            .send(kind, to, subject, Some(code.clone()), link.clone());
        SentCode {
            to: to.to_owned(),
            code,
            link,
            opened: false,
        }
    }

    /// Returns the authenticator that the body selects by `authenticator.id`.
    pub(crate) fn selected_authenticator(&self, body: &Value) -> Option<AuthenticatorKey> {
        self.org_state
            .authenticator(text(body, "authenticator.id")?)
    }
}
