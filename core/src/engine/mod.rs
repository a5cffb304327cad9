//! The state machine: its states, its transitions, and the action that each state asks for.

mod annotations;
mod api;
mod challenge;
mod deadline;
pub(crate) mod flow;
mod loopback;
mod next_action;
mod parsed_response;
mod poll;
mod redirect;
mod session;
pub(crate) mod snapshot;
mod sso_extension;
pub(crate) mod state;
mod submission;
#[cfg(test)]
pub(crate) mod test_util;
mod transitions;
mod trust;
