//! What a runner is made with.

use std::time::Duration;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;

use crate::cancel::CancelHandle;
use crate::device::ThisDevice;
use crate::error::Error;
use crate::runner::Runner;

/// The settings of a [`Runner`]. What is not set keeps its default.
///
/// Whatever is set, certificates are verified, redirects are not followed, and no cookie is kept.
#[derive(Debug, Clone)]
#[must_use]
pub struct RunnerBuilder {
    timeout: Duration,
    connect_timeout: Duration,
    max_attempts: u32,
    roots: Vec<Certificate<'static>>,
}

impl RunnerBuilder {
    /// How long an exchange may take, from the name's lookup to the last byte of the body: 30 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take, TLS included: 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// After how many failed exchanges in a row [`Runner::run`] gives up: 5, and at least 1.
    ///
    /// Between them the engine waits for 1, 2, 4… s, or as long as the server says. Polls are not
    /// counted: they never give up. What may not be sent twice is not: the engine asks the server
    /// what has become of a lost answer.
    pub fn max_attempts(mut self, failures: u32) -> Self {
        self.max_attempts = failures.max(1);
        self
    }

    /// Trusts the certificates in this PEM text too, beside Mozilla's: those of a company's own
    /// authority, or of a proxy that looks into TLS.
    ///
    /// # Errors
    /// [`Error::RootCertificate`] where it holds no certificate, or a broken one.
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Self, Error> {
        let before = self.roots.len();
        for item in parse_pem(pem) {
            if let PemItem::Certificate(certificate) = item.map_err(|_| Error::RootCertificate)? {
                self.roots.push(certificate);
            }
        }
        let any = self.roots.len() > before;
        any.then_some(self).ok_or(Error::RootCertificate)
    }

    /// The runner.
    pub fn build(self) -> Runner {
        let roots = if self.roots.is_empty() {
            RootCerts::WebPki
        } else {
            let known = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
            let known = known.map(|root| Certificate::from_der(root));
            known.chain(self.roots).into()
        };
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(self.timeout))
            .timeout_connect(Some(self.connect_timeout))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let connector = DefaultConnector::new();
        Runner {
            device: ureq::Agent::with_parts(config.clone(), connector, ThisDevice),
            agent: config.new_agent(),
            max_attempts: self.max_attempts,
            cancel: CancelHandle::new(),
        }
    }
}

impl Default for RunnerBuilder {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_attempts: 5,
            roots: Vec::new(),
        }
    }
}
