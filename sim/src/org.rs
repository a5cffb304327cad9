//! The simulated org.

mod admin;
mod captcha;
pub mod device;
mod duo;
mod fastpass;
mod flow;
mod headers;
mod link;
mod tac;

pub use admin::{UserSummary, UserUpdate};
pub use flow::Flow;
pub use link::LinkBrowser;

use std::time::SystemTime;

use serde_json::json;

use crate::http::{Request, Response};
use crate::idx::{self, Transaction};
use crate::inbox::Inbox;
use crate::oauth;
use crate::setup::Setup;
use crate::state::OrgState;

/// A simulated Okta org. It performs no I/O and reads no clock: the same setup and the same requests
/// at the same times result in the same responses.
#[derive(Debug, Clone)]
pub struct Org {
    org_state: OrgState,
    transactions: Vec<Transaction>,
}

impl Org {
    /// Creates an org from a setup.
    pub fn new(setup: Setup) -> Self {
        Self {
            org_state: OrgState::new(setup),
            transactions: Vec::new(),
        }
    }

    /// Handles a request at the time `now`.
    pub fn handle(&mut self, request: &Request, now: SystemTime) -> Response {
        let response = match request.method.as_str() {
            "OPTIONS" => Response::empty(204),
            _ => self.route(request, now),
        };
        headers::add(response, request, &mut self.org_state, now)
    }

    /// Returns the org's setup, including later changes by an administrator.
    pub fn setup(&self) -> &Setup {
        &self.org_state.setup
    }

    /// Returns the messages that the org has sent to users.
    pub fn inbox(&self) -> &Inbox {
        &self.org_state.inbox
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
            return self.visit_magic_link(request, now);
        }
        if path == "/idp/identity-verification" {
            return self.visit_identity_service(request, now);
        }
        if path == "/activate" {
            return oauth::activate(org_state, transactions, request, now);
        }
        if let Some(id) = path.strip_prefix("/sso/idps/") {
            return self.visit_identity_provider(id, request, now);
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
