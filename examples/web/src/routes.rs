//! The addresses of the app.

mod account;
mod answer;
mod assets;
mod poll;
mod show;

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::app::Shared;
use crate::error::RequestError;
use crate::session::SessionData;
use crate::{guard, view};

/// More than any form of ours, in bytes.
const MOST_BYTES: usize = 64 * 1024;

pub(crate) fn router(app: Shared) -> Router {
    let mut pages = Router::new()
        .route(view::place::HOME, get(show::home))
        .route("/Account/Answer", post(answer::answer))
        .route("/Account/Restart", post(account::restart))
        .route("/Account/SignOut", post(account::sign_out))
        .route("/OktaVerify/EnrollPoll", post(poll::poll))
        .route("/signin/callback", get(account::callback));
    for path in view::place::PAGES {
        pages = pages.route(path, get(show::show));
    }
    let guarded = middleware::from_fn_with_state(app.clone(), guard::same_origin);
    let headers = middleware::from_fn_with_state(app.clone(), guard::headers);
    pages
        .layer(app.sessions())
        .layer(middleware::from_fn(guard::keep_cookie))
        .merge(assets::router())
        .fallback(|| async { RequestError::NotFound })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(guarded)
        .layer(headers)
        .with_state(app)
}

/// To the page whose session it is.
fn on(data: &SessionData) -> Response {
    let action = data
        .flow
        .as_ref()
        .map(|flow| flow.screen(std::time::SystemTime::now()));
    let place = action.as_ref().map_or(view::place::HOME, view::place::of);
    Redirect::to(place).into_response()
}
