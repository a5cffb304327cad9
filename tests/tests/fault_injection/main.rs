//! Rough weather: every scenario, with each of its exchanges going wrong in each way.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking, and how many runs there were"
)]

mod baseline;
mod packet_loss;
mod server_errors;
mod unknown_input;
