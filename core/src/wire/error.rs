//! The errors of parsing a response body.

use thiserror::Error;

/// A response body that cannot be read as an IDX response. It contains no part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseError {
    /// The body is not JSON: it is empty, truncated, not UTF-8, or a proxy's HTML page.
    #[error("the body is not valid JSON")]
    NotJson,
    /// The body is JSON, but not an object.
    #[error("the body is valid JSON, but not an object")]
    NotAnObject,
    /// The body is larger than 1 MiB.
    #[error("the body is larger than 1 MiB")]
    TooLarge,
    /// The body is nested deeper than 64 levels, has more than 100,000 values, or has a field whose
    /// path is longer than 512 bytes.
    #[error(
        "the body is nested deeper than 64 levels, has more than 100,000 values, or has a field path \
         longer than 512 bytes"
    )]
    TooComplex,
    /// A list is too long. The error names the list: `remediations` (limit 200), `fields` (2,000 in a
    /// remediation), `choices` (1,000 in a field), `authenticators` or `messages` (500).
    #[error("the response has too many {0}")]
    TooMany(&'static str),
}

impl ParseError {
    /// Whether the body exceeds a limit, as opposed to being damaged in transit.
    pub(crate) fn is_limit(self) -> bool {
        !matches!(self, Self::NotJson | Self::NotAnObject)
    }
}
