#![doc = include_str!("../README.md")]

mod cancel;
mod device;
mod error;
mod exchange;
mod run;
mod runner;
mod settings;
mod tokens;
mod ui;

pub use cancel::CancelHandle;
pub use error::{Error, TransportError};
pub use run::Completed;
pub use runner::Runner;
pub use settings::RunnerBuilder;
pub use ui::{Event, Ui};
