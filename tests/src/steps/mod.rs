//! The user's steps. They also work if requests or responses are lost: each step knows the prompts
//! to which it applies, and is repeated until the prompt has changed or has new messages.

mod browser;
mod end;
mod factors;
mod okta_verify;
mod step;

pub use step::{LOGIN, is_current, offers};
