//! The state machine: its states, its transitions, and the action that each state asks for.

mod api;
mod challenge;
mod deadline;
pub(crate) mod flow;
mod loopback;
mod next_action;
mod parsed_response;
mod poll;
mod redirect;
pub(crate) mod snapshot;
pub(crate) mod state;
mod submission;
#[cfg(test)]
pub(crate) mod test_util;
mod transitions;
