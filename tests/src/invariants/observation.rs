//! What the invariants are checked against.

use std::time::SystemTime;

use idx_flow::Flow;

use crate::secret_scanner::SecretScanner;
use crate::transcript::{RequestLog, Transcript};

/// A flow at one moment, and the facts that the invariants are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// The time.
    pub now: SystemTime,
    /// The issuer that the flow signs in to.
    pub issuer: &'a str,
    /// Every secret seen so far.
    pub secrets: &'a SecretScanner,
    /// The log of what happened.
    pub transcript: &'a Transcript,
    /// When the host reported the last response, or that there was none. `None` if it did not, or
    /// reported a response of the device since then.
    pub last_reply: Option<SystemTime>,
    /// The requests, without secrets.
    pub requests: &'a RequestLog,
    /// Whether the clock was set back. The engine may then end a wait early.
    pub was_set_back: bool,
    /// Until when the last response asked the flow to wait (429 or 503).
    pub limited_until: Option<SystemTime>,
}
