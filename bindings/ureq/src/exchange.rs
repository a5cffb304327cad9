//! One HTTP exchange over ureq.

use std::io::Read as _;
use std::net::IpAddr;

use idx_flow::{MAX_BODY, Request, Response};
use ureq::http::{self, HeaderMap, HeaderValue, Uri, header};

use crate::error::TransportError;

/// The number of body bytes to read: one more than the engine accepts, so that it can reject a body
/// that is too long.
const MAX_READ: u64 = MAX_BODY as u64 + 1;

pub(crate) fn send(agent: &ureq::Agent, request: &Request) -> Result<Response, TransportError> {
    let uri: Uri = request
        .url
        .parse()
        .map_err(|_| TransportError::InvalidRequest)?;
    let is_loopback = is_loopback(&uri);
    if uri.scheme_str() != Some("https") && !(uri.scheme_str() == Some("http") && is_loopback) {
        return Err(TransportError::InsecureUrl);
    }
    let mut settings = agent.configure_request(to_http(request, uri)?);
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
    Ok(Response {
        status: parts.status.as_u16(),
        headers: header_pairs(&parts.headers),
        body: bytes,
    })
}

fn to_http(request: &Request, uri: Uri) -> Result<http::Request<&[u8]>, TransportError> {
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(uri);
    for header in &request.headers {
        let value = HeaderValue::from_str(&header.value);
        let mut value = value.map_err(|_| TransportError::InvalidRequest)?;
        value.set_sensitive(header.name.eq_ignore_ascii_case(header::COOKIE.as_str()));
        builder = builder.header(header.name.as_str(), value);
    }
    let body = request.body.expose().as_bytes();
    builder
        .body(body)
        .map_err(|_| TransportError::InvalidRequest)
}

fn header_pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

/// The loopback hosts that an issuer may have: `localhost`, 127.0.0.0/8 and `[::1]`.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<IpAddr> = bare.parse().ok();
    host.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback())
}
