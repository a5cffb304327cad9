//! What holds for every request: who may ask, and what the browser is told about the pages.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::app::Shared;
use crate::error::RequestError;

/// Nothing inline, nothing from elsewhere; the QR code is a `data:` URL.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A year (RFC 6797 section 6.1.1).
const HSTS: &str = "max-age=31536000";

/// Refuses requests that other sites made a browser send, or that came by another name: one that
/// somebody made resolve to this machine would be another site with our pages in it.
pub(crate) async fn same_origin(
    State(app): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_ours(&app.origin, request.headers(), is_read) {
        next.run(request).await
    } else {
        RequestError::Forbidden.into_response()
    }
}

fn is_ours(origin: &str, headers: &HeaderMap, is_read: bool) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = origin.split_once("://").map(|(_, host)| host);
    let is_site = |site| matches!(site, "same-origin" | "none");
    text(HOST) == host
        && (is_read
            || text(ORIGIN).is_none_or(|from| from == origin)
                && text(HeaderName::from_static("sec-fetch-site")).is_none_or(is_site))
}

/// The headers that every response has.
pub(crate) async fn headers(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // a code in the address of a page stays there, but a form says where it comes from
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

/// Marks the response of a sign-out: its cookie is to go.
#[derive(Clone)]
pub(crate) struct SignedOut;

/// A request that was under way when the session got a new id finds none. Its answer must not take
/// away the cookie that the browser has by now.
pub(crate) async fn keep_cookie(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let removes = |value: &HeaderValue| {
        let text = value.to_str().unwrap_or_default();
        text.contains("Max-Age=0")
    };
    let is_removal = response.headers().get(SET_COOKIE).is_some_and(removes);
    if is_removal && response.extensions().get::<SignedOut>().is_none() {
        response.headers_mut().remove(SET_COOKIE);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "http://127.0.0.1:8080";

    fn passes(headers: &[(&'static str, &'static str)], is_read: bool) -> bool {
        let pair = |&(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        is_ours(OURS, &headers.iter().map(pair).collect(), is_read)
    }

    #[test]
    fn another_name_for_this_machine_is_another_site() {
        assert!(passes(&[("host", "127.0.0.1:8080")], true));
        assert!(!passes(&[("host", "evil.example:8080")], true));
        assert!(!passes(&[], true));
    }

    #[test]
    fn other_sites_may_link_here_and_not_send_forms() {
        let host = ("host", "127.0.0.1:8080");
        let from = |name, value| [host, (name, value)];
        assert!(passes(&from("sec-fetch-site", "cross-site"), true));
        assert!(!passes(&from("sec-fetch-site", "cross-site"), false));
        assert!(!passes(&from("sec-fetch-site", "same-site"), false));
        assert!(!passes(&from("origin", "http://evil.example"), false));
        assert!(!passes(&from("origin", "null"), false));
        assert!(passes(&from("origin", OURS), false));
        assert!(passes(&[host], false));
    }
}
