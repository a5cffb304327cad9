//! The states with which a sign-in ends, or starts to end.

use super::super::flow::Flow;
use super::super::state::{Completion, PendingExchange, State};
use crate::failure::Failure;
use crate::retry::Retry;
use crate::secret::Secret;
use crate::tokens::InteractionCode;

/// The state after an interaction code, from a response or from a redirect. `endpoint` is the token
/// endpoint that the server named.
pub(super) fn on_interaction_code(flow: &Flow, code: Secret, endpoint: Option<String>) -> State {
    if !flow.config.parts.stop_at_code {
        return State::Exchange(PendingExchange {
            code,
            endpoint,
            retry: Retry::default(),
        });
    }
    State::Done(Completion::Code(Box::new(InteractionCode {
        code,
        code_verifier: flow.secrets.verifier.clone(),
        nonce: flow.secrets.nonce.clone(),
        token_endpoint: endpoint,
    })))
}

pub(super) fn failed(failure: Failure) -> State {
    State::Failed(Box::new(failure))
}
