//! One HTTP exchange over ureq.

use std::io::Read as _;
use std::net::IpAddr;

use idx_flow::{MAX_BODY, Request, Response};
use ureq::http::{self, HeaderMap, HeaderValue, Uri, header};

use crate::error::TransportError;

/// What is read of a body: the engine refuses what is longer, and so has to see that it is.
const READ_AT_MOST: u64 = MAX_BODY as u64 + 1;

pub(crate) fn carry_out(
    agent: &ureq::Agent,
    request: &Request,
) -> Result<Response, TransportError> {
    let uri: Uri = request.url.parse().map_err(|_| TransportError::Request)?;
    let is_loopback = is_loopback(&uri);
    if uri.scheme_str() != Some("https") && !(uri.scheme_str() == Some("http") && is_loopback) {
        return Err(TransportError::Insecure);
    }
    let mut settings = agent.configure_request(build(request, uri)?);
    if is_loopback || request.is_loopback() {
        // what is said on this machine does not go to a proxy
        settings = settings.proxy(None);
    }
    if request.timeout.is_some() {
        settings = settings.timeout_global(request.timeout);
    }
    let response = agent.run(settings.build());
    let (parts, body) = response?.into_parts();
    let mut bytes = Vec::new();
    body.into_reader()
        .take(READ_AT_MOST)
        .read_to_end(&mut bytes)
        .map_err(ureq::Error::from)?;
    Ok(Response {
        status: parts.status.as_u16(),
        headers: texts(&parts.headers),
        body: bytes,
    })
}

fn build(request: &Request, uri: Uri) -> Result<http::Request<&[u8]>, TransportError> {
    let mut built = http::Request::builder()
        .method(request.method.as_str())
        .uri(uri);
    for one in &request.headers {
        let mut value = HeaderValue::from_str(&one.value).map_err(|_| TransportError::Request)?;
        value.set_sensitive(one.name.eq_ignore_ascii_case(header::COOKIE.as_str()));
        built = built.header(one.name.as_str(), value);
    }
    let body = request.body.expose().as_bytes();
    built.body(body).map_err(|_| TransportError::Request)
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

/// The same loopback as an issuer's may be: `localhost`, 127.0.0.0/8, `[::1]`.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<IpAddr> = bare.parse().ok();
    host.eq_ignore_ascii_case("localhost") || address.is_some_and(|one| one.is_loopback())
}
