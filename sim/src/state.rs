//! The state of a simulated org, except for its transactions.

mod account;
mod authorization;
mod captcha;
mod credential;
mod device_grants;
mod ids;
mod issued;
mod remembered_devices;
mod session;
mod token_server;

pub(crate) use account::Account;
pub(crate) use authorization::{Assurance, Authorization, AuthorizationServer};
pub(crate) use captcha::CaptchaTokens;
pub(crate) use credential::{AccessCode, Credential, Device, Enrollment, TotpSecret};
pub(crate) use device_grants::{DeviceGrantError, DeviceGrants};
pub(crate) use ids::Ids;
pub(crate) use issued::{AccessToken, Issued, OneTimeTokenKind};
pub(crate) use remembered_devices::RememberedDevices;
pub(crate) use session::{BrowserSession, Session};
pub(crate) use token_server::{PasscodeError, SecuridChallenge, TokenServer};

use serde_json::json;
use url::Url;

use crate::http::Response;
use crate::inbox::{Inbox, InboxMessage, InboxMessageKind};
use crate::setup::{AuthenticatorKey, Setup};

/// The org's setup, its accounts, the messages it has sent and the tokens it has issued.
#[derive(Debug, Clone)]
pub(crate) struct OrgState {
    pub(crate) setup: Setup,
    pub(crate) ids: Ids,
    pub(crate) inbox: Inbox,
    pub(crate) accounts: Vec<Account>,
    pub(crate) issued: Issued,
    pub(crate) token_server: TokenServer,
    pub(crate) captcha_tokens: CaptchaTokens,
    pub(crate) device_grants: DeviceGrants,
    pub(crate) browser_sessions: Vec<BrowserSession>,
    pub(crate) remembered_devices: RememberedDevices,
}

impl OrgState {
    pub(crate) fn new(setup: Setup) -> Self {
        let mut ids = Ids::new(setup.seed);
        let users = setup.users.iter();
        let accounts = users.map(|user| Account::new(user, &mut ids)).collect();
        let token_server = TokenServer::new(&setup.users);
        Self {
            setup,
            ids,
            inbox: Inbox::default(),
            accounts,
            issued: Issued::default(),
            token_server,
            captcha_tokens: CaptchaTokens::default(),
            device_grants: DeviceGrants::default(),
            browser_sessions: Vec::new(),
            remembered_devices: RememberedDevices::default(),
        }
    }

    /// Returns an absolute URL of this org.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.setup.issuer.trim_end_matches('/'))
    }

    /// Returns the org's origin, or an empty string if the issuer is not a URL.
    pub(crate) fn origin(&self) -> String {
        let issuer = Url::parse(&self.setup.issuer);
        issuer.map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
    }

    /// Returns Okta's error response of an API.
    pub(crate) fn api_error(&mut self, status: u16, code: &str, summary: &str) -> Response {
        let body = json!({
            "errorCode": code,
            "errorSummary": summary,
            "errorLink": code,
            "errorId": self.ids.id("oae"),
            "errorCauses": [],
        });
        Response::json(status, "application/json", &body)
    }

    /// Returns the id of an authenticator of this org.
    pub(crate) fn authenticator_id(&self, key: AuthenticatorKey) -> String {
        Ids::fixed(self.setup.seed, "aut", key.key())
    }

    /// Returns the authenticator with this id.
    pub(crate) fn authenticator(&self, id: &str) -> Option<AuthenticatorKey> {
        let mut keys = AuthenticatorKey::ALL.into_iter();
        keys.find(|key| self.authenticator_id(*key) == id)
    }

    /// Returns the account with this login or email address. Case is ignored.
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

    /// Ends all sessions of a user: browser sessions, tokens, and remembered devices.
    pub(crate) fn revoke_sessions(&mut self, user: &str) {
        self.issued.revoke_user(user);
        self.browser_sessions
            .retain(|browser| browser.session.user != user);
        self.remembered_devices.remove(user);
    }

    /// Delivers a message with an optional code and an optional link to the inbox.
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
