//! The data of a flow.

use std::fmt;
use std::time::Duration;

use super::parsed_response::ParsedResponse;
use super::state::{DeviceChallengeState, State, StateName};
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
    /// The id of the current request. Every change of state increments it.
    pub(crate) request_id: u64,
    /// The server's clock minus the host's clock in ms, from the newest `Date` header.
    pub(crate) server_offset: Option<i64>,
    pub(crate) handle: Option<Secret>,
    /// When the transaction expires, by the host's clock.
    pub(crate) deadline: Option<Millis>,
    pub(crate) response: Option<ParsedResponse>,
    /// The FastPass challenge of the current prompt.
    pub(crate) device_challenge: Option<DeviceChallengeState>,
    /// The number of loopback challenges started since the user's last answer.
    pub(crate) automatic_challenges: u8,
    pub(crate) state: State,
}

impl Flow {
    /// Enters a state. The id of the current request becomes stale.
    pub(super) fn advance(&mut self, state: State) {
        self.request_id = self.request_id.wrapping_add(1);
        if matches!(state, State::Exchange(_) | State::Done(_)) {
            self.response = None;
        }
        if matches!(state, State::Done(_) | State::Failed(_)) {
            self.deadline = None;
        }
        self.state = state;
    }

    /// Whether a reply to this request is still expected.
    pub(super) fn expects(&self, id: RequestId) -> bool {
        let has_request = match self.state.name() {
            StateName::Prompt => {
                let response = self.response.as_ref();
                response.is_some_and(|response| response.poll.is_some())
            }
            StateName::Done | StateName::Failed => false,
            _ => true,
        };
        has_request && id.0 == self.request_id
    }

    /// The poll interval of the current prompt; zero if nothing is polled.
    pub(super) fn poll_interval(&self) -> Duration {
        let poll = self.response.as_ref().and_then(|response| response.poll);
        poll.map(|poll| poll.interval).unwrap_or_default()
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flow({:?})", self.state.name())
    }
}
