//! The org itself: requests in, answers out.

pub(crate) mod account;
mod admin;
mod captcha;
pub mod device;
mod fastpass;
mod flow;
mod headers;
pub(crate) mod ids;
mod link;
mod session;
pub(crate) mod state;
mod tac;
pub(crate) mod tokens;

pub use admin::{Change, Person};
pub use flow::Flow;
pub use link::Opened;

use std::time::SystemTime;

use serde_json::json;

use crate::http::{Request, Response};
use crate::idx;
use crate::idx::transaction::Transaction;
use crate::inbox::Inbox;
use crate::oauth::{self, OneTime};
use crate::setup::Setup;
use state::OrgState;

/// A simulated Okta org. It does no I/O and reads no clock: the same setup and the same requests
/// at the same times give the same answers.
#[derive(Debug, Clone)]
pub struct Org {
    org_state: OrgState,
    transactions: Vec<Transaction>,
}

impl Org {
    /// An org as the setup describes it.
    pub fn new(setup: Setup) -> Self {
        Self {
            org_state: OrgState::new(setup),
            transactions: Vec::new(),
        }
    }

    /// Answers one request that reached the org at `now`.
    pub fn handle(&mut self, request: &Request, now: SystemTime) -> Response {
        let response = match request.method.as_str() {
            "OPTIONS" => Response::empty(204),
            _ => self.route(request, now),
        };
        headers::complete(response, request, &mut self.org_state, now)
    }

    /// The setup it was made from.
    pub fn setup(&self) -> &Setup {
        &self.org_state.setup
    }

    /// Everything it has sent to people.
    pub fn inbox(&self) -> &Inbox {
        &self.org_state.inbox
    }

    /// An administrator's token that lets a user set a new password: a client passes it to
    /// `interact` as `recovery_token`, once.
    pub fn recovery_token(&mut self, login: &str) -> Option<String> {
        self.one_time_token(login, OneTime::Recovery)
    }

    /// An administrator's token that activates a user: a client passes it to `interact` as
    /// `activation_token`, once.
    pub fn activation_token(&mut self, login: &str) -> Option<String> {
        self.one_time_token(login, OneTime::Activation)
    }

    fn one_time_token(&mut self, login: &str, kind: OneTime) -> Option<String> {
        let user = self.org_state.account_by_login(login)?.id.clone();
        let token = self.org_state.ids.token();
        self.org_state
            .issued
            .add_one_time(token.clone(), kind, user);
        Some(token)
    }

    fn route(&mut self, request: &Request, now: SystemTime) -> Response {
        let path = request.path();
        let Self {
            org_state,
            transactions,
        } = self;
        if let Some(target) = oauth::route(path) {
            return oauth::handle(org_state, transactions, target, request, now);
        }
        if let ("POST", Some(path)) = (request.method.as_str(), path.strip_prefix("/idp/idx")) {
            return idx::handle(org_state, transactions, path, request, now);
        }
        if path.starts_with("/email/verify/") {
            return self.follow_link(request, now);
        }
        if path == "/idp/identity-verification" {
            return self.visit_identity_service(request, now);
        }
        if path == "/activate" {
            return oauth::activate(org_state, transactions, request, now);
        }
        if let Some(id) = path.strip_prefix("/sso/idps/") {
            return self.visit_provider(id, request, now);
        }
        let body = json!({
            "errorCode": "E0000007",
            "errorSummary": "Not found",
            "errorLink": "E0000007",
            "errorId": self.org_state.ids.id("oae"),
            "errorCauses": [],
        });
        Response::json(404, "application/json", &body)
    }
}
