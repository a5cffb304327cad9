//! HTTP requests and responses as values.

use std::time::Duration;

use idx_flow::{Header, Request, Response, Secret};

use crate::custom::RedactedUrl;

/// An HTTP request to send once. Do not follow redirects and do not store cookies.
#[derive(uniffi::Record)]
pub struct TransportRequest {
    /// The request's ID. Pass it with the response or the failure.
    pub id: i64,
    /// The purpose of the request.
    pub purpose: Purpose,
    /// The HTTP method: `POST`, unless the server's form specifies another one; `GET` for a probe.
    pub method: String,
    /// The absolute URL: on the issuer's origin, or on this device for a probe or a challenge.
    pub url: RedactedUrl,
    /// The headers, ready to send.
    pub headers: Vec<HttpHeader>,
    /// The body. Send it as UTF-8.
    pub body: Secret,
    /// Whether the request runs in the background (a poll, a probe or a challenge). Leave the screen
    /// unchanged while it is in progress.
    pub is_background: bool,
    /// Whether an HTTP stack may send the request again by itself. If not, do not send it on a
    /// connection that has been idle for more than 5 seconds: the server may have closed it.
    pub is_idempotent: bool,
    /// The timeout for the whole HTTP exchange, including DNS and TLS. It replaces the transport's own
    /// timeout; report a failure when it expires. If not set, use the transport's own timeout.
    #[uniffi(default = None)]
    pub timeout: Option<Duration>,
}

/// The purpose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Purpose {
    /// Requests an interaction handle.
    Interact,
    /// Asks the server for the current step of the transaction.
    Introspect,
    /// Asks whether a pending step has completed, such as a push notification.
    Poll,
    /// Submits an answer.
    Submit,
    /// Exchanges the interaction code for tokens.
    Exchange,
    /// Checks whether Okta Verify listens on this device (FastPass). Send it to a loopback address
    /// only, even if the host name resolves to another one, and without a proxy.
    Probe,
    /// Sends the challenge to Okta Verify on this device, with the same rules as a probe. Okta Verify
    /// may ask the user before it responds.
    Challenge,
    /// Exchanges a refresh token for new tokens.
    Refresh,
    /// Revokes a token.
    Revoke,
    /// Another purpose. Send the request like any other.
    Other,
}

/// An HTTP header. Its value is redacted when printed, because it may be a cookie.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpHeader {
    /// The name, not case-sensitive.
    pub name: String,
    /// The value.
    pub value: Secret,
}

/// An HTTP response.
#[derive(uniffi::Record)]
pub struct TransportResponse {
    /// The status code.
    pub status: i32,
    /// The headers, in any order.
    pub headers: Vec<HttpHeader>,
    /// The body, decoded as UTF-8 with invalid bytes replaced by U+FFFD. A body longer than 1 MiB
    /// (1,048,576 bytes) is rejected, so a transport may stop reading after one more byte.
    pub body: Secret,
}

impl From<Request> for TransportRequest {
    fn from(request: Request) -> Self {
        let is_idempotent = request.is_idempotent();
        Self {
            id: request.id.0.cast_signed(),
            purpose: request.purpose.into(),
            method: request.method,
            url: RedactedUrl(request.url),
            headers: request.headers.into_iter().map(HttpHeader::from).collect(),
            body: request.body,
            is_background: request.is_background,
            is_idempotent,
            timeout: request.timeout,
        }
    }
}

impl From<idx_flow::Purpose> for Purpose {
    fn from(purpose: idx_flow::Purpose) -> Self {
        match purpose {
            idx_flow::Purpose::Interact => Self::Interact,
            idx_flow::Purpose::Introspect => Self::Introspect,
            idx_flow::Purpose::Poll => Self::Poll,
            idx_flow::Purpose::Submit => Self::Submit,
            idx_flow::Purpose::Exchange => Self::Exchange,
            idx_flow::Purpose::Probe => Self::Probe,
            idx_flow::Purpose::Challenge => Self::Challenge,
            idx_flow::Purpose::Refresh => Self::Refresh,
            idx_flow::Purpose::Revoke => Self::Revoke,
            _ => Self::Other,
        }
    }
}

impl From<Header> for HttpHeader {
    fn from(header: Header) -> Self {
        Self {
            name: header.name,
            value: header.value.into(),
        }
    }
}

impl From<TransportResponse> for Response {
    fn from(response: TransportResponse) -> Self {
        let headers = response.headers.into_iter();
        let headers = headers.map(|header| Header::new(header.name, header.value.expose()));
        // a status out of range becomes 0, which is not a usable response
        let status = u16::try_from(response.status).unwrap_or_default();
        let body = response.body.expose().as_bytes().to_vec();
        Self::new(status, headers, body)
    }
}
