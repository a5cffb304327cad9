//! Walks of whole flows, straight through `Org::handle`.

mod accounts;
mod challenge;
mod client;
mod enroll;
mod factors;
mod oauth;
mod primary;
mod session;
mod social;
