//! The simulated org.

mod admin;
mod captcha;
pub mod device;
mod duo;
mod fastpass;
mod flow;
mod headers;
mod link;
mod received;
mod sessions;
mod tac;
mod token_redirect;

pub use admin::{UserSummary, UserUpdate};
pub use flow::Flow;
pub use link::LinkBrowser;
pub use received::ReceivedRequest;
pub use sessions::SessionSummary;

use std::time::SystemTime;

use self::received::ReceivedRequests;
use crate::http::{Request, Response};
use crate::idx::{self, Transaction};
use crate::inbox::Inbox;
use crate::oauth;
use crate::setup::Setup;
use crate::state::{Ids, OrgState};

/// The path of the user's dashboard.
const DASHBOARD: &str = "/app/UserHome";

/// A simulated Okta org. It performs no I/O and reads no clock: the same setup and the same requests
/// at the same times result in the same responses.
#[derive(Debug, Clone)]
pub struct Org {
    org_state: OrgState,
    transactions: Vec<Transaction>,
    received: ReceivedRequests,
    /// The number of responses that fault injection replaced.
    replaced_responses: u64,
}

impl Org {
    /// Creates an org from a setup.
    pub fn new(setup: Setup) -> Self {
        Self {
            org_state: OrgState::new(setup),
            transactions: Vec::new(),
            received: ReceivedRequests::default(),
            replaced_responses: 0,
        }
    }

    /// Returns the last 200 requests that the org has received, oldest first.
    pub fn received_requests(
        &self,
    ) -> impl DoubleEndedIterator<Item = &ReceivedRequest> + ExactSizeIterator {
        self.received.iter()
    }

    /// Handles a request at the time `now`.
    pub fn handle(&mut self, request: &Request, now: SystemTime) -> Response {
        self.received.add(request);
        let response = match request.method.as_str() {
            "OPTIONS" => Response::empty(204),
            _ => self.route(request, now),
        };
        headers::add(response, request, &mut self.org_state, now)
    }

    /// Returns the current step of the request's transaction with status 429, if it has one. The
    /// request is not handled.
    pub(crate) fn limited_prompt(&self, request: &Request, now: SystemTime) -> Option<Response> {
        idx::limited_prompt(&self.org_state, &self.transactions, request, now)
    }

    /// Adds a request id to a response that replaces the org's. It does not change the ids of later
    /// responses.
    pub(crate) fn with_request_id(&mut self, response: Response) -> Response {
        self.replaced_responses += 1;
        let name = format!("replaced response {}", self.replaced_responses);
        let id = Ids::fixed(self.org_state.setup.seed, "req", &name);
        response.with_header("x-okta-request-id", id)
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
            ..
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
        if path == "/login/token/redirect" {
            return self.redirect_with_token(request, now);
        }
        if path == DASHBOARD {
            return self.dashboard(request);
        }
        if let Some(id) = path.strip_prefix("/sso/idps/") {
            return self.visit_identity_provider(id, request, now);
        }
        self.org_state.api_error(404, "E0000007", "Not found")
    }
}
