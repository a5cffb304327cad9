//! A request that is not served, and what the browser gets then: a short page without details.

use std::io::{Write as _, stderr};

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::view;

/// Why a request is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestError {
    /// It did not come from one of our own pages, or from one of another session.
    Forbidden,
    /// There is no such page.
    NotFound,
    /// Another request holds the session, and does not let go.
    Busy,
    /// The sessions are out of reach, or something is broken.
    Broken,
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "This request did not come from the page that is open in this browser.",
            ),
            Self::NotFound => (StatusCode::NOT_FOUND, "There is no such page."),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The last step is still under way. Try again in a moment.",
            ),
            Self::Broken => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something is wrong on our side. Try again in a moment.",
            ),
        };
        (status, Html(view::refusal(text).into_string())).into_response()
    }
}

/// The session's store is out of reach. Its texts name keys and addresses: they stay out of the log.
impl From<tower_sessions::session::Error> for RequestError {
    fn from(_: tower_sessions::session::Error) -> Self {
        complain("the sessions are out of reach");
        Self::Broken
    }
}

impl From<redis::RedisError> for RequestError {
    fn from(error: redis::RedisError) -> Self {
        complain(error.category());
        Self::Broken
    }
}

impl From<tokio::task::JoinError> for RequestError {
    fn from(_: tokio::task::JoinError) -> Self {
        complain("a request ended in a panic");
        Self::Broken
    }
}

fn complain(what: &str) {
    // where standard error is gone, so is whoever reads it
    let _ = writeln!(stderr(), "idx-flow-web: {what}");
}
