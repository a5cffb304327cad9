//! The console: a page on which a person plays the phone, reads the inbox and makes the weather.

use crate::Response;

/// The page's own files and the control API, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The file at a path below the control API's address, where there is one.
pub(super) fn file(route: &str) -> Option<Response> {
    let (media_type, text) = match route {
        "" | "/" => (
            "text/html;charset=utf-8",
            include_str!("console/index.html"),
        ),
        "/console.css" => ("text/css", include_str!("console/console.css")),
        "/console.js" => ("text/javascript", include_str!("console/console.js")),
        _ => return None,
    };
    let response = Response::empty(200)
        .with_header("content-type", media_type)
        .with_header("content-security-policy", POLICY)
        .with_header("x-content-type-options", "nosniff")
        .with_header("cache-control", "no-store")
        .with_body(text.as_bytes().to_vec());
    Some(response)
}
