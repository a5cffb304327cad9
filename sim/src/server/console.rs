//! The console: a page on which a person plays the phone, reads the inbox and makes the weather.

use crate::Response;

/// The page's own files and the control API, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("console/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "index.html" "icon.svg" "console.css" "console.js" "api.js" "clock.js" "dom.js" "factors.js"
    "faults.js" "flows.js" "inbox.js" "log.js" "phone.js" "picture.js" "policy.js" "messages.js" "time.js"
    "users.js"
];

/// The file at a path below the control API's address, where there is one.
pub(super) fn file(route: &str) -> Option<Response> {
    let name = match route {
        "" | "/" => "index.html",
        _ => route.strip_prefix("/console/")?,
    };
    let (name, text) = FILES.iter().find(|(known, _)| *known == name)?;
    let media_type = match name.rsplit_once('.') {
        Some((_, "html")) => "text/html;charset=utf-8",
        Some((_, "css")) => "text/css;charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/javascript;charset=utf-8",
    };
    let response = Response::empty(200)
        .with_header("content-type", media_type)
        .with_header("content-security-policy", POLICY)
        .with_header("x-content-type-options", "nosniff")
        .with_header("cache-control", "no-store")
        .with_body(text.as_bytes().to_vec());
    Some(response)
}
