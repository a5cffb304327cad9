//! The device authorization grant (RFC 8628): a code for a device without a keyboard.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::client::{Parameters, authenticate};
use super::grant::{Authorization, Server};
use super::issued::Session;
use super::{error, ok};
use crate::http::{Request, Response};
use crate::idx::transaction::Transaction;
use crate::org::state::OrgState;

/// How long a device waits for its user, and how often it may ask, in seconds.
const LIFETIME_S: u64 = 600;
const INTERVAL_S: u64 = 5;

/// The devices that wait.
#[derive(Debug, Clone, Default)]
pub(crate) struct Devices(Vec<DeviceGrant>);

#[derive(Debug, Clone)]
pub(crate) struct DeviceGrant {
    device_code: String,
    pub(crate) user_code: String,
    pub(crate) authorization: Authorization,
    expires_at: SystemTime,
    interval: Duration,
    asked_at: Option<SystemTime>,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    Waiting,
    Approved(Box<Session>),
    Refused,
}

impl Devices {
    /// The device that shows this code; case and hyphens do not count.
    pub(crate) fn waiting(&self, code: &str, now: SystemTime) -> Option<&DeviceGrant> {
        let code = code.replace('-', "").to_uppercase();
        let is_it = |one: &&DeviceGrant| one.user_code == code.trim() && one.is_waiting(now);
        self.0.iter().find(is_it)
    }

    /// Whether the device was still there to take it.
    pub(crate) fn approve(&mut self, code: &str, session: Session, now: SystemTime) -> bool {
        let is_it = |one: &&mut DeviceGrant| one.user_code == code && one.is_waiting(now);
        match self.0.iter_mut().find(is_it) {
            Some(grant) => {
                let family = grant.device_code.clone();
                grant.state = State::Approved(Box::new(Session { family, ..session }));
                true
            }
            None => false,
        }
    }

    pub(crate) fn refuse(&mut self, code: &str) {
        let mut all = self.0.iter_mut();
        if let Some(grant) = all.find(|one| one.user_code == code) {
            grant.state = State::Refused;
        }
    }
}

impl DeviceGrant {
    fn is_waiting(&self, now: SystemTime) -> bool {
        now < self.expires_at && matches!(self.state, State::Waiting)
    }
}

/// `/v1/device/authorize`.
pub(crate) fn authorize(
    org_state: &mut OrgState,
    server: Server,
    request: &Request,
    now: SystemTime,
) -> Response {
    let parameters = Parameters::of(request);
    if let Err(refused) = authenticate(&org_state.setup, request, &parameters) {
        return refused;
    }
    let scopes = match super::interact::scopes(&parameters) {
        Ok(scopes) => scopes,
        Err(refused) => return refused,
    };
    let grant = DeviceGrant {
        device_code: org_state.ids.token(),
        user_code: org_state.ids.user_code(),
        authorization: Authorization::without_redirect(server, &org_state.setup.client_id, scopes),
        expires_at: now + Duration::from_secs(LIFETIME_S),
        interval: Duration::from_secs(INTERVAL_S),
        asked_at: None,
        state: State::Waiting,
    };
    let page = org_state.url("/activate");
    let body = json!({
        "device_code": grant.device_code,
        "user_code": grant.user_code,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?user_code={}", grant.user_code),
        "expires_in": LIFETIME_S,
        "interval": INTERVAL_S,
    });
    org_state.devices.0.push(grant);
    ok(&body)
}

/// What a device's code is worth by now (section 3.5).
pub(crate) fn grant(
    org_state: &mut OrgState,
    server: Server,
    parameters: &Parameters,
    now: SystemTime,
) -> Result<Session, Response> {
    let code = parameters.get("device_code").unwrap_or_default();
    let all = &mut org_state.devices.0;
    let is_it = |one: &DeviceGrant| one.device_code == code && one.authorization.server == server;
    let Some(index) = all.iter().position(is_it) else {
        return Err(error(400, "invalid_grant", "The device code is invalid."));
    };
    let Some(grant) = all.get_mut(index) else {
        return Err(error(400, "invalid_grant", "The device code is invalid."));
    };
    let before = grant.asked_at.replace(now);
    match &grant.state {
        _ if now >= grant.expires_at => {
            Err(error(400, "expired_token", "The device code has expired."))
        }
        State::Refused => Err(error(400, "access_denied", "The user did not agree.")),
        State::Approved(session) => {
            let session = session.as_ref().clone();
            all.remove(index);
            Ok(session)
        }
        State::Waiting if before.is_some_and(|at| now < at + grant.interval) => {
            grant.interval += Duration::from_secs(INTERVAL_S);
            Err(error(400, "slow_down", "The device asks too often."))
        }
        State::Waiting => {
            let text = "The device authorization is pending. Please try again later.";
            Err(error(400, "authorization_pending", text))
        }
    }
}

/// `/activate`: a page of the org's own, which goes on by its state token.
pub(crate) fn activate(
    org_state: &mut OrgState,
    transactions: &mut Vec<Transaction>,
    request: &Request,
    now: SystemTime,
) -> Response {
    let query = request.query();
    let code = query.into_iter().find(|(name, _)| name == "user_code");
    let lifetime = Duration::from_secs(org_state.setup.policy.transaction_lifetime_s);
    let client = &org_state.setup.client_id;
    let own = Authorization::without_redirect(Server::Org, client, Vec::new());
    let mut tx = Transaction::new(own, lifetime, &mut org_state.ids, now);
    tx.activates(code.map(|(_, code)| code));
    let page = format!("<script>var stateToken = \"{}\";</script>", tx.state_handle);
    transactions.retain(|known| known.is_open(now));
    transactions.push(tx);
    Response::html(200, &page)
}
