//! Walks of whole flows, straight through `Org::handle`.

mod client;
mod enroll;
