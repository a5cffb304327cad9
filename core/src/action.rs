//! The action that a flow asks the host to perform.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::exchange::Request;
use crate::failure::Failure;
use crate::prompt::Prompt;
use crate::prompt::qr_code::QrCode;
use crate::retry::WaitReason;
use crate::tokens::{InteractionCode, Tokens};

/// The next action of a [`Flow`](crate::Flow). It is a pure function of the flow and the time, so it
/// can be computed as often as needed.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Action {
    /// Send this request once for each id. Report the response with
    /// [`handle_response`](crate::Flow::handle_response), or a missing response with
    /// [`handle_failure`](crate::Flow::handle_failure).
    Send {
        /// The request.
        request: Request,
    },
    /// Show the prompt. Then [submit](crate::Flow::submit) an answer, or ask for the next action
    /// after `wait`.
    Ask {
        /// The prompt.
        prompt: Arc<Prompt>,
        /// The time until the next poll is due, or until the transaction expires if that is earlier.
        /// `None` if the prompt is not polled and has no known expiry.
        wait: Option<Duration>,
    },
    /// Show a QR code with the prompt. Then [submit](crate::Flow::submit) an answer, or ask for the
    /// next action after `wait`.
    ShowQr {
        /// The QR code. Redraw it only if it differs from the one on the screen.
        qr: QrCode,
        /// The prompt.
        prompt: Arc<Prompt>,
        /// The time until the next poll is due, or until the transaction expires if that is earlier.
        /// `None` if the prompt is not polled and has no known expiry.
        wait: Option<Duration>,
    },
    /// Wait: the user acts elsewhere (a push notification, a link), a request will be retried, or the
    /// server limits the rate of requests. Ask for the next action after `duration`. The prompt, if
    /// any, can be answered in the meantime, for example to cancel.
    Wait {
        /// How long to wait. Never zero.
        duration: Duration,
        /// The reason for waiting.
        reason: WaitReason,
        /// The prompt to show; `None` if a request will be retried. Then leave the screen unchanged.
        prompt: Option<Arc<Prompt>>,
    },
    /// Open this URL in a browser or an app. When it returns to the redirect URI, call
    /// [`handle_redirect`](crate::Flow::handle_redirect). The prompt can still be answered, and it does
    /// not expire in the meantime.
    Redirect {
        /// The URL: https, or on the issuer's origin.
        url: String,
        /// The prompt that offers the redirect.
        prompt: Arc<Prompt>,
    },
    /// The user is signed in. The flow has ended.
    Done {
        /// The tokens.
        tokens: Box<Tokens>,
    },
    /// The flow has ended with an interaction code, as requested with
    /// [`FlowConfig::stop_at_code`](crate::FlowConfig::stop_at_code).
    DoneWithCode {
        /// The code, with the values that its exchange needs.
        code: InteractionCode,
    },
    /// The flow has ended without tokens. Start a new one.
    Failed {
        /// The reason.
        failure: Failure,
    },
}

impl Action {
    /// How long to wait for an answer before asking for the next action. `None` if the action does
    /// not depend on time.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Ask { wait, .. } | Self::ShowQr { wait, .. } => *wait,
            Self::Wait { duration, .. } => Some(*duration),
            Self::Send { .. }
            | Self::Redirect { .. }
            | Self::Done { .. }
            | Self::DoneWithCode { .. }
            | Self::Failed { .. } => None,
        }
    }

    /// The prompt to show, if the action has one.
    pub fn prompt(&self) -> Option<&Arc<Prompt>> {
        match self {
            Self::Ask { prompt, .. }
            | Self::ShowQr { prompt, .. }
            | Self::Redirect { prompt, .. } => Some(prompt),
            Self::Wait { prompt, .. } => prompt.as_ref(),
            Self::Send { .. }
            | Self::Done { .. }
            | Self::DoneWithCode { .. }
            | Self::Failed { .. } => None,
        }
    }
}

/// Prints URLs without their query: the URL of an identity provider contains the state handle.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct(self.name());
        match self {
            Self::Send { request } => output.field("request", request),
            Self::Ask { prompt, wait } => output.field("prompt", prompt).field("wait", wait),
            Self::ShowQr { qr, prompt, wait } => {
                let output = output.field("qr", qr).field("prompt", prompt);
                output.field("wait", wait)
            }
            Self::Wait {
                duration,
                reason,
                prompt,
            } => {
                let output = output.field("duration", duration).field("reason", reason);
                output.field("prompt", prompt)
            }
            Self::Redirect { url, prompt } => {
                let without_query = url.split(['?', '#']).next().unwrap_or_default();
                output.field("url", &without_query).field("prompt", prompt)
            }
            Self::Done { tokens } => output.field("tokens", tokens),
            Self::DoneWithCode { code } => output.field("code", code),
            Self::Failed { failure } => output.field("failure", failure),
        };
        output.finish()
    }
}

impl Action {
    fn name(&self) -> &'static str {
        match self {
            Self::Send { .. } => "Send",
            Self::Ask { .. } => "Ask",
            Self::ShowQr { .. } => "ShowQr",
            Self::Wait { .. } => "Wait",
            Self::Redirect { .. } => "Redirect",
            Self::Done { .. } => "Done",
            Self::DoneWithCode { .. } => "DoneWithCode",
            Self::Failed { .. } => "Failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;

    #[test]
    fn debug_omits_the_query_of_a_url() {
        let response = IdxResponse::from_json(br#"{"version":"1.0.0"}"#).unwrap();
        let action = Action::Redirect {
            url: "https://id.acme.example/sso/idps/0oa1?stateToken=canary".into(),
            prompt: Arc::new(response.prompt),
        };
        let output = format!("{action:?}");
        assert!(output.starts_with("Redirect { url: \"https://id.acme.example/sso/idps/0oa1\""));
        assert!(!output.contains("canary"), "{output}");
    }
}
