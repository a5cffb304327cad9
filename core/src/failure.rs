//! The failure that ends a flow or a token request.

mod detail;
mod end_keys;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use detail::FailureDetail;
pub(crate) use end_keys::{end_of_api_error, end_of_messages};

use crate::names::Severity;
use crate::prompt::message::Message;
use crate::wire::ParseError;

/// The reason why a flow ended without tokens, or why a [token request](crate::TokenRequest) failed.
/// Start a new flow. After a failed token request, the stored tokens are unchanged.
///
/// `Display` prints the kind, and the [code](Failure::code) if it is a single word. It prints no other
/// text of the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// The details of the failure, for developers and Okta's support.
    pub detail: FailureDetail,
    /// The server's messages for the user.
    pub messages: Vec<Message>,
    /// The `x-okta-request-id` of the response, for Okta's support.
    pub okta_request_id: Option<String>,
}

/// The kind of a [`Failure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FailureKind {
    /// The server refused access because of the client's configuration, a policy, or an identity
    /// provider.
    Denied,
    /// The transaction has expired.
    Expired,
    /// The server ended the transaction without an interaction code. [`Failure::messages`] has the
    /// reason. It may be a success, such as an unlocked account: see [`Failure::is_informational`].
    Terminal,
    /// The response is not valid IDX or OAuth, or exceeds a limit.
    Protocol,
    /// The response contains a URL that is not on the issuer's origin, or is not safe to open.
    Untrusted,
    /// The server refused to issue tokens, or a claim of the ID token is invalid.
    TokenRejected,
}

impl Failure {
    /// The code of the failure: an OAuth `error`, an API `errorCode`, the name of a claim or
    /// parameter, or an HTTP status.
    pub fn code(&self) -> Option<String> {
        self.detail.code()
    }

    /// Whether the server ended the transaction with information only. For example, the sign-in
    /// continues in another tab, an account was unlocked, or an email was sent.
    pub fn is_informational(&self) -> bool {
        let is_info = |message: &Message| message.severity == Some(Severity::Info);
        self.kind == FailureKind::Terminal
            && !self.messages.is_empty()
            && self.messages.iter().all(is_info)
    }

    pub(crate) fn new(kind: FailureKind) -> Self {
        Self {
            kind,
            detail: FailureDetail::None,
            messages: Vec::new(),
            okta_request_id: None,
        }
    }

    pub(crate) fn detailed(kind: FailureKind, detail: FailureDetail) -> Self {
        Self {
            detail,
            ..Self::new(kind)
        }
    }

    /// The server ended the transaction with these messages.
    pub(crate) fn terminal(messages: Vec<Message>) -> Self {
        Self {
            kind: match end_of_messages(&messages) {
                Some(FailureKind::Expired) => FailureKind::Expired,
                _ => FailureKind::Terminal,
            },
            messages,
            ..Self::new(FailureKind::Terminal)
        }
    }

    pub(crate) fn limit(error: &ParseError) -> Self {
        let detail = FailureDetail::LimitExceeded {
            limit: error.to_string(),
        };
        Self::detailed(FailureKind::Protocol, detail)
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::detailed(FailureKind::Protocol, FailureDetail::HttpStatus { status })
    }

    /// A member of a response is missing.
    pub(crate) fn missing(member: &str) -> Self {
        Self::detailed(FailureKind::Protocol, FailureDetail::claim(member))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            FailureKind::Denied => "the server refused",
            FailureKind::Expired => "the transaction expired",
            FailureKind::Terminal => "the server ended the transaction",
            FailureKind::Protocol => "the response is not valid IDX or OAuth",
            FailureKind::Untrusted => "the response contains a URL that is not trusted",
            FailureKind::TokenRejected => "the tokens were rejected",
        })?;
        match self.code().filter(|code| is_plain(code)) {
            Some(code) => write!(f, ": {code}"),
            None => Ok(()),
        }
    }
}

/// Whether a code looks like an OAuth `error`, an API `errorCode` or the name of a claim, rather than
/// other text of the server.
fn is_plain(code: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    (1..=64).contains(&code.len()) && code.bytes().all(is_plain)
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_the_code_but_no_other_text_of_the_server() {
        let text = |error: &str| {
            let detail = FailureDetail::OAuthError {
                error: error.to_owned(),
                description: Some("why".to_owned()),
            };
            Failure::detailed(FailureKind::Denied, detail).to_string()
        };
        assert_eq!(text("invalid_client"), "the server refused: invalid_client");
        assert_eq!(text("Hello, Ada"), "the server refused");
    }
}
