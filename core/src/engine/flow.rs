//! The data of a flow.

use std::fmt;
use std::time::Duration;

use super::annotations::Annotations;
use super::parsed_response::ParsedResponse;
use super::state::{DeviceChallengeState, PromptState, RateLimit, State, StateName};
use crate::config::FlowConfig;
use crate::entropy::FlowSecrets;
use crate::exchange::RequestId;
use crate::secret::Secret;
use crate::wire::time::Millis;

/// A sign-in or enrollment, from the first request to the tokens.
///
/// A flow is plain data: it can be cloned, compared and saved. It performs no I/O. The host asks it
/// for the [next action](Flow::next_action), carries that out, and reports the result. `Debug`
/// prints the name of the state only.
#[derive(Clone, PartialEq)]
pub struct Flow {
    pub(crate) config: FlowConfig,
    pub(crate) secrets: FlowSecrets,
    /// The id of the current request. A prompt has two: the next one is that of the last request, which
    /// is sent after the expiry. Every change of state makes them stale.
    pub(crate) request_id: u64,
    /// The server's clock minus the host's clock in ms, from the newest `Date` header.
    pub(crate) server_offset: Option<i64>,
    pub(crate) handle: Option<Secret>,
    /// When the transaction expires, by the server's clock.
    pub(crate) deadline: Option<Millis>,
    /// The newest IDX response. It is kept after the end, but not saved then.
    pub(crate) response: Option<ParsedResponse>,
    /// The data that the engine adds to the prompt of the response.
    pub(crate) annotations: Annotations,
    /// The remediation that the server rate-limits.
    pub(crate) rate_limit: Option<RateLimit>,
    /// The number of the user's consecutive answers that were lost.
    pub(crate) lost_answers: u32,
    /// The FastPass challenge of the current prompt.
    pub(crate) device_challenge: Option<DeviceChallengeState>,
    /// The number of loopback challenges started since the user's last answer.
    pub(crate) automatic_challenges: u8,
    pub(crate) state: State,
}

impl Flow {
    /// Enters a state. The ids of the current request become stale.
    pub(super) fn advance(&mut self, state: State) {
        self.skip_ids();
        // only an open transaction expires, or has a rate-limited answer
        if state.ends_transaction() {
            self.deadline = None;
            self.rate_limit = None;
        }
        self.state = state;
    }

    /// The prompt on the screen.
    pub(super) fn at_prompt(&self) -> Option<(&PromptState, &ParsedResponse)> {
        match (&self.state, &self.response) {
            (State::Prompt(state), Some(response)) => Some((state, response)),
            _ => None,
        }
    }

    /// Makes the ids of the current request stale.
    pub(super) fn skip_ids(&mut self) {
        let count = match self.state.name() {
            StateName::Prompt => 2,
            _ => 1,
        };
        self.request_id = self.request_id.wrapping_add(count);
    }

    /// The id of the last request, which is sent after the expiry of the prompt.
    pub(super) fn last_request_id(&self) -> RequestId {
        RequestId(self.request_id.wrapping_add(1))
    }

    /// Whether a reply to this request is still expected.
    pub(super) fn expects(&self, id: RequestId) -> bool {
        let is_current = id.0 == self.request_id;
        match self.state.name() {
            StateName::Prompt if is_current => self.poll_interval().is_some(),
            StateName::Prompt => id == self.last_request_id() && self.deadline.is_some(),
            StateName::Done | StateName::Failed => false,
            _ => is_current,
        }
    }

    /// The poll interval of the current prompt, if it is polled.
    pub(super) fn poll_interval(&self) -> Option<Duration> {
        let poll = self.response.as_ref()?.poll?;
        Some(poll.interval)
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flow({:?})", self.state.name())
    }
}
