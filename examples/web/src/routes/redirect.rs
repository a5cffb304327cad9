//! Redirects to the page of a session's current prompt.

use std::time::SystemTime;

use axum::response::{IntoResponse as _, Redirect, Response};

use crate::session::SessionData;
use crate::view::paths;

pub(super) fn to_current_page(data: &SessionData) -> Response {
    let action = data
        .flow
        .as_ref()
        .map(|flow| flow.screen(SystemTime::now()));
    let path = action.as_ref().map_or(paths::HOME, paths::of);
    Redirect::to(path).into_response()
}
