//! What can be wrong with a body.

use thiserror::Error;

/// Why a body could not be read as an IDX response. Holds no part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseError {
    /// The body is no JSON: HTML of a proxy, an empty body, one that was cut, or not UTF-8.
    #[error("the body is not JSON")]
    NotJson,
    /// The body is JSON, but not an object.
    #[error("the body is JSON, but not an object")]
    NotAnObject,
    /// The body is larger than 1 MiB.
    #[error("the body is larger than 1 MiB")]
    TooLarge,
    /// The body is nested deeper than 64 levels, or has more than 100,000 values.
    #[error("the body is nested too deeply or holds too many values")]
    TooComplex,
    /// A list is longer than any honest one: remediations, fields, choices, authenticators, messages.
    #[error("the response lists more {0} than is sensible")]
    TooMany(&'static str),
}

impl ParseError {
    /// Whether the server exceeded a limit, rather than something on the way having broken the body.
    pub(crate) fn is_excess(self) -> bool {
        !matches!(self, Self::NotJson | Self::NotAnObject)
    }
}
