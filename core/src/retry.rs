//! The schedule of retries, and the reason why a flow waits.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::wire::time::{Millis, Timer};

/// The longest delay without a header of the server, in seconds.
const MAX_BACKOFF_S: u64 = 30;
/// The number of consecutive unusable responses after which the engine gives up. They come from a proxy
/// or a captive portal that responds instead of the server.
const MAX_UNUSABLE: u32 = 10;

/// The reason why a flow waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum WaitReason {
    /// The user acts elsewhere, for example approves a push notification.
    #[default]
    Pending,
    /// The server limits the rate of requests.
    RateLimited,
    /// A request failed, and is sent again.
    Retrying {
        /// The number of the next attempt: 2 after the first failure.
        attempt: u32,
        /// The reason why the last attempt failed.
        cause: RetryCause,
    },
}

/// The reason why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum RetryCause {
    /// No response came: no network, a timeout, a closed connection.
    Network,
    /// The response had this HTTP status, and no usable body.
    Status(u16),
}

/// The failed attempts of a request, and the delay before the next one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Retry {
    failures: u32,
    unusable: u32,
    timer: Option<Timer>,
    reason: WaitReason,
    /// The number of earlier attempts of the same request.
    repeats: u32,
    /// The `x-okta-request-id` of the first response to it.
    okta_request_id: Option<String>,
}

impl Retry {
    /// Schedules the first attempt of a request after this delay.
    pub(crate) fn scheduled(now: Millis, delay: Duration, reason: WaitReason) -> Self {
        Self {
            timer: Some(Timer::start(now, delay)),
            reason,
            ..Self::default()
        }
    }

    /// Backs off exponentially: 1, 2, 4, 8, 16, 30, 30… seconds, but never less than `min_wait`.
    pub(crate) fn after_failure(
        self,
        now: Millis,
        cause: RetryCause,
        min_wait: Option<Duration>,
    ) -> Self {
        let wait = min_wait.unwrap_or_default().max(backoff(self.failures));
        self.again(now, wait, cause)
    }

    /// Backs off in the same way after a response without a usable body; `None` after too many of them.
    pub(crate) fn after_unusable(self, now: Millis, status: u16) -> Option<Self> {
        let retry = self.count_unusable();
        let may_retry = retry.unusable < MAX_UNUSABLE;
        may_retry.then(|| retry.after_failure(now, RetryCause::Status(status), None))
    }

    /// Counts a response without a usable body.
    pub(crate) fn count_unusable(self) -> Self {
        Self {
            unusable: self.unusable.saturating_add(1),
            ..self
        }
    }

    /// Counts a failure, and schedules the next attempt after this delay.
    pub(crate) fn again(self, now: Millis, wait: Duration, cause: RetryCause) -> Self {
        let failures = self.failures.saturating_add(1);
        let attempt = failures.saturating_add(1);
        Self {
            failures,
            timer: Some(Timer::start(now, wait)),
            reason: WaitReason::Retrying { attempt, cause },
            repeats: self.repeats.saturating_add(1),
            ..self
        }
    }

    /// Waits as long as the server asked for. That does not count as a failure.
    pub(crate) fn after_rate_limit(self, now: Millis, wait: Duration) -> Self {
        Self {
            timer: Some(Timer::start(now, wait)),
            reason: WaitReason::RateLimited,
            repeats: self.repeats.saturating_add(1),
            ..self
        }
    }

    /// Asks for the current step after an answer was lost: immediately after the first loss, and after
    /// 1, 2, 4… seconds after further losses in a row.
    pub(crate) fn after_loss(
        now: Millis,
        losses: u32,
        cause: RetryCause,
        min_wait: Option<Duration>,
    ) -> Self {
        let delay = losses.checked_sub(2).map(backoff).unwrap_or_default();
        let wait = min_wait.unwrap_or_default().max(delay);
        let attempt = losses.saturating_add(1);
        Self {
            failures: losses.saturating_sub(1),
            timer: Some(Timer::start(now, wait)),
            reason: WaitReason::Retrying { attempt, cause },
            ..Self::default()
        }
    }

    /// Adds the id of the response to the failed attempt.
    pub(crate) fn of_response(self, okta_request_id: Option<&str>) -> Self {
        let id = okta_request_id.map(str::to_owned);
        Self {
            okta_request_id: self.okta_request_id.or(id),
            ..self
        }
    }

    /// Makes the next attempt due immediately.
    pub(crate) fn immediately(self) -> Self {
        Self {
            timer: None,
            ..self
        }
    }

    /// Limits the delay to this length.
    pub(crate) fn limited(self, length: Duration) -> Self {
        Self {
            timer: self.timer.map(|timer| timer.limited(length)),
            ..self
        }
    }

    /// The rest of the delay; `None` if the request may be sent now.
    pub(crate) fn remaining(&self, now: Millis) -> Option<Duration> {
        self.timer.and_then(|timer| timer.remaining(now))
    }

    pub(crate) fn reason(&self) -> WaitReason {
        self.reason
    }

    /// The number of consecutive responses without a usable body.
    pub(crate) fn unusable(&self) -> u32 {
        self.unusable
    }

    /// The number of earlier attempts of the same request, for `X-Okta-Retry-Count`.
    pub(crate) fn repeats(&self) -> u32 {
        self.repeats
    }

    /// The id of the first response to the same request, for `X-Okta-Retry-For`.
    pub(crate) fn okta_request_id(&self) -> Option<&str> {
        self.okta_request_id.as_deref()
    }
}

/// 1, 2, 4, 8, 16, 30, 30… seconds.
fn backoff(failures: u32) -> Duration {
    let seconds = 1u64.checked_shl(failures).unwrap_or(u64::MAX);
    Duration::from_secs(seconds.min(MAX_BACKOFF_S))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis::EPOCH;

    fn seconds(retry: &Retry) -> u64 {
        retry.remaining(NOW).map_or(0, |wait| wait.as_secs())
    }

    #[test]
    fn the_delay_doubles_up_to_30_seconds() {
        let mut retry = Retry::default();
        let delays = [1, 2, 4, 8, 16, 30, 30].map(|_| {
            retry = retry.clone().after_failure(NOW, RetryCause::Network, None);
            seconds(&retry)
        });
        assert_eq!(delays, [1, 2, 4, 8, 16, 30, 30]);
        let min_wait = Some(Duration::from_secs(60));
        assert_eq!(
            seconds(&retry.after_failure(NOW, RetryCause::Network, min_wait)),
            60
        );
    }

    #[test]
    fn the_delay_after_a_lost_answer_grows_with_the_losses() {
        let delays = [1, 2, 3, 4, 9]
            .map(|losses| seconds(&Retry::after_loss(NOW, losses, RetryCause::Network, None)));
        assert_eq!(delays, [0, 1, 2, 4, 30]);
    }

    #[test]
    fn the_tenth_unusable_response_in_a_row_is_the_last() {
        let mut retry = Retry::default();
        for _ in 0..9 {
            retry = retry.after_unusable(NOW, 200).expect("a retry");
        }
        assert_eq!(retry.after_unusable(NOW, 200), None);
    }

    #[test]
    fn a_retry_names_the_attempt_and_the_first_response() {
        let retry = Retry::default()
            .after_failure(NOW, RetryCause::Status(502), None)
            .of_response(Some("req1"))
            .after_failure(NOW, RetryCause::Network, None)
            .of_response(Some("req2"));
        let cause = RetryCause::Network;
        assert_eq!(retry.reason(), WaitReason::Retrying { attempt: 3, cause });
        assert_eq!(
            (retry.repeats(), retry.okta_request_id()),
            (2, Some("req1"))
        );
    }
}
