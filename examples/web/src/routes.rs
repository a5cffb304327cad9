//! The routes of the app.

mod account;
mod answer;
mod assets;
mod pages;
mod poll;
mod redirect;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::app::SharedApp;
use crate::error::RequestError;
use crate::security;
use crate::view::paths;

/// The largest body of a request, in bytes.
const MAX_BODY: usize = 64 * 1024;

pub(crate) fn router(app: SharedApp) -> Router {
    let mut router = Router::new()
        .route(paths::HOME, get(pages::home))
        .route(paths::ANSWER, post(answer::answer))
        .route(paths::RESTART, post(account::restart))
        .route(paths::SIGN_OUT, post(account::sign_out))
        .route(paths::POLL, post(poll::poll))
        .route("/signin/callback", get(account::callback));
    for path in paths::PAGES {
        router = router.route(path, get(pages::show));
    }
    let same_origin = middleware::from_fn_with_state(app.clone(), security::require_same_origin);
    let headers = middleware::from_fn_with_state(app.clone(), security::set_headers);
    router
        .layer(app.session_layer())
        .layer(middleware::from_fn(security::keep_cookie))
        .merge(assets::router())
        .fallback(|| async { RequestError::NotFound })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(same_origin)
        .layer(headers)
        .with_state(app)
}
