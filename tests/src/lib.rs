//! A host for tests: drives a flow against the simulated org on a virtual clock, and holds the
//! laws of the engine at every single step.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "tests say what they expect by panicking"
)]

pub mod canary;
pub mod describe;
pub mod fixture;
pub mod host;
pub mod journeys;
pub mod laws;
pub mod passkey;
pub mod script;
pub mod steps;
pub mod transcript;
pub mod weather;
pub mod willing;

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
