//! One HTTP exchange over ureq.

use std::io::Read as _;
use std::net::IpAddr;
use std::time::Duration;

use idx_flow::{Header, MAX_BODY, Request, Response};
use ureq::http::{self, HeaderMap, HeaderValue, Uri};

use crate::error::TransportError;

/// The number of body bytes to read: one more than the engine accepts, so that it can reject a body
/// that is too long.
const MAX_READ: u64 = MAX_BODY as u64 + 1;

/// Sends a request. A connection that has been idle for `max_idle` is not used again: the server may
/// have closed it, and then the request would be lost.
pub(crate) fn send(
    agent: &ureq::Agent,
    request: &Request,
    max_idle: Duration,
) -> Result<Response, TransportError> {
    let uri: Uri = request
        .url
        .parse()
        .map_err(|_| TransportError::InvalidRequest)?;
    let is_loopback = is_loopback(&uri);
    if uri.scheme_str() != Some("https") && !(uri.scheme_str() == Some("http") && is_loopback) {
        return Err(TransportError::InsecureUrl);
    }
    let settings = agent.configure_request(to_http(request, uri)?);
    let mut settings = settings
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .max_idle_age(max_idle);
    if is_loopback || request.is_loopback() {
        settings = settings.proxy(None);
    }
    if request.timeout.is_some() {
        settings = settings.timeout_global(request.timeout);
    }
    let response = agent.run(settings.build());
    let (parts, body) = response?.into_parts();
    let mut bytes = Vec::new();
    body.into_reader()
        .take(MAX_READ)
        .read_to_end(&mut bytes)
        .map_err(ureq::Error::from)?;
    let status = parts.status.as_u16();
    Ok(Response::new(status, to_headers(&parts.headers), bytes))
}

fn to_http(request: &Request, uri: Uri) -> Result<http::Request<&[u8]>, TransportError> {
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(uri);
    for header in &request.headers {
        let value = HeaderValue::from_str(&header.value);
        let mut value = value.map_err(|_| TransportError::InvalidRequest)?;
        value.set_sensitive(true);
        builder = builder.header(header.name.as_str(), value);
    }
    let body = request.body.expose().as_bytes();
    builder
        .body(body)
        .map_err(|_| TransportError::InvalidRequest)
}

fn to_headers(headers: &HeaderMap) -> impl Iterator<Item = Header> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = headers.iter();
    headers.map(move |(name, value)| Header::new(name.as_str(), text(value)))
}

/// The loopback hosts that an issuer may have: `localhost`, 127.0.0.0/8 and `[::1]`.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<IpAddr> = bare.parse().ok();
    host.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback())
}
