//! Setups that several scenarios share.

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Policy, User};

/// The demo user's phone number.
pub(super) const PHONE_NUMBER: &str = "+15550104477";

/// The default setup with this policy.
pub(super) fn with_policy(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

/// The default setup with this policy and a changed demo user.
pub(super) fn with_user(policy: Policy, change: impl FnOnce(&mut User)) -> Setup {
    let mut setup = with_policy(policy);
    change(&mut setup.users[0]);
    setup
}
