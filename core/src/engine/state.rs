//! The states of a flow, in the order in which they are reached.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::prompt::message::Message;
use crate::retry::Retry;
use crate::secret::{Secret, exposed};
use crate::tokens::{InteractionCode, Tokens, saved};
use crate::wire::time::Timer;

/// The state of a flow, with the data that belongs to it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum State {
    /// Requests an interaction handle.
    Interact(Retry),
    /// Asks the server for the current step.
    Introspect(Introspection),
    /// Shows the prompt, and polls if the prompt has a form to poll.
    Prompt(PromptState),
    /// Sends an answer. Never serialized: it may contain a password, and may have been sent already.
    #[serde(skip)]
    Submit(Submission),
    /// Exchanges the interaction code for tokens.
    Exchange(PendingExchange),
    /// Ended with tokens or an interaction code.
    Done(Completion),
    /// Ended without tokens.
    Failed(Box<Failure>),
}

/// The name of a flow's state, for logs and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateName {
    /// Requests an interaction handle.
    Interact,
    /// Asks the server for the current step.
    Introspect,
    /// Shows the prompt, and polls if the prompt has a form to poll.
    Prompt,
    /// Sends an answer.
    Submit,
    /// Exchanges the interaction code for tokens.
    Exchange,
    /// Ended with tokens or an interaction code.
    Done,
    /// Ended without tokens.
    Failed,
}

/// A request for the current step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Introspection {
    pub(crate) retry: Retry,
    /// The messages with which the server rejected an answer, to show with the prompt.
    pub(crate) messages: Vec<Message>,
    /// Whether the flow asks because an answer of the user was lost.
    pub(crate) follows_loss: bool,
    /// Whether the flow asks because a form that the engine sent by itself was lost or limited.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) follows_automatic: bool,
}

/// A prompt on the screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PromptState {
    /// When the next poll is due. Ignored if the prompt has no poll.
    pub(crate) poll: Retry,
    /// The id of the remediation whose URL is open in a browser or an app.
    pub(crate) redirect: Option<String>,
}

/// A remediation that the server rate-limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RateLimit {
    /// The id of the remediation.
    pub(crate) remediation: String,
    /// The timer that ends when the server accepts it again.
    pub(crate) timer: Timer,
}

/// How far the FastPass challenge of the current prompt has been processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeviceChallengeState {
    /// Distinguishes the challenges of one flow.
    pub(crate) number: u64,
    /// The next step with Okta Verify.
    pub(crate) step: LoopbackStep,
}

/// The next step of a loopback challenge. Indexes refer to the challenge's list of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LoopbackStep {
    /// Probe this address for Okta Verify.
    Probe(usize),
    /// Send the challenge to this address.
    Challenge(usize),
    /// The reply to the challenge was lost: the next poll shows whether Okta Verify received it.
    ReplyLost,
    /// Finished: answered, not a loopback challenge, or Okta Verify is unreachable.
    Done,
}

/// An answer on its way to the server.
#[derive(Clone, PartialEq)]
pub(crate) struct Submission {
    /// The id of the remediation.
    pub(crate) remediation: String,
    /// Whether the user gave the answer, as opposed to the engine.
    pub(crate) is_user: bool,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) accepts: Option<String>,
    pub(crate) body: Secret,
}

/// An interaction code that is being exchanged for tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PendingExchange {
    #[serde(with = "exposed")]
    pub(crate) code: Secret,
    /// The token endpoint that the server named, if it is trusted.
    pub(crate) endpoint: Option<String>,
    pub(crate) retry: Retry,
}

/// The result of a successful flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Completion {
    Tokens(#[serde(with = "saved::tokens")] Box<Tokens>),
    Code(#[serde(with = "saved::code")] Box<InteractionCode>),
}

impl State {
    /// Whether the transaction is over on the server: an interaction code was issued, or the flow failed.
    pub(crate) fn ends_transaction(&self) -> bool {
        matches!(self, Self::Exchange(_) | Self::Done(_) | Self::Failed(_))
    }

    pub(crate) fn name(&self) -> StateName {
        match self {
            Self::Interact(_) => StateName::Interact,
            Self::Introspect(_) => StateName::Introspect,
            Self::Prompt(_) => StateName::Prompt,
            Self::Submit(_) => StateName::Submit,
            Self::Exchange(_) => StateName::Exchange,
            Self::Done(_) => StateName::Done,
            Self::Failed(_) => StateName::Failed,
        }
    }
}
