//! The style sheet, the script and the icon of the pages.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

use crate::app::SharedApp;

const FILES: [(&str, &str, &str); 3] = [
    (
        "/icon.svg",
        "image/svg+xml",
        include_str!("../../assets/icon.svg"),
    ),
    (
        "/poll.js",
        "text/javascript",
        include_str!("../../assets/poll.js"),
    ),
    (
        "/style.css",
        "text/css",
        include_str!("../../assets/style.css"),
    ),
];

pub(super) fn router() -> Router<SharedApp> {
    FILES
        .into_iter()
        .fold(Router::new(), |router, (path, kind, text)| {
            router.route(
                path,
                get(move || async move { ([(CONTENT_TYPE, kind)], text) }),
            )
        })
}
