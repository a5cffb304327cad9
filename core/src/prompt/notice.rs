//! A notice for the user about the last answer.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// A notice for the user about the last answer, in addition to the server's messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Notice {
    /// The last answer may not have reached the server: no usable response came. The engine did not
    /// send it again; it asked the server for the current step, and this is it.
    AnswerMayBeLost {
        /// The number of consecutive answers that were lost.
        attempts: u32,
    },
    /// The server rate-limits an answer. The flow rejects it until `retry_at`; every other remediation
    /// can be used.
    RateLimited {
        /// The id of the remediation.
        remediation: String,
        /// The time from which it can be used again, by the host's clock.
        retry_at: SystemTime,
    },
}
