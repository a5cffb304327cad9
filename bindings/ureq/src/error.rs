//! What can go wrong. Texts and `Debug` hold no query, no body and no header.

use std::io;

use idx_flow::{Failure, InputError};
use thiserror::Error;

/// Why a run has ended without tokens. After all but [`Failed`](Self::Failed) the flow is whole:
/// run it again, or save its snapshot.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// The server could not be reached, or not be understood, and the runner has given up.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The flow has ended without tokens. Start a new one.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The UI's answer does not fit, and the UI did not want to be asked again.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The user or another thread ended the run.
    #[error("the run was canceled")]
    Canceled,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Entropy,
    /// A text that was to hold root certificates holds none, or a broken one.
    #[error("there is no root certificate in the PEM text")]
    RootCertificate,
}

/// Why an exchange did not complete. Whether the server acted is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The address is neither https, nor http on loopback; nothing was sent.
    #[error("the address is neither https nor http on loopback")]
    Insecure,
    /// The request is none that HTTP knows; nothing was sent.
    #[error("the request cannot be sent over HTTP")]
    Request,
    /// No address is known for the host.
    #[error("the host was not found")]
    HostNotFound,
    /// No connection, or a broken one.
    #[error("the connection failed: {0}")]
    Connection(io::ErrorKind),
    /// The server's certificate does not hold, or the two sides found no common TLS.
    #[error("the connection is not secure: {0}")]
    Tls(String),
    /// The proxy refused, or its address is none.
    #[error("the proxy did not connect")]
    Proxy,
    /// The server did not answer in time.
    #[error("the server did not answer in time")]
    Timeout,
    /// What came back is not HTTP.
    #[error("the answer is not HTTP")]
    Protocol,
    /// An answer came, but none that the flow could go on with: the server is down or overloaded,
    /// or something between answered in its stead.
    #[error("the server is not available (HTTP status {0})")]
    Unavailable(u16),
}

impl TransportError {
    /// Whether trying again is of no use: the same request will fail in the same way.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Insecure | Self::Request | Self::Tls(_))
    }
}

/// ureq's own texts may hold the URL: they stay behind.
impl From<ureq::Error> for TransportError {
    fn from(error: ureq::Error) -> Self {
        use ureq::Error;
        match error {
            Error::Http(_) | Error::BadUri(_) => Self::Request,
            Error::RequireHttpsOnly(_) => Self::Insecure,
            Error::HostNotFound => Self::HostNotFound,
            Error::Timeout(_) => Self::Timeout,
            Error::Io(error) => from_io(&error),
            Error::ConnectionFailed => Self::Connection(io::ErrorKind::NotConnected),
            Error::Tls(text) => Self::Tls(text.to_owned()),
            Error::Rustls(error) => Self::Tls(error.to_string()),
            Error::TlsRequired => Self::Tls("no TLS".to_owned()),
            Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => Self::Proxy,
            _ => Self::Protocol,
        }
    }
}

/// rustls tells what is wrong with a certificate by way of `InvalidData`.
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
    fn no_address_shows() {
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
    fn only_what_cannot_change_is_permanent() {
        assert!(TransportError::Insecure.is_permanent());
        assert!(!TransportError::Timeout.is_permanent());
        assert!(!TransportError::Unavailable(503).is_permanent());
    }
}
