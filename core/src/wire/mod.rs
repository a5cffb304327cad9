//! Reads JSON and timestamps, leniently and within limits.

mod error;
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod time;

pub use error::ParseError;
pub use limits::MAX_BODY;
