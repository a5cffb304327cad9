//! Something that the user should know about the last answer.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// Something that the user should know about the last answer, besides the server's messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Notice {
    /// The last answer may not have reached the server: no usable response came. The engine did not
    /// send it again; it asked the server for the current step, and this is it.
    AnswerMayBeLost {
        /// The number of answers in a row that were lost.
        attempts: u32,
    },
    /// The server limits the rate of an answer. It is refused until then; every other remediation can
    /// be used.
    RateLimited {
        /// The id of the remediation.
        remediation: String,
        /// When it can be used again, by the host's clock.
        retry_at: SystemTime,
    },
}
