//! The static files of the web console.

use crate::Response;

/// The content security policy: files of this origin and requests to it, nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                                       img-src 'self'; connect-src 'self'; base-uri 'none'; \
                                       form-action 'none'; frame-ancestors 'none'";

macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("console/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "index.html" "icon.svg" "console.css" "console.js" "api.js" "clock.js" "connections.js" "dom.js"
    "factors.js" "faults.js" "flows.js" "inbox.js" "log.js" "messages.js" "phone.js" "picture.js"
    "policy.js" "time.js" "users.js"
];

/// Returns the console file at a path relative to the control API.
pub(super) fn file(path: &str) -> Option<Response> {
    let name = match path {
        "" | "/" => "index.html",
        _ => path.strip_prefix("/console/")?,
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
        .with_header("content-security-policy", CONTENT_SECURITY_POLICY)
        .with_header("x-content-type-options", "nosniff")
        .with_header("cache-control", "no-store")
        .with_body(text.as_bytes().to_vec());
    Some(response)
}
