//! HTTP exchanges as values: what the host is to send, and what it hands back.

pub(crate) mod build;
pub(crate) mod loopback;
pub(crate) mod reply;
pub(crate) mod tokens;

use std::fmt;
use std::time::Duration;

use crate::secret::Secret;

/// Which exchange: the flow's turn number. An answer under an older id changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// An HTTP exchange to carry out once. Do not follow redirects, and keep no cookies.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// To hand back with the response.
    pub id: RequestId,
    /// What it is for.
    pub purpose: Purpose,
    /// `POST`, or what the server's form says; a probe is a `GET`.
    pub method: String,
    /// An absolute URL on the issuer's origin; for a probe or a challenge, on this device.
    pub url: String,
    /// Names and values, ready to send.
    pub headers: Vec<Header>,
    /// The body, UTF-8.
    pub body: Secret,
    /// Nobody waits for it: leave the screen as it is (a poll, a probe, a challenge).
    pub background: bool,
    /// The whole exchange, name lookup and TLS included; in place of the host's own limit, shorter or
    /// longer; when it is over, report a failure. `None`: the host's own.
    pub timeout: Option<Duration>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Begin: ask for an interaction handle.
    Interact,
    /// Ask what the server wants now.
    Introspect,
    /// Ask whether something has happened elsewhere.
    Poll,
    /// Send what the user answered.
    Submit,
    /// PromptState the interaction code into tokens.
    Exchange,
    /// See whether Okta Verify listens on this device (FastPass). To loopback: no proxy, and no
    /// other machine, whatever a name in the URL resolves to.
    Probe,
    /// Hand Okta Verify its challenge, in the same way. It may ask the user before it answers.
    Challenge,
    /// PromptState a refresh token into fresh tokens.
    Refresh,
    /// Have a token taken back.
    Revoke,
}

/// An HTTP header.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// The name.
    pub name: String,
    /// The value; that of a cookie is not shown by `Debug`.
    pub value: String,
}

/// What came back: the status line, the headers, the body. Hand over at most a little more than
/// 1 MiB of the body (1,048,576 bytes): what is longer is refused anyway.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names and values, in any order; case does not count.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Whether a host may send it again by itself, without a second effect. Not a submission; not a
    /// challenge, for the user would be asked again; not what uses up a code or a refresh token: when
    /// that is tried again, the engine says so.
    pub fn is_idempotent(&self) -> bool {
        use Purpose::{Challenge, Exchange, Refresh, Submit};
        !matches!(self.purpose, Submit | Challenge | Exchange | Refresh)
    }

    /// Whether it goes to Okta Verify on this device, and not to the issuer.
    pub fn is_loopback(&self) -> bool {
        matches!(self.purpose, Purpose::Probe | Purpose::Challenge)
    }
}

#[cfg(test)]
impl Response {
    /// A response for the unit tests.
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
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Neither body nor query: both may hold secrets.
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
        let hidden = self.name.eq_ignore_ascii_case("cookie");
        write!(
            f,
            "{}: {}",
            self.name,
            if hidden { "[secret]" } else { &self.value }
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

    #[test]
    fn debug_shows_no_secret_and_only_what_has_no_effect_is_repeated() {
        let request = Request {
            id: RequestId(3),
            purpose: Purpose::Submit,
            method: "POST".into(),
            url: "https://id.acme.example/idp/idx/x?token=canary".into(),
            headers: vec![Header {
                name: "Cookie".into(),
                value: "DT=canary".into(),
            }],
            body: "canary".into(),
            background: false,
            timeout: None,
        };
        for (purpose, again) in [
            (Purpose::Poll, true),
            (Purpose::Probe, true),
            (Purpose::Revoke, true),
            (Purpose::Submit, false),
            (Purpose::Challenge, false),
            (Purpose::Exchange, false),
            (Purpose::Refresh, false),
        ] {
            let one = Request {
                purpose,
                ..request.clone()
            };
            assert_eq!(one.is_idempotent(), again, "{purpose:?}");
        }
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: b"canary".to_vec(),
        };
        let shown = format!("{request:?} {:?} {response:?}", request.headers);
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("#3 Submit: POST https://id.acme.example/idp/idx/x"));
    }
}
