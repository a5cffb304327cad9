//! The failure that ends a flow or a token request.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::Severity;
use crate::prompt::message::Message;
use crate::wire::ParseError;

/// The reason why a flow ended without tokens, or why a [token request](crate::TokenRequest) failed.
/// Start a new flow. After a failed token request, the stored tokens are unchanged.
///
/// `Display` prints the kind, and the code if it is a single word. It prints no other text of the
/// server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// The code of the failure: an OAuth `error` (RFC 6749 section 5.2), an API `errorCode`, the name
    /// of an invalid claim such as `iss`, an HTTP status, or `limits`.
    pub code: Option<String>,
    /// The server's explanation, or the limit that was exceeded; for developers.
    pub description: Option<String>,
    /// The server's messages for the user.
    pub messages: Vec<Message>,
}

/// The kind of a [`Failure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// The server refused: because of the client's configuration, a policy, or an identity provider.
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
            code: None,
            description: None,
            messages: Vec::new(),
        }
    }

    pub(crate) fn terminal(messages: Vec<Message>) -> Self {
        let has_expired = messages.iter().any(|message| {
            matches!(
                message.key.as_deref(),
                Some("idx.session.expired" | "error.expired.session")
            )
        });
        let kind = if has_expired {
            FailureKind::Expired
        } else {
            FailureKind::Terminal
        };
        Self {
            messages,
            ..Self::new(kind)
        }
    }

    pub(crate) fn limit(error: &ParseError) -> Self {
        Self::coded(FailureKind::Protocol, "limits").described(Some(error.to_string()))
    }

    pub(crate) fn described(self, description: Option<String>) -> Self {
        Self {
            description,
            ..self
        }
    }

    pub(crate) fn coded(kind: FailureKind, code: impl Into<String>) -> Self {
        Self {
            code: Some(code.into()),
            ..Self::new(kind)
        }
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
        match self.code.as_deref().filter(|code| is_plain(code)) {
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
    fn the_text_contains_the_code_but_no_other_text_of_the_server() {
        let text = |code: &str| {
            let failure = Failure::coded(FailureKind::Denied, code);
            failure.described(Some("details".into())).to_string()
        };
        assert_eq!(text("invalid_client"), "the server refused: invalid_client");
        assert_eq!(text("Hello, Ada"), "the server refused");
    }
}
