//! Errors of requests, and their pages. The pages contain no details.

use std::io::{Write as _, stderr};

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::lock::LockError;
use crate::view;

/// The reason why a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestError {
    /// The request was not sent by a page of this session.
    Forbidden,
    NotFound,
    /// Another request has held the session's lock for too long.
    Busy,
    /// The session store cannot be reached, or the app has a bug.
    Internal,
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "This request was not sent from a page of this session.",
            ),
            Self::NotFound => (StatusCode::NOT_FOUND, "This page does not exist."),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The previous request is still in progress. Try again in a moment.",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server cannot complete this request. Try again in a moment.",
            ),
        };
        (status, Html(view::error(text).into_string())).into_response()
    }
}

/// The error's own text may contain keys and addresses, and is not logged.
impl From<tower_sessions::session::Error> for RequestError {
    fn from(_: tower_sessions::session::Error) -> Self {
        log("the session store cannot be reached");
        Self::Internal
    }
}

impl From<LockError> for RequestError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Timeout => Self::Busy,
            LockError::Redis(error) => {
                log(error.category());
                Self::Internal
            }
        }
    }
}

impl From<tokio::task::JoinError> for RequestError {
    fn from(_: tokio::task::JoinError) -> Self {
        log("a request handler panicked");
        Self::Internal
    }
}

fn log(text: &str) {
    // an error cannot be reported if standard error is closed
    let _ = writeln!(stderr(), "idx-flow-web: {text}");
}
