//! The runner: a connection to the world for flows, and its doors.

use std::time::SystemTime;

use idx_flow::{Action, Entropy, Flow, FlowConfig, Request, Response, StateName};

use crate::cancel::CancelHandle;
use crate::error::{Error, TransportError};
use crate::exchange;
use crate::settings::RunnerBuilder;

/// Carries out what flows ask for: over HTTP, by the system's clock, with its randomness.
///
/// One runner serves any number of flows and threads. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Runner {
    pub(crate) agent: ureq::Agent,
    /// For what stays on this device.
    pub(crate) device: ureq::Agent,
    pub(crate) max_attempts: u32,
    pub(crate) cancel: CancelHandle,
}

impl Runner {
    /// A runner with the default settings. A proxy is taken from the environment (`HTTPS_PROXY`,
    /// `NO_PROXY` and their like), but never for loopback.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// The settings, to make another one.
    pub fn builder() -> RunnerBuilder {
        RunnerBuilder::default()
    }

    /// The same runner, whose runs end when the handle is canceled.
    #[must_use]
    pub fn canceled_by(&self, handle: &CancelHandle) -> Self {
        Self {
            cancel: handle.clone(),
            ..self.clone()
        }
    }

    /// A new flow, with random bytes from the operating system. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Entropy`] where the system has none.
    pub fn start(&self, config: FlowConfig) -> Result<Flow, Error> {
        let mut bytes = [0; 96];
        getrandom::fill(&mut bytes).map_err(|_| Error::Entropy)?;
        Ok(Flow::start(config, Entropy::from(bytes)))
    }

    /// One HTTP exchange. What comes back is passed on whatever its status, redirects included; of
    /// the body, no more than the engine takes ([`idx_flow::MAX_BODY`]) and one byte.
    ///
    /// # Errors
    /// Where no whole response came. Whether the server acted is unknown.
    pub fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let agent = if request.is_loopback() {
            &self.device
        } else {
            &self.agent
        };
        exchange::carry_out(agent, request)
    }

    /// One step, for a loop of one's own: gives the flow's next action. A [`Send`](Action::Send)
    /// has been carried out by then, and the flow has the response; anything else is the caller's.
    ///
    /// # Errors
    /// [`Error::Transport`] where the exchange did not complete or brought nothing to go on with:
    /// the flow knows, and its next action is to wait and then to try again.
    /// [`Error::Canceled`] where the runner's handle says so; nothing was done.
    pub fn step(&self, flow: &mut Flow) -> Result<Action, Error> {
        if self.cancel.is_canceled() {
            return Err(Error::Canceled);
        }
        let action = flow.next_action(SystemTime::now());
        if let Action::Send { request } = &action {
            hand_over(flow, request, self.exchange(request))?;
        }
        Ok(action)
    }
}

impl Default for Runner {
    fn default() -> Self {
        Self::new()
    }
}

/// Tells the flow what came of the exchange, and the caller whether that was of use.
pub(crate) fn hand_over(
    flow: &mut Flow,
    request: &Request,
    outcome: Result<Response, TransportError>,
) -> Result<(), TransportError> {
    let (before, now) = (flow.state(), SystemTime::now());
    match outcome {
        Ok(response) => {
            let status = response.status;
            flow.handle_response(request.id, response, now);
            if is_standstill(before, flow.state()) {
                return Err(TransportError::Unavailable(status));
            }
            Ok(())
        }
        Err(error) => {
            flow.handle_failure(request.id, now);
            // nobody listens on this device: that is an answer too
            if request.is_loopback() {
                Ok(())
            } else {
                Err(error)
            }
        }
    }
}

/// Whether a reply left everything to be done again.
fn is_standstill(before: StateName, after: StateName) -> bool {
    use StateName::{Exchange, Interact, Introspect, Submit};
    matches!(
        (before, after),
        (Interact, Interact) | (Introspect | Submit, Introspect) | (Exchange, Exchange)
    )
}
