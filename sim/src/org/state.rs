//! Everything an org knows beside its running transactions.

use super::account::Account;
use super::captcha::Captchas;
use super::ids::Ids;
use super::tokens::Tokens;
use crate::inbox::{Inbox, InboxMessage, InboxMessageKind};
use crate::oauth::{BrowserSession, Devices, Issued};
use crate::setup::{AuthenticatorKey, Setup};

/// The org's setup, its accounts, and what it has sent and issued.
#[derive(Debug, Clone)]
pub(crate) struct OrgState {
    pub(crate) setup: Setup,
    pub(crate) ids: Ids,
    pub(crate) inbox: Inbox,
    pub(crate) accounts: Vec<Account>,
    pub(crate) issued: Issued,
    pub(crate) tokens: Tokens,
    pub(crate) captchas: Captchas,
    pub(crate) devices: Devices,
    pub(crate) sessions: Vec<BrowserSession>,
}

impl OrgState {
    pub(crate) fn new(setup: Setup) -> Self {
        let mut ids = Ids::new(setup.seed);
        let accounts = setup.users.iter();
        let accounts = accounts.map(|user| Account::new(user, &mut ids)).collect();
        let tokens = Tokens::new(&setup.users);
        Self {
            setup,
            ids,
            inbox: Inbox::default(),
            accounts,
            issued: Issued::default(),
            tokens,
            captchas: Captchas::default(),
            devices: Devices::default(),
            sessions: Vec::new(),
        }
    }

    /// An absolute URL of this org.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.setup.issuer.trim_end_matches('/'))
    }

    /// The id of an authenticator of this org.
    pub(crate) fn authenticator_id(&self, key: AuthenticatorKey) -> String {
        Ids::fixed(self.setup.seed, "aut", key.key())
    }

    /// The authenticator with that id.
    pub(crate) fn authenticator(&self, id: &str) -> Option<AuthenticatorKey> {
        let mut all = AuthenticatorKey::ALL.into_iter();
        all.find(|key| self.authenticator_id(*key) == id)
    }

    /// The account of that login or email address, whatever the case.
    pub(crate) fn account_by_login(&self, login: &str) -> Option<&Account> {
        let login = login.trim();
        self.accounts.iter().find(|account| {
            account.login.eq_ignore_ascii_case(login) || account.email.eq_ignore_ascii_case(login)
        })
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub(crate) fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    /// Sends a code, and a link where there is one.
    pub(crate) fn send(
        &mut self,
        kind: InboxMessageKind,
        to: &str,
        subject: &str,
        code: Option<String>,
        link: Option<String>,
    ) {
        self.inbox.deliver(InboxMessage {
            to: to.to_owned(),
            kind,
            subject: subject.to_owned(),
            code,
            link,
        });
    }
}
