//! The runner against a server on loopback that answers by a script.
#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by unwrapping"
)]

mod device;
mod exchange;
mod proxy;
mod run;
mod server;
mod step;
mod tls;
mod tokens;
