//! A scenario.

use idx_flow_sim::Setup;

use crate::host::{Host, StepResult};

/// A scenario. `tests/SCENARIOS.md` lists them all.
#[derive(Clone, Copy)]
pub struct Scenario {
    /// The id, such as `P18b`.
    pub name: &'static str,
    /// Returns the org's setup.
    pub setup: fn() -> Setup,
    /// Carries out the user's steps and asserts the expected end. Panics if an assertion fails,
    /// with or without faults.
    pub run: fn(&mut Host) -> StepResult,
    /// Whether it is combined with faults. A scenario with faults of its own is not.
    pub is_combined_with_faults: bool,
}

impl Scenario {
    pub(super) const fn new(
        name: &'static str,
        setup: fn() -> Setup,
        run: fn(&mut Host) -> StepResult,
    ) -> Self {
        Self {
            name,
            setup,
            run,
            is_combined_with_faults: true,
        }
    }

    pub(super) const fn without_faults(
        name: &'static str,
        setup: fn() -> Setup,
        run: fn(&mut Host) -> StepResult,
    ) -> Self {
        Self {
            is_combined_with_faults: false,
            ..Self::new(name, setup, run)
        }
    }

    /// Creates a host for this scenario.
    pub fn host(&self) -> Host {
        Host::new((self.setup)())
    }
}
