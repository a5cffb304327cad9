//! HTTP exchanges as values: what the host is to send, and what it hands back.

use std::time::Duration;

use idx_flow::{Request, Response, Secret};

use crate::custom::RedactedUrl;

/// An HTTP exchange to carry out once. Follow no redirects, and keep no cookies.
#[derive(uniffi::Record)]
pub struct TransportRequest {
    /// Which exchange: to hand back with the response.
    pub id: i64,
    /// What it is for.
    pub purpose: Purpose,
    /// `POST`, or what the server's form says; a probe is a `GET`.
    pub method: String,
    /// An absolute URL on the issuer's origin; for a probe or a challenge, on this device.
    pub url: RedactedUrl,
    /// Names and values, ready to send.
    pub headers: Vec<HttpHeader>,
    /// The body, to be sent as UTF-8.
    pub body: Secret,
    /// Nobody waits for it: leave the screen as it is (a poll, a probe, a challenge).
    pub background: bool,
    /// The whole exchange, name lookup and TLS included; in place of the host's own limit, shorter or
    /// longer; when it is over, report a failure. None: the host's own.
    #[uniffi(default = None)]
    pub timeout: Option<Duration>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Purpose {
    /// Begin: ask for an interaction handle.
    Interact,
    /// Ask what the server wants now.
    Introspect,
    /// Ask whether something has happened elsewhere.
    Poll,
    /// Send what the user answered.
    Submit,
    /// Turn the interaction code into tokens.
    Exchange,
    /// See whether Okta Verify listens on this device. To loopback: no proxy, no other machine.
    Probe,
    /// Hand Okta Verify its challenge, in the same way. It may ask the user before it answers.
    Challenge,
    /// Turn a refresh token into fresh tokens.
    Refresh,
    /// Have a token taken back.
    Revoke,
}

/// An HTTP header. Its value may be a cookie, and does not show.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpHeader {
    /// The name; case does not count.
    pub name: String,
    /// The value.
    pub value: Secret,
}

/// What came back: the status line, the headers, the body.
#[derive(uniffi::Record)]
pub struct TransportResponse {
    /// The status code.
    pub status: i32,
    /// Names and values, in any order.
    pub headers: Vec<HttpHeader>,
    /// The body, read as UTF-8 (what is not becomes U+FFFD). Hand over at most a little more than
    /// 1 MiB (1,048,576 bytes): what is longer is refused anyway.
    pub body: Secret,
}

impl From<Request> for TransportRequest {
    fn from(request: Request) -> Self {
        let header = |header: idx_flow::Header| HttpHeader {
            name: header.name,
            value: header.value.into(),
        };
        Self {
            id: request.id.0.cast_signed(),
            purpose: request.purpose.into(),
            method: request.method,
            url: RedactedUrl(request.url),
            headers: request.headers.into_iter().map(header).collect(),
            body: request.body,
            background: request.background,
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
        }
    }
}

impl From<TransportResponse> for Response {
    fn from(response: TransportResponse) -> Self {
        let header = |header: HttpHeader| (header.name, header.value.expose().to_owned());
        Self {
            // a status that is none is no answer: the exchange is tried again
            status: u16::try_from(response.status).unwrap_or_default(),
            headers: response.headers.into_iter().map(header).collect(),
            body: response.body.expose().as_bytes().to_vec(),
        }
    }
}
