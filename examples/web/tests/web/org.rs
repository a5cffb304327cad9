//! The simulated org, and what its user's phone does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use idx_flow_sim::Setup;
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Policy};

pub(crate) const LOGIN: &str = "ada@example.com";
pub(crate) const PASSWORD: &str = "Correct-Horse-1";

/// One that offers Okta Verify, and is polled as often as the engine polls.
pub(crate) fn start() -> Server {
    let policy = Policy {
        poll_interval_ms: 1000,
        ..Policy::with_required(&[AuthenticatorKey::OktaVerify])
    };
    let setup = Setup {
        policy,
        ..Setup::default()
    };
    Server::start(setup).unwrap()
}

/// The phone scans the code that is on the page.
pub(crate) fn scan(org: &Server, page: &str) {
    let (_, code) = page
        .split_once("data:image/png;base64,")
        .expect("a QR code");
    let (code, _) = code.split_once('"').unwrap();
    let png = STANDARD.decode(code).unwrap();
    let mut world = org.state();
    let now = world.now();
    let (org, phone) = world.phone(None);
    phone.scan(org, &png, now).unwrap();
}
