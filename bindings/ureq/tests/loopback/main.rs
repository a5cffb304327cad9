//! Tests of the runner against a scripted loopback server.
#![allow(clippy::unwrap_used, reason = "tests unwrap what they expect")]

mod connection;
mod exchange;
mod fast_pass;
mod proxy;
mod run;
mod server;
mod step;
mod tls;
mod tokens;
