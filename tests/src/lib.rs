//! A host for tests: drives a flow against the simulated org on a virtual clock, and holds the
//! invariants of the engine at every single step.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "tests say what they expect by panicking"
)]

pub mod auto_user;
pub mod describe;
pub mod disruption;
pub mod fixture;
pub mod host;
pub mod invariants;
pub mod passkey;
pub mod scenarios;
pub mod script;
pub mod secret_scanner;
pub mod steps;
pub mod transcript;

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
