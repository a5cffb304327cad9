//! Tests of the app over HTTP: the program runs against a simulated org in this process.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of tests are tests, too"
)]

mod arguments;
mod browser;
mod notices;
mod org;
mod pages;
mod polling;
mod process;
mod redis;
mod security;
mod wait;
