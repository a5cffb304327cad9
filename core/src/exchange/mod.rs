//! HTTP requests and responses as values.

pub(crate) mod api_error;
pub(crate) mod build;
pub(crate) mod header;
pub(crate) mod loopback;
pub(crate) mod post;
pub(crate) mod reply;
pub(crate) mod tokens;

use std::fmt;
use std::time::Duration;

pub use header::Header;

use crate::secret::Secret;

/// The id of a request. A response with the id of an older request is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// An HTTP request to send once. Do not follow redirects, and do not store cookies.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The id to report with the response.
    pub id: RequestId,
    /// The purpose of the request.
    pub purpose: Purpose,
    /// The HTTP method: `POST`, the method of the server's form, or `GET` for a probe.
    pub method: String,
    /// An absolute URL on the issuer's origin; for a probe or a challenge, a loopback URL.
    pub url: String,
    /// The headers.
    pub headers: Vec<Header>,
    /// The body, in UTF-8.
    pub body: Secret,
    /// Whether the request runs in the background: a poll, a probe or a challenge. Leave the screen
    /// unchanged while it is in progress.
    pub is_background: bool,
    /// The timeout of the whole HTTP exchange, including name resolution and TLS. It replaces the
    /// host's default timeout, whether it is shorter or longer. When it elapses, report a
    /// [failure](crate::Flow::handle_failure). `None`: use the default timeout.
    pub timeout: Option<Duration>,
}

/// The purpose of a [`Request`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// Requests an interaction handle.
    Interact,
    /// Asks the server for the current step.
    Introspect,
    /// Polls: asks the server whether the user has acted elsewhere.
    Poll,
    /// Submits an answer.
    Submit,
    /// Exchanges the interaction code for tokens.
    Exchange,
    /// Asks whether Okta Verify listens at a loopback address (FastPass). Send it to this device only,
    /// without a proxy, whatever the host name in the URL resolves to.
    Probe,
    /// Sends the challenge to Okta Verify, in the same way as a probe. Okta Verify may ask the user
    /// before it responds.
    Challenge,
    /// Exchanges a refresh token for new tokens.
    Refresh,
    /// Revokes a token.
    Revoke,
}

/// An HTTP response. A body of more than 1 MiB (1,048,576 bytes) is rejected, so the host may stop
/// reading one byte after that.
///
/// ```
/// use idx_flow::{Header, Response};
///
/// let response = Response::new(429, [Header::new("Retry-After", "30")], Vec::new());
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers, in any order.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Whether an HTTP stack may retry the request on its own. It must not retry a submission, a
    /// challenge (Okta Verify would ask the user twice), or a request that uses up an interaction code
    /// or a refresh token. The engine repeats those requests itself if that is safe.
    ///
    /// A request that is not idempotent must not be sent on a connection that has been idle for more
    /// than 5 s: the server may have closed it, and then the request is lost.
    pub fn is_idempotent(&self) -> bool {
        use Purpose::{Challenge, Exchange, Refresh, Submit};
        !matches!(self.purpose, Submit | Challenge | Exchange | Refresh)
    }

    /// Whether the request goes to Okta Verify on this device instead of the issuer.
    pub fn is_loopback(&self) -> bool {
        matches!(self.purpose, Purpose::Probe | Purpose::Challenge)
    }
}

impl Response {
    /// Creates a response.
    pub fn new(status: u16, headers: impl IntoIterator<Item = Header>, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: headers.into_iter().collect(),
            body,
        }
    }

    /// The value of the first header with this name. Names are case-insensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        let has_name = |header: &&Header| header.name.eq_ignore_ascii_case(name);
        let found = self.headers.iter().find(has_name);
        found.map(|header| header.value.as_str())
    }

    /// The `x-okta-request-id`: the id by which Okta's support finds the request in the org's logs.
    /// `None` if it is missing or is not an id of at most 128 printable ASCII characters.
    pub fn okta_request_id(&self) -> Option<&str> {
        let is_id = |id: &&str| id.len() <= 128 && id.bytes().all(|b| b.is_ascii_graphic());
        let id = self.header("x-okta-request-id").filter(is_id);
        id.filter(|id| !id.is_empty())
    }

    /// Creates a response for unit tests.
    #[cfg(test)]
    pub(crate) fn of(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| Header::new(*name, *value));
        Self::new(status, headers, body.as_bytes().to_vec())
    }
}

/// Omits the body, the headers and the query of the URL. They may contain secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        write!(
            f,
            "Request(#{} {:?}: {} {url})",
            self.id.0, self.purpose, self.method
        )
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} bytes)", self.status, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(purpose: Purpose) -> Request {
        Request {
            id: RequestId(3),
            purpose,
            method: "POST".into(),
            url: "https://id.acme.example/idp/idx/x?token=canary".into(),
            headers: vec![Header::new("Cookie", "DT=canary")],
            body: "canary".into(),
            is_background: false,
            timeout: None,
        }
    }

    #[test]
    fn a_request_with_a_lasting_effect_is_not_idempotent() {
        for (purpose, is_idempotent) in [
            (Purpose::Poll, true),
            (Purpose::Probe, true),
            (Purpose::Revoke, true),
            (Purpose::Submit, false),
            (Purpose::Challenge, false),
            (Purpose::Exchange, false),
            (Purpose::Refresh, false),
        ] {
            assert_eq!(
                request(purpose).is_idempotent(),
                is_idempotent,
                "{purpose:?}"
            );
        }
    }

    #[test]
    fn only_a_printable_request_id_is_used() {
        let id = |value: &str| {
            let response = Response::of(500, &[("X-Okta-Request-Id", value)], "");
            response.okta_request_id().map(str::to_owned)
        };
        assert_eq!(id("aB3-x_y").as_deref(), Some("aB3-x_y"));
        assert_eq!(id(""), None);
        assert_eq!(id("a\r\nX: y"), None);
        assert_eq!(id(&"a".repeat(129)), None);
    }

    #[test]
    fn debug_omits_secrets() {
        let request = request(Purpose::Submit);
        let response = Response::of(200, &[], "canary");
        let output = format!("{request:?} {:?} {response:?}", request.headers);
        assert!(!output.contains("canary"), "{output}");
        assert!(output.contains("#3 Submit: POST https://id.acme.example/idp/idx/x"));
    }
}
