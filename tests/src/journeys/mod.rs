//! The journeys, by number: what the org is like, and what the user does.

pub mod enroll;

use idx_flow_sim::Setup;

use crate::host::Host;

/// A journey. It ends as it should in any weather that lets it end, or panics.
#[derive(Clone, Copy)]
pub struct Journey {
    /// The number.
    pub name: &'static str,
    /// What the org is like.
    pub setup: fn() -> Setup,
    /// What the user does, and how it ends.
    pub run: fn(&mut Host),
}

/// Every journey there is.
pub fn all() -> Vec<Journey> {
    [enroll::JOURNEYS].concat()
}

/// The journey of this number.
pub fn named(name: &str) -> Journey {
    let found = all().into_iter().find(|journey| journey.name == name);
    found.unwrap_or_else(|| panic!("there is no journey {name}"))
}
