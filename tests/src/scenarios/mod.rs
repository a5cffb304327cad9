//! The scenarios, by number: what the org is like, and what the user does.

pub mod account;
pub mod captcha;
pub mod challenge;
pub mod channels;
pub mod consent;
pub mod device;
pub mod duo;
pub mod enroll;
pub mod factors;
pub mod fastpass;
pub mod otp;
pub mod primary;
pub mod redirects;
pub mod social;
pub mod tokens;
pub mod webauthn;

use idx_flow_sim::Setup;
use idx_flow_sim::setup::{Policy, User};

use crate::host::{Host, StepResult};

/// A scenario. It ends as it should in any weather that lets it end, or panics.
#[derive(Clone, Copy)]
pub struct Scenario {
    /// The number, and a letter where one number stands for several.
    pub name: &'static str,
    /// What the org is like.
    pub setup: fn() -> Setup,
    /// What the user does, and how it ends.
    pub run: fn(&mut Host) -> StepResult,
}

impl Scenario {
    const fn new(
        name: &'static str,
        setup: fn() -> Setup,
        run: fn(&mut Host) -> StepResult,
    ) -> Self {
        Self { name, setup, run }
    }

    /// A host at its beginning.
    pub fn host(&self) -> Host {
        Host::new((self.setup)())
    }
}

/// Every scenario there is.
pub fn all() -> Vec<Scenario> {
    [
        enroll::SCENARIOS,
        channels::SCENARIOS,
        challenge::SCENARIOS,
        fastpass::SCENARIOS,
        primary::SCENARIOS,
        factors::SCENARIOS,
        duo::SCENARIOS,
        otp::SCENARIOS,
        captcha::SCENARIOS,
        social::SCENARIOS,
        account::SCENARIOS,
        consent::SCENARIOS,
        device::SCENARIOS,
        redirects::SCENARIOS,
        tokens::SCENARIOS,
        webauthn::SCENARIOS,
    ]
    .concat()
}

/// The scenario of this number.
pub fn named(name: &str) -> Scenario {
    let found = all().into_iter().find(|scenario| scenario.name == name);
    found.unwrap_or_else(|| panic!("there is no scenario {name}"))
}

/// The demo user's phone.
const NUMBER: &str = "+15550104477";

/// The demo user, under this policy.
fn under(policy: Policy) -> Setup {
    Setup {
        policy,
        ..Setup::default()
    }
}

/// The demo user with a difference, under this policy.
fn with_user(policy: Policy, change: impl FnOnce(&mut User)) -> Setup {
    let mut setup = under(policy);
    change(&mut setup.users[0]);
    setup
}
