//! The text of a response, made into values: leniently, within limits, once.

pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod time;

pub use json::ReadError;
pub use limits::MAX_BODY;
