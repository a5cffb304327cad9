//! The settings of a runner.

use std::time::Duration;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;

use crate::cancel::CancelHandle;
use crate::error::Error;
use crate::loopback::LoopbackResolver;
use crate::runner::Runner;

/// Builds a [`Runner`] with custom settings.
///
/// No setting changes that certificates are verified, redirects are not followed and cookies are not
/// stored.
#[derive(Debug, Clone)]
#[must_use]
pub struct RunnerBuilder {
    timeout: Duration,
    connect_timeout: Duration,
    max_idle: Duration,
    max_attempts: u32,
    min_retry_delay: Duration,
    roots: Vec<Certificate<'static>>,
    agent: Option<ureq::Agent>,
}

impl RunnerBuilder {
    /// Sets the timeout for a whole HTTP exchange, from the DNS lookup to the last byte of the body.
    /// Default: 30 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the timeout for establishing a connection, including TLS. Default: 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the longest time that a connection may be idle and still be used again. Default: 5 s. A
    /// server may close an idle connection without notice, and then a request on it is lost.
    pub fn max_idle(mut self, duration: Duration) -> Self {
        self.max_idle = duration;
        self
    }

    /// Sets the number of consecutive failed exchanges after which [`Runner::run`] gives up.
    /// Default: 5; minimum: 1.
    ///
    /// Between attempts the engine waits 1, 2, 4… s, or as long as the server requests. Polls are not
    /// counted: they are retried until the transaction expires. A submission is never sent twice: if
    /// its response is lost, the engine asks the server for the current step. Answers that are lost in
    /// a row are counted, even if the requests for the current step between them succeed.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the shortest delay before a failed request is sent again, if the engine's delay of 1, 2,
    /// 4… s is shorter. Default: 0.
    pub fn min_retry_delay(mut self, delay: Duration) -> Self {
        self.min_retry_delay = delay;
        self
    }

    /// Uses this agent for requests to the issuer, for example one with a client certificate or a
    /// connector of your own. Its timeouts, proxy and root certificates replace those of this builder.
    /// Redirects are still not followed, and an agent that stores cookies must not be used.
    pub fn agent(mut self, agent: ureq::Agent) -> Self {
        self.agent = Some(agent);
        self
    }

    /// Trusts the root certificates in this PEM text in addition to Mozilla's, for example those of
    /// an internal certificate authority or a TLS-inspecting proxy.
    ///
    /// # Errors
    /// [`Error::RootCertificate`] if the text contains no certificate, or an invalid one.
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Self, Error> {
        let before = self.roots.len();
        for item in parse_pem(pem) {
            if let PemItem::Certificate(certificate) = item.map_err(|_| Error::RootCertificate)? {
                self.roots.push(certificate);
            }
        }
        let has_new = self.roots.len() > before;
        has_new.then_some(self).ok_or(Error::RootCertificate)
    }

    /// Builds the runner.
    pub fn build(self) -> Runner {
        let roots = if self.roots.is_empty() {
            RootCerts::WebPki
        } else {
            let mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
            let mozilla = mozilla.map(|root| Certificate::from_der(root));
            mozilla.chain(self.roots).into()
        };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(self.timeout))
            .timeout_connect(Some(self.connect_timeout))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let connector = DefaultConnector::new();
        Runner {
            loopback_agent: ureq::Agent::with_parts(config.clone(), connector, LoopbackResolver),
            agent: self.agent.unwrap_or_else(|| config.new_agent()),
            max_idle: self.max_idle,
            max_attempts: self.max_attempts,
            min_retry_delay: self.min_retry_delay,
            cancel: CancelHandle::new(),
        }
    }
}

impl Default for RunnerBuilder {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_idle: Duration::from_secs(5),
            max_attempts: 5,
            min_retry_delay: Duration::ZERO,
            roots: Vec::new(),
            agent: None,
        }
    }
}

impl Runner {
    /// Creates a runner with the default settings. The proxy is taken from the environment
    /// (`HTTPS_PROXY`, `NO_PROXY` and related variables); requests to loopback bypass it.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Returns a builder with the default settings.
    pub fn builder() -> RunnerBuilder {
        RunnerBuilder::default()
    }
}

impl Default for Runner {
    fn default() -> Self {
        Self::new()
    }
}
