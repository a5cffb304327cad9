//! Errors for the developer of the host. Their texts name fields and limits, but no values.

mod answer;
mod config;
mod redirect;
mod restore;

pub use answer::AnswerError;
pub use config::ConfigError;
pub use redirect::RedirectError;
pub use restore::RestoreError;
