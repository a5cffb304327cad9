//! This machine, whatever a name says: where Okta Verify listens.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Asks no name server. Okta's domain for this purpose leads here as well, and its certificate is
/// checked as always.
#[derive(Debug)]
pub(crate) struct ThisDevice;

impl Resolver for ThisDevice {
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
