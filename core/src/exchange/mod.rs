//! HTTP requests and responses as values.

pub(crate) mod build;
pub(crate) mod loopback;
pub(crate) mod reply;
pub(crate) mod tokens;

use std::fmt;
use std::time::Duration;

use crate::secret::Secret;

/// The id of a request. A response with the id of an older request is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// An HTTP request to send once. Do not follow redirects, and do not store cookies.
#[derive(Clone, PartialEq, Eq)]
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

/// An HTTP header.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// The name.
    pub name: String,
    /// The value. `Debug` omits the value of a cookie.
    pub value: String,
}

/// An HTTP response. A body of more than 1 MiB (1,048,576 bytes) is rejected, so the host may stop
/// reading one byte after that.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The names and values of the headers, in any order. Names are case-insensitive.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Whether an HTTP stack may retry the request on its own. It must not retry a submission, a
    /// challenge (Okta Verify would ask the user twice), or a request that uses up an interaction code
    /// or a refresh token. The engine repeats those requests itself if that is safe.
    pub fn is_idempotent(&self) -> bool {
        use Purpose::{Challenge, Exchange, Refresh, Submit};
        !matches!(self.purpose, Submit | Challenge | Exchange | Refresh)
    }

    /// Whether the request goes to Okta Verify on this device instead of the issuer.
    pub fn is_loopback(&self) -> bool {
        matches!(self.purpose, Purpose::Probe | Purpose::Challenge)
    }
}

#[cfg(test)]
impl Response {
    /// Creates a response for unit tests.
    pub(crate) fn of(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers.iter();
        Self {
            status,
            headers: headers
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }
}

impl Response {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
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

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_cookie = self.name.eq_ignore_ascii_case("cookie");
        write!(
            f,
            "{}: {}",
            self.name,
            if is_cookie { "[secret]" } else { &self.value }
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
            headers: vec![Header {
                name: "Cookie".into(),
                value: "DT=canary".into(),
            }],
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
    fn debug_omits_secrets() {
        let request = request(Purpose::Submit);
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: b"canary".to_vec(),
        };
        let output = format!("{request:?} {:?} {response:?}", request.headers);
        assert!(!output.contains("canary"), "{output}");
        assert!(output.contains("#3 Submit: POST https://id.acme.example/idp/idx/x"));
    }
}
