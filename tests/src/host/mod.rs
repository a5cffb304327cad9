//! The host: a flow, a simulated org, a phone, a virtual clock, and the network between them.

mod device;
mod disrupt;
mod drive;
mod exchange;
mod moved_href;
mod state;
mod tokens;
mod unknown;
mod wire;

pub use state::{Exchange, Host, Interruption, Restart, StepResult, config};
pub use wire::{engine_response, sim_request};
