//! The runner: HTTP, the system clock and randomness for flows.

use std::time::{Duration, SystemTime};

use idx_flow::{Action, Entropy, Flow, FlowConfig, Request, Response, StateName};

use crate::cancel::CancelHandle;
use crate::error::{Error, TransportError};
use crate::exchange;

/// Sends the requests of flows over HTTP, using the system clock and randomness.
///
/// One runner serves any number of flows and threads. Clones share a connection pool.
#[derive(Debug, Clone)]
pub struct Runner {
    pub(crate) agent: ureq::Agent,
    /// For requests to Okta Verify on this device.
    pub(crate) loopback_agent: ureq::Agent,
    pub(crate) max_idle: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) min_retry_delay: Duration,
    pub(crate) cancel: CancelHandle,
}

impl Runner {
    /// Returns a runner whose runs end when `handle` is canceled. It shares this runner's settings
    /// and connection pool.
    #[must_use]
    pub fn canceled_by(&self, handle: &CancelHandle) -> Self {
        Self {
            cancel: handle.clone(),
            ..self.clone()
        }
    }

    /// Creates a flow with random bytes from the operating system. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Entropy`] if the operating system provides no random bytes.
    pub fn start(&self, config: FlowConfig) -> Result<Flow, Error> {
        let mut bytes = [0; 96];
        getrandom::fill(&mut bytes).map_err(|_| Error::Entropy)?;
        let entropy = Entropy::new(bytes).map_err(|_| Error::Entropy)?;
        Ok(Flow::start(config, entropy))
    }

    /// Sends one HTTP request and returns the response, with any status. Redirects are not followed.
    /// The body is cut after [`idx_flow::MAX_BODY`] + 1 bytes; the engine rejects a body of that
    /// length.
    ///
    /// # Errors
    /// [`TransportError`] if no complete response arrived.
    pub fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let agent = if request.is_loopback() {
            &self.loopback_agent
        } else {
            &self.agent
        };
        exchange::send(agent, request, self.max_idle)
    }

    /// Performs one step and returns the flow's action. If the action is a [`Send`](Action::Send),
    /// the request was sent and the flow has handled the response. The caller carries out every other
    /// action.
    ///
    /// # Errors
    /// [`Error::Transport`] if the exchange did not complete or the response was not usable. The
    /// flow has recorded the failure: its next action is to wait and then to retry.
    /// [`Error::Canceled`] if the runner's handle is canceled. Nothing was sent.
    pub fn step(&self, flow: &mut Flow) -> Result<Action, Error> {
        if self.cancel.is_canceled() {
            return Err(Error::Canceled);
        }
        let action = flow.next_action(SystemTime::now());
        if let Action::Send { request } = &action {
            report_outcome(flow, request, self.exchange(request))?;
        }
        Ok(action)
    }
}

/// Reports the outcome of an exchange to the flow.
///
/// # Errors
/// The transport error, or [`TransportError::Unavailable`] if the flow has to repeat the request.
pub(crate) fn report_outcome(
    flow: &mut Flow,
    request: &Request,
    outcome: Result<Response, TransportError>,
) -> Result<(), TransportError> {
    let now = SystemTime::now();
    let (before, lost_before) = (flow.state(), flow.lost_answers());
    match outcome {
        Ok(response) => {
            let status = response.status;
            let okta_request_id = response.okta_request_id().map(str::to_owned);
            flow.handle_response(request.id, response, now);
            let is_lost = flow.lost_answers() > lost_before;
            if is_lost || must_repeat(before, flow.state()) {
                return Err(TransportError::Unavailable {
                    status,
                    okta_request_id,
                });
            }
            Ok(())
        }
        Err(error) => {
            flow.handle_failure(request.id, now);
            // a closed loopback port is a regular result: Okta Verify does not listen there
            if request.is_loopback() {
                Ok(())
            } else {
                Err(error)
            }
        }
    }
}

/// Whether the flow made no progress with the response.
fn must_repeat(before: StateName, after: StateName) -> bool {
    use StateName::{Exchange, Interact, Introspect};
    let is_repeated = matches!(after, Interact | Introspect | Exchange);
    is_repeated && before == after
}
