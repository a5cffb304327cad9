//! Fault injection: every scenario, with each fault at each of its HTTP exchanges.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking, and print the number of runs"
)]

mod baseline;
mod packet_loss;
mod server_errors;
mod unknown_input;
