//! The conversation: its states, what moves them, and what they ask of the host.

mod challenge;
mod deadline;
pub(crate) mod device;
pub(crate) mod flow;
pub(crate) mod page;
mod redirect;
pub(crate) mod state;
mod submit;
mod transitions;
#[cfg(test)]
mod trial;
mod view;
