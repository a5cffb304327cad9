//! The next action of a flow.

use std::time::Duration;

use crate::custom::RedactedUrl;
use crate::exchange::TransportRequest;
use crate::message::Message;
use crate::tokens::{InteractionCode, Tokens};

/// The next action of a flow. It depends only on the flow and the time, so it can be queried as often as
/// needed.
///
/// An action carries the version of its prompt instead of the prompt. Fetch the prompt only if the
/// version differs from the one on the screen.
#[derive(uniffi::Enum)]
pub enum Action {
    /// Send this request once, and report its response or failure with the request's ID.
    Send {
        /// The request.
        request: TransportRequest,
    },
    /// Show the prompt. Continue with an answer, or query the next action after `wait`.
    Ask {
        /// The prompt's version.
        prompt_version: i64,
        /// The time until the next poll. Not set if nothing is polled.
        wait: Option<Duration>,
    },
    /// Show the prompt with its QR code. Continue with an answer, or query the next action after `wait`.
    ShowQr {
        /// The prompt's version.
        prompt_version: i64,
        /// The time until the next poll. Not set if nothing is polled.
        wait: Option<Duration>,
    },
    /// Wait: a push notification is pending, a request will be retried, or the server limits the rate
    /// of requests. Query the next action after `duration`, or continue with an answer to the prompt.
    Wait {
        /// The time to wait; never zero.
        duration: Duration,
        /// The version of the prompt to show. Not set while a request is retried: then leave the
        /// screen unchanged.
        prompt_version: Option<i64>,
    },
    /// Open this URL in a browser or another app. Continue with `handleRedirect` when it returns to the
    /// redirect URI, with `cancelRedirect`, or with another answer.
    Redirect {
        /// The URL: https, or on the issuer's origin.
        url: RedactedUrl,
        /// The version of the prompt on which the redirect was chosen.
        prompt_version: i64,
    },
    /// The user is signed in.
    Done {
        /// The tokens.
        tokens: Box<Tokens>,
    },
    /// The flow ended with an interaction code, because `stopAtCode` is set in its configuration.
    DoneWithCode {
        /// The code and the values needed to exchange it.
        code: InteractionCode,
    },
    /// The flow ended without tokens. Start a new flow.
    Failed {
        /// The reason.
        failure: Failure,
    },
}

/// The reason why a flow, or a token request, failed.
#[derive(uniffi::Record)]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// The code of the failure: an OAuth `error` (RFC 6749 section 5.2), an API `errorCode`, the name of
    /// an invalid claim such as `iss`, an HTTP status, or `limits`.
    pub code: Option<String>,
    /// The server's explanation, or the limit that was exceeded; for developers.
    pub description: Option<String>,
    /// The server's messages for the user.
    pub messages: Vec<Message>,
    /// Whether the server ended the transaction with information only. For example, the sign-in
    /// continues in another tab, an account was unlocked, or an email was sent.
    pub is_informational: bool,
    /// A description of the failure for developers. It contains no values that the user entered.
    pub text: String,
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FailureKind {
    /// The server refused: because of the client's configuration, a policy, or an identity provider.
    Denied,
    /// The transaction has expired.
    Expired,
    /// The server ended the transaction without an interaction code. The messages contain the reason. It
    /// may be a success, such as an unlocked account: see `isInformational`.
    Terminal,
    /// The response is not valid IDX or OAuth, or exceeds a limit.
    Protocol,
    /// The response contains a URL that is not on the issuer's origin, or is not safe to open.
    Untrusted,
    /// The server refused to issue tokens, or a claim of the ID token is invalid.
    TokenRejected,
    /// An internal error of this library. Please report it. The Swift and Kotlin packages report it if a
    /// call into the engine fails unexpectedly.
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
