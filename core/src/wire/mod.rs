//! The text of a response, made into values: leniently, within limits, once.

mod error;
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod time;

pub use error::ParseError;
pub use limits::MAX_BODY;
