//! The addresses at which Okta Verify may listen on this device.
//!
//! The server specifies the addresses, so they are restricted to this device, although the requests
//! contain no secrets of the flow: over http to `localhost`, 127.0.0.0/8 and `[::1]`, and over https
//! to `*.authenticatorlocalprod.com`, Okta's domain that resolves to 127.0.0.1. System ports (below
//! 1024) and more than 16 ports are ignored, so that a server cannot scan the device.

use std::collections::BTreeSet;
use std::time::Duration;

use url::{Host, Url};

use super::diagnostics::Diagnostics;
use crate::secret::Secret;
use crate::wire::json::Json;

/// A challenge that is sent to Okta Verify by HTTP on loopback.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loopback {
    /// The challenge, a signed token.
    pub(crate) request: Secret,
    /// The addresses to probe, in this order.
    pub(crate) addresses: Vec<LoopbackAddress>,
    probe_timeout: Duration,
}

/// The scheme, host and port of a loopback address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoopbackAddress {
    origin: String,
    pub(crate) port: u16,
}

/// Okta's domain for https on loopback.
const OKTA_LOOPBACK_DOMAIN: &str = ".authenticatorlocalprod.com";
/// Real challenges have four ports.
const MAX_PORTS: usize = 16;
const MIN_PORT: u16 = 1024;

/// The timeout of a probe if the server specifies none. A closed port refuses the connection
/// immediately.
const DEFAULT_PROBE_TIMEOUT: Duration = Duration::from_secs(1);
/// The server's timeout is clamped to this range.
const MIN_PROBE_TIMEOUT: Duration = Duration::from_millis(100);
const MAX_PROBE_TIMEOUT: Duration = Duration::from_secs(5);
/// The minimum over https, because of the TLS handshake.
const MIN_TLS_PROBE_TIMEOUT: Duration = Duration::from_secs(1);

impl Loopback {
    pub(crate) fn read(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Self {
        let request = json.text("challengeRequest").map(Secret::from);
        let addresses = match &request {
            Some(_) => addresses(json, diagnostics),
            None => Vec::new(),
        };
        let probe_timeout = json.integer("probeTimeoutMillis");
        let probe_timeout = probe_timeout.and_then(|millis| u64::try_from(millis).ok());
        Self {
            request: request.unwrap_or_default(),
            addresses,
            probe_timeout: probe_timeout
                .filter(|millis| *millis > 0)
                .map_or(DEFAULT_PROBE_TIMEOUT, Duration::from_millis)
                .clamp(MIN_PROBE_TIMEOUT, MAX_PROBE_TIMEOUT),
        }
    }

    /// The timeout of a probe of this address.
    pub(crate) fn probe_timeout(&self, address: &LoopbackAddress) -> Duration {
        match address.origin.starts_with("https:") {
            true => self.probe_timeout.max(MIN_TLS_PROBE_TIMEOUT),
            false => self.probe_timeout,
        }
    }
}

impl LoopbackAddress {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}:{}/{path}", self.origin, self.port)
    }
}

/// The addresses: each port in the server's order, first over https and then over http.
fn addresses(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Vec<LoopbackAddress> {
    let mut origins = Vec::new();
    for key in ["httpsDomain", "domain"] {
        let Some(domain) = json.str(key) else {
            continue;
        };
        match origin(domain) {
            Some(origin) => origins.push(origin),
            None => {
                diagnostics.note("a domain of a device challenge was ignored: it is not loopback")
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut addresses = Vec::new();
    for json in json.items("ports") {
        let Some(port) = port(json).filter(|port| *port >= MIN_PORT) else {
            diagnostics.note("a port of a device challenge was ignored: it is not 1024 to 65535");
            continue;
        };
        if seen.len() == MAX_PORTS {
            diagnostics.note("a device challenge has more than 16 ports: the others were ignored");
            break;
        }
        if seen.insert(port) {
            let origins = origins.iter().cloned();
            addresses.extend(origins.map(|origin| LoopbackAddress { origin, port }));
        }
    }
    addresses
}

fn port(json: &Json<'_>) -> Option<u16> {
    match json {
        Json::Number(number) => number.parse().ok(),
        text => text.as_str()?.trim().parse().ok(),
    }
}

/// The scheme and host of a loopback URL; `None` if it is not loopback, or has any other part.
fn origin(domain: &str) -> Option<String> {
    let url = Url::parse(domain.trim()).ok()?;
    let is_bare = url.port().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let host = url.host()?;
    let is_loopback = match (url.scheme(), &host) {
        ("http", Host::Domain(name)) => *name == "localhost",
        ("http", Host::Ipv4(address)) => address.is_loopback(),
        ("http", Host::Ipv6(address)) => address.is_loopback(),
        ("https", Host::Domain(name)) => name.ends_with(OKTA_LOOPBACK_DOMAIN),
        _ => false,
    };
    (is_bare && is_loopback).then(|| format!("{}://{host}", url.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;
    use serde_json::{Value, json};

    fn read(change: Value) -> (Loopback, Vec<String>) {
        let mut challenge = json!({"challengeRequest": "jwt", "domain": "http://localhost",
            "ports": ["2000", 6511]});
        let change = change.as_object().unwrap().clone();
        challenge.as_object_mut().unwrap().extend(change);
        let text = challenge.to_string();
        let mut diagnostics = Diagnostics::default();
        let loopback = Loopback::read(&parse(&text).unwrap(), &mut diagnostics);
        (loopback, diagnostics.into_lines())
    }

    fn urls(change: Value) -> Vec<String> {
        let addresses = read(change).0.addresses;
        addresses
            .iter()
            .map(|address| address.url("probe"))
            .collect()
    }

    #[test]
    fn each_port_is_probed_over_https_first() {
        let plain = ["http://localhost:2000/probe", "http://localhost:6511/probe"];
        assert_eq!(urls(json!({})), plain);
        let https = "https://00o1.authenticatorlocalprod.com";
        let both = urls(json!({"httpsDomain": https, "ports": ["6511"]}));
        assert_eq!(
            both,
            [
                &format!("{https}:6511/probe"),
                "http://localhost:6511/probe"
            ]
        );
    }

    #[test]
    fn a_domain_that_is_not_loopback_is_ignored() {
        for loopback in ["http://localhost", "http://127.0.0.1/", "http://[::1]"] {
            assert_eq!(urls(json!({"domain": loopback})).len(), 2, "{loopback}");
        }
        for foreign in [
            "http://evil.example",
            "https://evil.example",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://169.254.169.254",
            "http://[::ffff:10.0.0.1]",
            "http://0.0.0.0",
            "http://00o1.authenticatorlocalprod.com",
            "https://evilauthenticatorlocalprod.com",
            "https://a.authenticatorlocalprod.com.evil.example",
            "http://localhost@evil.example",
            "http://user@localhost",
            "http://localhost:8080",
            "http://localhost/x",
            "http://localhost?x",
            "http://localhost#",
            "file:///",
            "//localhost",
            "",
        ] {
            let (loopback, diagnostics) = read(json!({"domain": foreign}));
            assert_eq!(loopback.addresses, [], "{foreign}");
            assert_eq!(diagnostics.len(), 1, "{foreign}");
        }
    }

    #[test]
    fn invalid_and_excess_ports_are_ignored() {
        let ports = json!({"ports": [80, "443", 1023, "1023", 70_000, -1, 2000.5, "x", null, {}, "1024", 1024,
            "65535"]});
        assert_eq!(
            urls(ports),
            [
                "http://localhost:1024/probe",
                "http://localhost:65535/probe"
            ]
        );
        let many: Vec<_> = (2000..9000).collect();
        let (loopback, diagnostics) = read(json!({"ports": many}));
        assert_eq!(
            (loopback.addresses.len(), diagnostics.len()),
            (MAX_PORTS, 1)
        );
    }

    #[test]
    fn the_timeout_of_a_probe_is_clamped() {
        let probe_timeout = |millis: Value| {
            let (loopback, _) = read(json!({"probeTimeoutMillis": millis}));
            loopback.probe_timeout(&loopback.addresses[0])
        };
        assert_eq!(probe_timeout(json!(null)), DEFAULT_PROBE_TIMEOUT);
        assert_eq!(probe_timeout(json!(-5)), DEFAULT_PROBE_TIMEOUT);
        assert_eq!(probe_timeout(json!(3000)), Duration::from_secs(3));
        assert_eq!(probe_timeout(json!(1)), MIN_PROBE_TIMEOUT);
        assert_eq!(probe_timeout(json!(86_400_000)), MAX_PROBE_TIMEOUT);
        let https = json!({"probeTimeoutMillis": 10, "httpsDomain": "https://o.authenticatorlocalprod.com"});
        let (loopback, _) = read(https);
        let addresses = loopback.addresses[..2].iter();
        let timeouts: Vec<_> = addresses
            .map(|address| loopback.probe_timeout(address))
            .collect();
        assert_eq!(timeouts, [MIN_TLS_PROBE_TIMEOUT, MIN_PROBE_TIMEOUT]);
    }

    #[test]
    fn without_a_challenge_no_address_is_probed() {
        assert_eq!(
            urls(json!({"challengeRequest": null})),
            Vec::<String>::new()
        );
    }
}
