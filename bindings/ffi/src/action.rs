//! The next action of a flow.

use std::time::Duration;

use crate::custom::RedactedUrl;
use crate::exchange::TransportRequest;
use crate::failure::Failure;
use crate::tokens::{InteractionCode, Tokens};
use crate::wait::WaitReason;

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
        /// The time until the next poll, or until the transaction expires if that is earlier. Not set if
        /// nothing is polled and the expiry is unknown.
        wait: Option<Duration>,
    },
    /// Show the prompt with its QR code. Continue with an answer, or query the next action after `wait`.
    ShowQr {
        /// The prompt's version.
        prompt_version: i64,
        /// The time until the next poll, or until the transaction expires if that is earlier. Not set if
        /// nothing is polled and the expiry is unknown.
        wait: Option<Duration>,
    },
    /// Wait: a push notification is pending, a request will be retried, or the server limits the rate
    /// of requests. Query the next action after `duration`, or continue with an answer to the prompt.
    Wait {
        /// The time to wait; never zero.
        duration: Duration,
        /// The reason for waiting.
        reason: WaitReason,
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

impl From<idx_flow::Action> for Action {
    fn from(action: idx_flow::Action) -> Self {
        use idx_flow::Action as Core;
        let version = |prompt: &idx_flow::Prompt| prompt.version.cast_signed();
        match action {
            Core::Send { request } => Self::Send {
                request: request.into(),
            },
            Core::Ask { prompt, wait } => Self::Ask {
                prompt_version: version(&prompt),
                wait,
            },
            Core::ShowQr { prompt, wait, .. } => Self::ShowQr {
                prompt_version: version(&prompt),
                wait,
            },
            Core::Wait {
                duration,
                reason,
                prompt,
            } => Self::Wait {
                duration,
                reason: reason.into(),
                prompt_version: prompt.as_deref().map(version),
            },
            Core::Redirect { url, prompt } => Self::Redirect {
                url: RedactedUrl(url),
                prompt_version: version(&prompt),
            },
            Core::Done { tokens } => Self::Done {
                tokens: Box::new((*tokens).into()),
            },
            Core::DoneWithCode { code } => Self::DoneWithCode { code: code.into() },
            Core::Failed { failure } => Self::Failed {
                failure: failure.into(),
            },
            _ => Self::Failed {
                failure: Failure::internal(),
            },
        }
    }
}
