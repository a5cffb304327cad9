//! Walks of whole flows, straight through `Org::handle`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests say what they expect by unwrapping, in their helpers too"
)]

mod accounts;
mod browser;
mod captcha;
mod challenge;
mod channels;
mod client;
mod device;
mod duo;
mod enroll;
mod factors;
mod oauth;
mod primary;
mod session;
mod social;
mod tokens;
