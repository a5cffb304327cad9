//! What the host is to do now.

use std::time::Duration;

use crate::custom::RedactedUrl;
use crate::exchange::TransportRequest;
use crate::message::Message;
use crate::tokens::{InteractionCode, Tokens};

/// What the host is to do now. It is a function of the flow and the time: ask as often as you like.
///
/// What is to be shown is a page, and the action has its number: fetch the page when the number is
/// another than that on the screen.
#[derive(uniffi::Enum)]
pub enum Action {
    /// Carry out this exchange, once for its id, and hand back what comes.
    Send {
        /// The exchange.
        request: TransportRequest,
    },
    /// Show the page. Call again with an answer, or after `wait`.
    Ask {
        /// The number of the page.
        prompt_version: i64,
        /// When the next poll is due; none where nothing is polled.
        wait: Option<Duration>,
    },
    /// Show the page with its QR code. Call again with an answer, or after `wait`.
    ShowQr {
        /// The number of the page.
        prompt_version: i64,
        /// When the next poll is due; none where nothing is polled.
        wait: Option<Duration>,
    },
    /// Nothing to type: a push is out, the network is to be tried again, or the server asked for
    /// patience. Call again after `duration`, or with an answer to the page.
    Wait {
        /// How long; never zero.
        duration: Duration,
        /// The number of the page to show and to answer; none where an exchange is tried again:
        /// leave the screen as it is.
        prompt_version: Option<i64>,
    },
    /// Open this address in a browser or an app, and come back with `handle_redirect`, or with
    /// another answer.
    Redirect {
        /// Where to: https, or the issuer's own origin.
        url: RedactedUrl,
        /// The number of the page that it was chosen on.
        prompt_version: i64,
    },
    /// The user is signed in.
    Done {
        /// The tokens.
        tokens: Box<Tokens>,
    },
    /// The flow ends at the interaction code, as its configuration wants.
    DoneWithCode {
        /// The code, and what belongs to it.
        code: InteractionCode,
    },
    /// The flow has ended without tokens. Start a new one.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// The end of a flow without tokens.
#[derive(uniffi::Record)]
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
    /// Whether the server only informs the user: the conversation went on elsewhere, an account was
    /// unlocked, a mail is on its way.
    pub is_informational: bool,
    /// What kind of end it is, in words, for developers. Holds no values.
    pub text: String,
}

/// The kinds of end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FailureKind {
    /// The server refused: the client's configuration, the policy, or an identity provider.
    Denied,
    /// The conversation took longer than the server allows.
    Expired,
    /// The server has nothing more to ask, and says so in its messages.
    Terminal,
    /// The server's answer is none that IDX or OAuth allow.
    Protocol,
    /// An answer would have led away from the issuer's origin, or to an address that is not safe.
    Untrusted,
    /// The tokens were refused: by the server, or because their claims do not hold.
    TokenRejected,
    /// A fault of this library: please report it. The engine itself never says so; the packages
    /// around it do, where a call into it did not come back.
    Internal,
}

impl Action {
    pub(crate) fn new(action: idx_flow::Action, prompt_version: i64) -> Self {
        use idx_flow::Action as Core;
        match action {
            Core::Send { request } => Self::Send {
                request: request.into(),
            },
            Core::Ask { wait, .. } => Self::Ask {
                prompt_version,
                wait,
            },
            Core::ShowQr { wait, .. } => Self::ShowQr {
                prompt_version,
                wait,
            },
            Core::Wait { duration, prompt } => Self::Wait {
                duration,
                prompt_version: prompt.map(|_| prompt_version),
            },
            Core::Redirect { url, .. } => Self::Redirect {
                url: RedactedUrl(url),
                prompt_version,
            },
            Core::Done { tokens } => Self::Done {
                tokens: Box::new((*tokens).into()),
            },
            Core::DoneWithCode { code } => Self::DoneWithCode { code: code.into() },
            Core::Failed { failure } => Self::Failed {
                failure: failure.into(),
            },
        }
    }
}

impl From<idx_flow::Failure> for Failure {
    fn from(failure: idx_flow::Failure) -> Self {
        Self {
            kind: failure.kind.into(),
            is_informational: failure.is_informational(),
            text: failure.to_string(),
            messages: failure.messages.iter().map(Message::from).collect(),
            code: failure.code,
            description: failure.description,
        }
    }
}

impl From<idx_flow::FailureKind> for FailureKind {
    fn from(kind: idx_flow::FailureKind) -> Self {
        match kind {
            idx_flow::FailureKind::Denied => Self::Denied,
            idx_flow::FailureKind::Expired => Self::Expired,
            idx_flow::FailureKind::Terminal => Self::Terminal,
            idx_flow::FailureKind::Protocol => Self::Protocol,
            idx_flow::FailureKind::Untrusted => Self::Untrusted,
            idx_flow::FailureKind::TokenRejected => Self::TokenRejected,
        }
    }
}
