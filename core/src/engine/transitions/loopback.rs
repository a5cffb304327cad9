//! Transitions after a request to Okta Verify on this device.

use super::super::challenge::{is_awaiting_reply, is_first_challenge, set_step};
use super::super::flow::Flow;
use super::super::loopback;
use super::super::state::{LoopbackStep, PromptState, State};
use crate::prompt::cancel::{RETURNED_ERROR, UNREACHABLE};

/// The state after a request to Okta Verify. `status` is `None` if no reply came.
pub(in super::super) fn on_loopback_status(flow: &mut Flow, status: Option<u16>) -> State {
    use LoopbackStep::{Challenge, Done, Probe, ReplyLost};
    let (State::Prompt(state), Some(response)) = (flow.state.clone(), &flow.response) else {
        return flow.state.clone();
    };
    let step = flow.device_challenge.map(|challenge| challenge.step);
    let step = match (step.unwrap_or(Done), status) {
        (Probe(index), Some(200..=299)) => Challenge(index),
        (Probe(index), _) => Probe(index.saturating_add(1)),
        (Challenge(_), Some(200..=299)) => {
            set_step(flow, Done);
            // the server knows the answer by now: poll immediately
            return State::Prompt(match is_first_challenge(flow) {
                true => poll_now(state),
                false => state,
            });
        }
        // the app may have been suspended while Okta Verify was in front: the server may know more
        (Challenge(_), None) => {
            set_step(flow, ReplyLost);
            return State::Prompt(poll_now(state));
        }
        // the Okta Verify of another user of this device
        (Challenge(index), Some(503)) => Probe(loopback::next_port(response, index)),
        (Challenge(_), status) => {
            return cancel_challenge(flow, state, RETURNED_ERROR, status);
        }
        (step @ (ReplyLost | Done), _) => step,
    };
    set_step(flow, step);
    next_step(flow, state)
}

/// The prompt if there is another loopback request, or none was needed. Otherwise cancels the challenge.
pub(super) fn next_step(flow: &mut Flow, state: PromptState) -> State {
    let step = flow.device_challenge.map(|challenge| challenge.step);
    match (step, &flow.response) {
        (Some(LoopbackStep::Probe(index)), Some(response))
            if !loopback::has_address(response, index) =>
        {
            cancel_challenge(flow, state, UNREACHABLE, None)
        }
        (Some(LoopbackStep::ReplyLost), _) => {
            cancel_challenge(flow, state, RETURNED_ERROR, Some(0))
        }
        _ => State::Prompt(state),
    }
}

/// Gives up on a challenge that may have reached Okta Verify, without sending it again: the next poll
/// is due immediately. Returns whether there was such a challenge.
pub(in super::super) fn abandon_device_challenge(flow: &mut Flow) -> bool {
    let is_out = is_awaiting_reply(flow);
    match &mut flow.state {
        State::Prompt(state) if is_out => *state = poll_now(state.clone()),
        _ => return false,
    }
    set_step(flow, LoopbackStep::Done);
    true
}

/// Cancels the challenge on the server, once and with a reason, if the prompt has a form for that.
fn cancel_challenge(
    flow: &mut Flow,
    state: PromptState,
    reason: &str,
    status: Option<u16>,
) -> State {
    set_step(flow, LoopbackStep::Done);
    let response = flow.response.as_ref();
    let cancellation =
        response.and_then(|response| loopback::cancellation(flow, response, reason, status));
    cancellation.map_or(State::Prompt(state), State::Submit)
}

/// The same prompt, polled immediately.
fn poll_now(state: PromptState) -> PromptState {
    PromptState {
        poll: state.poll.immediately(),
        ..state
    }
}
