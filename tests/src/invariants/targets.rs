//! `same-origin`: where requests may go.

use std::net::Ipv4Addr;

use idx_flow::{Header, Purpose, Request};
use serde_json::Value;

use super::observation::Observation;

/// `same-origin`: requests go to the issuer's origin only. The exception is the loopback interface
/// of Okta Verify, which receives no secret except the challenge.
pub(super) fn same_origin(request: &Request, observed: &Observation<'_>) {
    let issuer = observed.issuer.trim_end_matches('/');
    let origin: String = issuer.split_inclusive('/').take(3).collect();
    let is_allowed = is_allowed_target(request, origin.trim_end_matches('/'));
    assert!(is_allowed, "same-origin: {request:?}");
    if request.is_loopback() {
        let sent = format!("{} {}", request.url, request.body.expose());
        let name = "same-origin: a request to the device";
        let secrets = observed.secrets;
        secrets.assert_absent_except(name, &sent, "challengeRequest");
    }
}

/// Whether a request goes to the issuer's origin, or to this device and contains only the challenge.
pub fn is_allowed_target(request: &Request, origin: &str) -> bool {
    if !request.is_loopback() {
        let path = request.url.strip_prefix(origin);
        return path.is_some_and(|path| path.starts_with('/'));
    }
    let parts = request.url.rsplit_once('/');
    let parts = parts.and_then(|(base, path)| Some((base.rsplit_once(':')?, path)));
    let Some(((loopback_origin, port), path)) = parts else {
        return false;
    };
    let is_type = |header: &Header| header.name == "Content-Type";
    let body: Value = serde_json::from_str(request.body.expose()).unwrap_or_default();
    let members = body.as_object().map(|body| body.keys().collect::<Vec<_>>());
    let is_minimal = match (path, request.purpose) {
        ("probe", Purpose::Probe) => request.body.is_empty() && request.headers.is_empty(),
        ("challenge", Purpose::Challenge) => members.is_some_and(|it| it == ["challengeRequest"]),
        _ => false,
    };
    is_loopback_origin(loopback_origin)
        && is_minimal
        && request.headers.iter().all(is_type)
        && port.parse().is_ok_and(|port: u16| port >= 1024)
}

fn is_loopback_origin(origin: &str) -> bool {
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    match origin.split_once("://") {
        Some(("http", "localhost" | "[::1]")) => true,
        Some(("http", host)) => host.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback()),
        Some(("https", host)) => {
            host.bytes().all(is_name_byte) && host.ends_with(".authenticatorlocalprod.com")
        }
        _ => false,
    }
}
