#![doc = include_str!("../README.md")]

mod attempts;
mod builder;
mod cancel;
mod error;
mod exchange;
mod loopback;
mod run;
mod runner;
mod tokens;
mod ui;

pub use builder::RunnerBuilder;
pub use cancel::CancelHandle;
pub use error::{Error, TransportError};
pub use run::Completion;
pub use runner::Runner;
pub use ui::{Event, Ui};
