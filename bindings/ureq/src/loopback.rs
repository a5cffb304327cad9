//! Name resolution for requests to Okta Verify on this device.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Resolves every host name to loopback without DNS, including Okta's domain for loopback requests.
/// TLS still verifies the certificate for the original name.
#[derive(Debug)]
pub(crate) struct LoopbackResolver;

impl Resolver for LoopbackResolver {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let port = uri.port_u16().ok_or(Error::HostNotFound)?;
        let host = uri.host().unwrap_or_default();
        let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        let address = address.unwrap_or(Ipv4Addr::LOCALHOST.into());
        if !address.is_loopback() {
            return Err(Error::HostNotFound);
        }
        let mut addresses = self.empty();
        addresses.push(SocketAddr::new(address, port));
        Ok(addresses)
    }
}
