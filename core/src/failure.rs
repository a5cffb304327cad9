//! Why a flow has ended without tokens: start a new one. A token call fails like this too, and then what
//! the host holds is unchanged.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::Severity;
use crate::prompt::message::Message;
use crate::wire::ParseError;

/// The end of a flow without tokens, or of a token call that failed. `Display` says what kind it is and holds no values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of end it is.
    pub kind: FailureKind,
    /// The server's code: an OAuth `error` (RFC 6749 section 5.2), an API `errorCode`, or what was
    /// amiss (`iss`, `nonce`…).
    pub code: Option<String>,
    /// The server's explanation, for developers.
    pub description: Option<String>,
    /// What the server says to the user.
    pub messages: Vec<Message>,
}

/// The kinds of end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// The server refused: the client's configuration, the policy, or an identity provider.
    Denied,
    /// The conversation took longer than the server allows.
    Expired,
    /// The server has nothing more to ask, and says so in its messages. Some of those are good news
    /// that ends this conversation, such as an account that was unlocked:
    /// see [`Failure::is_informational`].
    Terminal,
    /// The server's answer is none that IDX or OAuth allow.
    Protocol,
    /// An answer would have led away from the issuer's origin, or to an address that is not safe.
    Untrusted,
    /// The tokens were refused: by the server, or because their claims do not hold.
    TokenRejected,
}

impl Failure {
    /// Whether the server only informs the user: the conversation went on elsewhere, an account was
    /// unlocked, a mail is on its way.
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
        let expired = messages.iter().any(|message| {
            matches!(
                message.key.as_deref(),
                Some("idx.session.expired" | "error.expired.session")
            )
        });
        let kind = if expired {
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
    fn the_text_has_the_code_but_no_other_text_of_the_server() {
        let text = |code: &str| {
            let failure = Failure::coded(FailureKind::Denied, code);
            failure.described(Some("why".into())).to_string()
        };
        assert_eq!(text("invalid_client"), "the server refused: invalid_client");
        assert_eq!(text("Hello, Ada"), "the server refused");
    }
}
