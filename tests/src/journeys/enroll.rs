//! E: enrolling Okta Verify.

use idx_flow::{Action, AuthenticatorKey as Key};
use idx_flow_sim::Setup;
use idx_flow_sim::setup::{AuthenticatorKey, Policy};

use super::Journey;
use crate::host::Host;

/// Enrolling Okta Verify, in the order of the numbers.
pub const JOURNEYS: &[Journey] = &[Journey {
    name: "E1",
    setup: okta_verify_required,
    run: by_qr_code,
}];

fn okta_verify_required() -> Setup {
    Setup {
        policy: Policy::with_required(&[AuthenticatorKey::OktaVerify]),
        ..Setup::default()
    }
}

fn by_qr_code(host: &mut Host) {
    host.sign_in().choose(&Key::OktaVerify);
    host.qr();
    host.wait_for(|action| matches!(action, Action::ShowQr { .. }));
    host.wait();
    host.scan();
    host.tokens();
}
