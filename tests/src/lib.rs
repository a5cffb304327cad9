//! A host for tests. It drives a flow against the simulator on a virtual clock, and checks the
//! engine's [`invariants`] at every step.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "tests state their expectations by panicking"
)]

pub mod auto_user;
pub mod describe;
pub mod disruption;
pub mod fixture;
pub mod host;
pub mod invariants;
pub mod passkey;
pub mod polling;
pub mod scenarios;
pub mod script;
pub mod secret_scanner;
pub mod steps;
pub mod transcript;

/// Compiles the examples in the README as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
