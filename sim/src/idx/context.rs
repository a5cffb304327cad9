//! One request's hold on a transaction.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::message::{Refusal, missing};
use super::page::View;
use super::transaction::{SentCode, Transaction};
use crate::inbox::InboxMessageKind;
use crate::org::account::{Account, Credential};
use crate::org::state::OrgState;
use crate::setup::{AuthenticatorKey, MethodType};

/// What became of a request: the page that is now due, or the same one with messages.
pub(crate) type Outcome = Result<(), Refusal>;

/// A transaction with the org_state around it, at one moment.
pub(crate) struct RequestContext<'a> {
    pub(crate) org_state: &'a mut OrgState,
    pub(crate) tx: &'a mut Transaction,
    pub(crate) now: SystemTime,
}

impl RequestContext<'_> {
    pub(crate) fn view(&self) -> View<'_> {
        View {
            org_state: self.org_state,
            tx: self.tx,
        }
    }

    pub(crate) fn lifetime(&self) -> Duration {
        Duration::from_secs(self.org_state.setup.policy.transaction_lifetime_s)
    }

    pub(crate) fn account(&self) -> Option<&Account> {
        self.org_state.account(self.tx.user.as_deref()?)
    }

    /// Counts a method as verified, and as the first factor where none was.
    pub(crate) fn verified(&mut self, method: MethodType) {
        let first = super::transaction::FirstFactor::Method(method);
        self.tx.first_factor.get_or_insert(first);
        self.tx.auth_time = self.now;
        if !self.tx.verified.contains(&method) {
            self.tx.verified.push(method);
        }
    }

    /// Adds an enrollment to the account that signs in.
    pub(crate) fn enrolled(&mut self, credential: Credential) {
        self.tx.enrolled.push(credential.key());
        let OrgState { accounts, ids, .. } = &mut *self.org_state;
        let user = self.tx.user.as_deref();
        let account = accounts.iter_mut().find(|it| Some(it.id.as_str()) == user);
        if let Some(account) = account {
            account.enroll(credential, ids);
        }
    }

    /// Sends a one-time code, with a magic link where the policy has them.
    pub(crate) fn send_code(&mut self, kind: InboxMessageKind, to: &str) -> SentCode {
        let code = self.org_state.ids.code();
        let linked = kind == InboxMessageKind::Email && self.org_state.setup.policy.magic_link;
        let link = linked.then(|| {
            let token = self.org_state.ids.token();
            self.org_state.url(&format!("/email/verify/{token}"))
        });
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

    /// The authenticator named in `authenticator.id`.
    pub(crate) fn named_authenticator(&self, body: &Value) -> Option<AuthenticatorKey> {
        self.org_state
            .authenticator(text(body, "authenticator.id")?)
    }
}

/// The text at a path of a body: `credentials.passcode`.
pub(crate) fn text<'a>(body: &'a Value, path: &str) -> Option<&'a str> {
    let found = path.split('.').try_fold(body, |at, key| at.get(key));
    found?.as_str().filter(|text| !text.is_empty())
}

/// The text at a path, or the message that it is missing.
pub(crate) fn required<'a>(body: &'a Value, path: &str) -> Result<&'a str, Refusal> {
    text(body, path).ok_or_else(|| missing(path).at(400, path))
}

/// The yes or no at a path; a text counts too.
pub(crate) fn flag(body: &Value, path: &str) -> Option<bool> {
    let found = path.split('.').try_fold(body, |at, key| at.get(key))?;
    found.as_bool().or_else(|| found.as_str()?.parse().ok())
}
