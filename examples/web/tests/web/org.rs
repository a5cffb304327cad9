//! The simulated org, and the phone of its user.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use idx_flow_sim::Setup;
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Policy};

pub(crate) const LOGIN: &str = "ada@example.com";
pub(crate) const PASSWORD: &str = "Correct-Horse-1";

/// The shortest polling interval of the engine, in milliseconds.
pub(crate) const MIN_POLL_INTERVAL_MS: u64 = 1000;

/// Starts an org that requires Okta Verify.
pub(crate) fn start() -> Server {
    start_with(Policy::with_required(&[AuthenticatorKey::OktaVerify]))
}

/// Starts an org with this policy and the shortest polling interval.
pub(crate) fn start_with(policy: Policy) -> Server {
    let setup = Setup {
        policy: Policy {
            poll_interval_ms: MIN_POLL_INTERVAL_MS,
            ..policy
        },
        ..Setup::default()
    };
    Server::start(setup).unwrap()
}

/// Scans the QR code on the page with the user's phone.
pub(crate) fn scan(org: &Server, page: &str) {
    let (_, code) = page
        .split_once("data:image/png;base64,")
        .expect("the page has a QR code");
    let (code, _) = code.split_once('"').unwrap();
    let png = STANDARD.decode(code).unwrap();
    let mut state = org.state();
    let now = state.now();
    let (org, phone) = state.phone(None);
    phone.scan(org, &png, now).unwrap();
}
