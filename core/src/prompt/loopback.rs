//! Where Okta Verify may be listening on the device at hand.
//!
//! The server names the addresses, and a request there carries nothing of the flow. Still they are
//! held to this machine: `localhost`, 127.0.0.0/8 and `[::1]` over http, and over https the one
//! domain that Okta keeps for this, `*.authenticatorlocalprod.com`, whose names lead to 127.0.0.1.
//! Ports below 1024 belong to the system, and more than a handful would be a scan.

use std::collections::BTreeSet;
use std::time::Duration;

use url::{Host, Url};

use super::diagnostics::Diagnostics;
use crate::secret::Secret;
use crate::wire::json::Json;

/// A challenge to be handed to Okta Verify over loopback HTTP.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loopback {
    /// The challenge itself, a signed token.
    pub(crate) request: Secret,
    /// Where to look, in this order.
    pub(crate) addresses: Vec<LoopbackAddress>,
    probe_timeout: Duration,
}

/// A scheme, a host and a port of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoopbackAddress {
    origin: String,
    pub(crate) port: u16,
}

/// The only domain beside loopback itself.
const OKTA_LOOPBACK_DOMAIN: &str = ".authenticatorlocalprod.com";
/// Real challenges name four ports.
const MAX_PORTS: usize = 16;
const MIN_PORT: u16 = 1024;

/// How long a probe may take where the server does not say, and at least and at most. A port where
/// nobody listens says so at once; one where somebody does may have a handshake before its answer.
const DEFAULT_PROBE_TIMEOUT: Duration = Duration::from_secs(1);
const MIN_PROBE_TIMEOUT: Duration = Duration::from_millis(100);
const MIN_TLS_PROBE_TIMEOUT: Duration = Duration::from_secs(1);
const MAX_PROBE_TIMEOUT: Duration = Duration::from_secs(5);

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

    /// How long a probe of this address may take.
    pub(crate) fn probe_timeout(&self, at: &LoopbackAddress) -> Duration {
        match at.origin.starts_with("https:") {
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

/// Each port in the server's order, by https before http.
fn addresses(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Vec<LoopbackAddress> {
    let mut origins = Vec::new();
    for key in ["httpsDomain", "domain"] {
        let Some(domain) = json.str(key) else {
            continue;
        };
        match origin(domain) {
            Some(origin) => origins.push(origin),
            None => diagnostics.note("a device challenge names a host that is not this device"),
        }
    }
    let mut seen = BTreeSet::new();
    let mut addresses = Vec::new();
    for json in json.items("ports") {
        let Some(port) = port(json).filter(|port| *port >= MIN_PORT) else {
            diagnostics.note("a device challenge names a port that is none");
            continue;
        };
        if seen.len() == MAX_PORTS {
            diagnostics.note("a device challenge names too many ports");
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
        Json::Number(number) => number.as_u64()?.try_into().ok(),
        text => text.as_str()?.trim().parse().ok(),
    }
}

/// The scheme and host of a domain that is this device; nothing else can be in it.
fn origin(domain: &str) -> Option<String> {
    let url = Url::parse(domain.trim()).ok()?;
    let is_bare = url.port().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let host = url.host()?;
    let is_here = match (url.scheme(), &host) {
        ("http", Host::Domain(name)) => *name == "localhost",
        ("http", Host::Ipv4(address)) => address.is_loopback(),
        ("http", Host::Ipv6(address)) => address.is_loopback(),
        ("https", Host::Domain(name)) => name.ends_with(OKTA_LOOPBACK_DOMAIN),
        _ => false,
    };
    (is_bare && is_here).then(|| format!("{}://{host}", url.scheme()))
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
        let read = Loopback::read(&parse(&text).unwrap(), &mut diagnostics);
        (read, diagnostics.into_lines())
    }

    fn urls(change: Value) -> Vec<String> {
        let addresses = read(change).0.addresses;
        addresses.iter().map(|one| one.url("probe")).collect()
    }

    #[test]
    fn each_port_in_order_and_https_first() {
        let plain = ["http://localhost:2000/probe", "http://localhost:6511/probe"];
        assert_eq!(urls(json!({})), plain);
        let own = "https://00o1.authenticatorlocalprod.com";
        let both = urls(json!({"httpsDomain": own, "ports": ["6511"]}));
        assert_eq!(
            both,
            [&format!("{own}:6511/probe"), "http://localhost:6511/probe"]
        );
    }

    #[test]
    fn only_this_device_is_asked() {
        for here in ["http://localhost", "http://127.0.0.1/", "http://[::1]"] {
            assert_eq!(urls(json!({"domain": here})).len(), 2, "{here}");
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
            let (loopback, odd) = read(json!({"domain": foreign}));
            assert_eq!(loopback.addresses, [], "{foreign}");
            assert_eq!(odd.len(), 1, "{foreign}");
        }
    }

    #[test]
    fn ports_are_few_and_not_the_systems() {
        let odd = json!({"ports": [80, "443", 70_000, -1, "x", null, {}, "1024", 1024, "65535"]});
        assert_eq!(
            urls(odd),
            [
                "http://localhost:1024/probe",
                "http://localhost:65535/probe"
            ]
        );
        let many: Vec<_> = (2000..9000).collect();
        let (loopback, odd) = read(json!({"ports": many}));
        assert_eq!((loopback.addresses.len(), odd.len()), (MAX_PORTS, 1));
    }

    #[test]
    fn a_probe_is_short() {
        let probe_timeout = |millis: Value| {
            let (loopback, _) = read(json!({"probeTimeoutMillis": millis}));
            loopback.probe_timeout(&loopback.addresses[0])
        };
        assert_eq!(probe_timeout(json!(null)), DEFAULT_PROBE_TIMEOUT);
        assert_eq!(probe_timeout(json!(-5)), DEFAULT_PROBE_TIMEOUT);
        assert_eq!(probe_timeout(json!(3000)), Duration::from_secs(3));
        assert_eq!(probe_timeout(json!(1)), MIN_PROBE_TIMEOUT);
        assert_eq!(probe_timeout(json!(86_400_000)), MAX_PROBE_TIMEOUT);
        let own = json!({"probeTimeoutMillis": 10, "httpsDomain": "https://o.authenticatorlocalprod.com"});
        let (loopback, _) = read(own);
        let both = loopback.addresses[..2].iter();
        let both: Vec<_> = both.map(|at| loopback.probe_timeout(at)).collect();
        assert_eq!(both, [MIN_TLS_PROBE_TIMEOUT, MIN_PROBE_TIMEOUT]);
    }

    #[test]
    fn without_a_challenge_nobody_is_asked() {
        assert_eq!(
            urls(json!({"challengeRequest": null})),
            Vec::<String>::new()
        );
    }
}
