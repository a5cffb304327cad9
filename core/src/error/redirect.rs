use thiserror::Error;

use super::AnswerError;
use crate::secret::Secret;

/// A callback URL that cannot be used. The flow is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// No redirect is expected: a request is in progress, or the flow has ended.
    #[error("no redirect is expected now: a request is in progress, or the flow has ended")]
    NotExpected,
    /// The URL is not one of the flow's redirect URIs.
    #[error("the URL is not this flow's redirect URI")]
    UriMismatch,
    /// The URL has another `state` than this flow, or none. It may be forged, or belong to a flow on
    /// another device.
    #[error("the callback's state does not match this flow: the URL was ignored")]
    StateMismatch {
        /// The code of an email whose link was opened on this device, although the sign-in runs on
        /// another one. The app may show it, so that the user can enter it there.
        otp: Option<Secret>,
    },
    /// A parameter occurs more than once (RFC 6749 section 3.1).
    #[error("the URL repeats the parameter {0}")]
    RepeatedParameter(&'static str),
    /// The URL has neither a code nor an error.
    #[error("the URL has neither a code nor an error")]
    WithoutResult,
    /// The URL has the code of an email, but the prompt does not ask for one.
    #[error("the URL has the code of an email, but the prompt does not ask for one")]
    EmailCodeNotExpected,
    /// The code of the email cannot be submitted.
    #[error("the code of the email cannot be submitted: {0}")]
    Answer(#[from] AnswerError),
}
