//! What the host is to do now.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::exchange::Request;
use crate::failure::Failure;
use crate::prompt::Prompt;
use crate::prompt::qr_code::QrCode;
use crate::tokens::{InteractionCode, Tokens};

/// What the host is to do now. It is a function of the flow and the time: ask as often as you like.
#[derive(Clone, PartialEq)]
pub enum Action {
    /// Carry out this exchange, once for its id, and hand back what comes:
    /// [`handle_response`](crate::Flow::handle_response), or
    /// [`handle_failure`](crate::Flow::handle_failure) where nothing came.
    Send {
        /// The exchange.
        request: Request,
    },
    /// Show the prompt. Call again with an answer, or after `wait`.
    Ask {
        /// The page.
        prompt: Arc<Prompt>,
        /// When the next poll is due; `None` where nothing is polled.
        wait: Option<Duration>,
    },
    /// Show a QR code with the prompt. Call again with an answer, or after `wait`.
    ShowQr {
        /// The code; draw it again only if it is not equal to the one on the screen.
        qr: QrCode,
        /// The page around it.
        prompt: Arc<Prompt>,
        /// When the next poll is due; `None` where nothing is polled.
        wait: Option<Duration>,
    },
    /// Nothing to type: a push is out, the network is to be tried again, or the server asked for
    /// patience. Call again after `duration`, or with an answer to the prompt (other ways, cancel).
    Wait {
        /// How long; never zero.
        duration: Duration,
        /// The page to show and to answer; `None` where an exchange is tried again: leave the screen
        /// as it is.
        prompt: Option<Arc<Prompt>>,
    },
    /// Open this address in a browser or an app, and come back with
    /// [`handle_redirect`](crate::Flow::handle_redirect), or with another answer.
    Redirect {
        /// Where to: https, or the issuer's own origin.
        url: String,
        /// The page that it was chosen on.
        prompt: Arc<Prompt>,
    },
    /// The user is signed in.
    Done {
        /// The tokens.
        tokens: Box<Tokens>,
    },
    /// The flow ends at the interaction code, as its
    /// [`FlowConfig::stop_at_code`](crate::FlowConfig::stop_at_code) wants.
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

impl Action {
    /// How long to wait for an answer at most before asking for the next action.
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

    /// The page that belongs on the screen, where the action has one.
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

/// An address without its query: that of an identity provider carries the state handle.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut show = f.debug_struct(self.name());
        match self {
            Self::Send { request } => show.field("request", request),
            Self::Ask { prompt, wait } => show.field("prompt", prompt).field("wait", wait),
            Self::ShowQr { qr, prompt, wait } => {
                let show = show.field("qr", qr).field("prompt", prompt);
                show.field("wait", wait)
            }
            Self::Wait { duration, prompt } => {
                show.field("duration", duration).field("prompt", prompt)
            }
            Self::Redirect { url, prompt } => {
                let address = url.split(['?', '#']).next().unwrap_or_default();
                show.field("url", &address).field("prompt", prompt)
            }
            Self::Done { tokens } => show.field("tokens", tokens),
            Self::DoneWithCode { code } => show.field("code", code),
            Self::Failed { failure } => show.field("failure", failure),
        };
        show.finish()
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
    fn debug_shows_no_query_of_an_address() {
        let page = IdxResponse::from_json(br#"{"version":"1.0.0"}"#).unwrap();
        let action = Action::Redirect {
            url: "https://id.acme.example/sso/idps/0oa1?stateToken=canary".into(),
            prompt: Arc::new(page.prompt),
        };
        let shown = format!("{action:?}");
        assert!(shown.starts_with("Redirect { url: \"https://id.acme.example/sso/idps/0oa1\""));
        assert!(!shown.contains("canary"), "{shown}");
    }
}
