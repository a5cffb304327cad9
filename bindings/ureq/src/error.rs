//! Errors. Their texts and `Debug` output contain no query, body or header.

use std::io;

use idx_flow::{AnswerError, ConfigError, Failure, RedirectError};
use thiserror::Error;

/// The reason why a run ended without tokens. After every error except [`Failed`](Self::Failed), the
/// flow can continue: run it again, or save its snapshot.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// The server could not be reached or did not send a usable response, and the runner gave up.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The flow ended without tokens. Start a new flow.
    #[error(transparent)]
    Failed(Box<Failure>),
    /// The configuration or the stored tokens cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An answer does not fit the prompt.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The URL with which the browser returned cannot be used.
    #[error(transparent)]
    Redirect(#[from] RedirectError),
    /// The user or another thread canceled the run.
    #[error("the run was canceled")]
    Canceled,
    /// The operating system provided no random bytes.
    #[error("the operating system provided no random bytes")]
    Entropy,
    /// The PEM text for [`root_certificates`](crate::RunnerBuilder::root_certificates) contains no
    /// certificate, or an invalid one.
    #[error("the PEM text contains no valid root certificate")]
    RootCertificate,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

/// The reason why an HTTP exchange did not complete. Unless stated otherwise, the server may have
/// processed the request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The URL is neither https nor http on loopback. Nothing was sent.
    #[error("the URL is neither https nor http on loopback")]
    InsecureUrl,
    /// The request is not valid HTTP. Nothing was sent.
    #[error("the request is not valid HTTP")]
    InvalidRequest,
    /// The host name could not be resolved.
    #[error("the host was not found")]
    HostNotFound,
    /// The connection could not be established, or it broke.
    #[error("the connection failed: {0}")]
    Connection(io::ErrorKind),
    /// The server's certificate is not trusted, or the TLS handshake failed.
    #[error("the TLS connection failed: {0}")]
    Tls(String),
    /// The proxy refused the connection, or its URL is invalid.
    #[error("the proxy connection failed")]
    Proxy,
    /// The server did not respond in time.
    #[error("the server did not respond in time")]
    Timeout,
    /// The response is not valid HTTP.
    #[error("the response is not valid HTTP")]
    Protocol,
    /// The server, or an intermediary, sent a response that the flow cannot use. The server is down
    /// or overloaded.
    #[error("the server is not available (HTTP status {status})")]
    Unavailable {
        /// The status of the response.
        status: u16,
        /// Its `x-okta-request-id`, for Okta's support.
        okta_request_id: Option<String>,
    },
}

impl TransportError {
    /// Whether a retry would fail in the same way.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::InsecureUrl | Self::InvalidRequest | Self::Tls(_)
        )
    }
}

/// Drops ureq's own texts, which may contain the URL.
impl From<ureq::Error> for TransportError {
    fn from(error: ureq::Error) -> Self {
        use ureq::Error;
        match error {
            Error::Http(_) | Error::BadUri(_) => Self::InvalidRequest,
            Error::RequireHttpsOnly(_) => Self::InsecureUrl,
            Error::HostNotFound => Self::HostNotFound,
            Error::Timeout(_) => Self::Timeout,
            Error::Io(error) => from_io(&error),
            Error::ConnectionFailed => Self::Connection(io::ErrorKind::NotConnected),
            Error::Tls(text) => Self::Tls(text.to_owned()),
            Error::Rustls(error) => Self::Tls(error.to_string()),
            Error::TlsRequired => Self::Tls("TLS is not available".to_owned()),
            Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => Self::Proxy,
            _ => Self::Protocol,
        }
    }
}

/// rustls reports certificate errors as `InvalidData`.
fn from_io(error: &io::Error) -> TransportError {
    match (error.kind(), error.get_ref()) {
        (io::ErrorKind::InvalidData, Some(inner)) => TransportError::Tls(inner.to_string()),
        (io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock, _) => TransportError::Timeout,
        (kind, _) => TransportError::Connection(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_do_not_contain_the_url() {
        let secret = "https://id.acme.example/x?token=canary".to_owned();
        for error in [
            ureq::Error::BadUri(secret.clone()),
            ureq::Error::RequireHttpsOnly(secret.clone()),
            ureq::Error::ConnectProxyFailed(secret),
        ] {
            let error = Error::from(TransportError::from(error));
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
    }

    #[test]
    fn only_errors_that_a_retry_cannot_fix_are_permanent() {
        assert!(TransportError::InsecureUrl.is_permanent());
        assert!(!TransportError::Timeout.is_permanent());
        let unavailable = TransportError::Unavailable {
            status: 503,
            okta_request_id: None,
        };
        assert!(!unavailable.is_permanent());
    }
}
