//! Decides when a failed request is retried.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::wire::time::{Millis, Timer};

/// The longest delay without a header of the server, in seconds.
const MAX_BACKOFF_S: u64 = 30;

/// The consecutive failures of a request, and the delay before its next attempt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Retry {
    failures: u32,
    timer: Option<Timer>,
}

impl Retry {
    /// Backs off exponentially: 1, 2, 4, 8, 16, 30, 30… seconds, but never less than `min_wait`.
    pub(crate) fn after_failure(self, now: Millis, min_wait: Option<Duration>) -> Self {
        let seconds = 1u64.checked_shl(self.failures).unwrap_or(u64::MAX);
        let backoff = Duration::from_secs(seconds.min(MAX_BACKOFF_S));
        Self {
            failures: self.failures.saturating_add(1),
            timer: Some(Timer::start(now, min_wait.unwrap_or_default().max(backoff))),
        }
    }

    /// Waits as long as the server asked for. That does not count as a failure.
    pub(crate) fn after(now: Millis, wait: Duration) -> Self {
        Self {
            failures: 0,
            timer: Some(Timer::start(now, wait)),
        }
    }

    /// The rest of the delay; `None` if the request may be sent now.
    pub(crate) fn remaining(&self, now: Millis) -> Option<Duration> {
        self.timer.and_then(|timer| timer.remaining(now))
    }
}
