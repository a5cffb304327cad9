//! Middleware for all requests: rejects requests of other sites, and sets security headers.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::app::SharedApp;
use crate::error::RequestError;

/// Allows only resources of this origin, nothing inline, and the QR code's `data:` URL.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// One year (RFC 6797 section 6.1.1).
const HSTS: &str = "max-age=31536000";

/// Rejects cross-site requests, and requests with another `Host` (DNS rebinding).
pub(crate) async fn require_same_origin(
    State(app): State<SharedApp>,
    request: Request,
    next: Next,
) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_allowed(&app.origin, request.headers(), is_read) {
        next.run(request).await
    } else {
        RequestError::Forbidden.into_response()
    }
}

fn is_allowed(origin: &str, headers: &HeaderMap, is_read: bool) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = origin.split_once("://").map(|(_, host)| host);
    let is_same_origin = |site| matches!(site, "same-origin" | "none");
    text(HOST) == host
        && (is_read
            || text(ORIGIN).is_none_or(|from| from == origin)
                && text(HeaderName::from_static("sec-fetch-site")).is_none_or(is_same_origin))
}

/// Sets the headers of every response.
pub(crate) async fn set_headers(
    State(app): State<SharedApp>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // the URL of the callback contains a code; only this origin may see it
    set(REFERRER_POLICY, "same-origin");
    set(CACHE_CONTROL, "no-store");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if app.is_https() {
        set(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

/// Marks the response to a sign-out, which removes the cookie.
#[derive(Clone)]
pub(crate) struct SignedOut;

/// Keeps the cookie of a session whose id has changed. A request that started with the old id finds
/// no session. Its response must not remove the cookie with the new id.
pub(crate) async fn keep_cookie(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let cookie = response.headers().get(SET_COOKIE);
    let cookie = cookie.and_then(|value| value.to_str().ok());
    let is_removal = cookie.is_some_and(|cookie| cookie.contains("Max-Age=0"));
    if is_removal && response.extensions().get::<SignedOut>().is_none() {
        response.headers_mut().remove(SET_COOKIE);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN_UNDER_TEST: &str = "http://127.0.0.1:8080";

    fn allows(headers: &[(&'static str, &'static str)], is_read: bool) -> bool {
        let pair = |&(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        is_allowed(
            ORIGIN_UNDER_TEST,
            &headers.iter().map(pair).collect(),
            is_read,
        )
    }

    #[test]
    fn a_request_with_another_host_is_rejected() {
        assert!(allows(&[("host", "127.0.0.1:8080")], true));
        assert!(!allows(&[("host", "evil.example:8080")], true));
        assert!(!allows(&[], true));
    }

    #[test]
    fn other_sites_may_link_but_not_submit_forms() {
        let host = ("host", "127.0.0.1:8080");
        let from = |name, value| [host, (name, value)];
        assert!(allows(&from("sec-fetch-site", "cross-site"), true));
        assert!(!allows(&from("sec-fetch-site", "cross-site"), false));
        assert!(!allows(&from("sec-fetch-site", "same-site"), false));
        assert!(!allows(&from("origin", "http://evil.example"), false));
        assert!(!allows(&from("origin", "null"), false));
        assert!(allows(&from("origin", ORIGIN_UNDER_TEST), false));
        assert!(allows(&[host], false));
    }
}
