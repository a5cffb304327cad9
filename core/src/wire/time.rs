//! Timestamps and timers, in milliseconds since the Unix epoch.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A point in time, in milliseconds since the Unix epoch. Unlike `Instant`, it can be saved in a
/// snapshot; its arithmetic saturates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub(crate) struct Millis(i64);

impl Millis {
    #[cfg(test)]
    pub(crate) const EPOCH: Self = Self(0);

    /// The end of the year 9999. Later times are clamped to it, so that each is a valid `SystemTime`.
    const END: i64 = 253_402_300_799_999;

    pub(crate) fn plus(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(Self::END);
        Self(self.0.saturating_add(millis).clamp(0, Self::END))
    }

    /// The time since `earlier`, in ms. Negative if `earlier` is the later of the two.
    pub(crate) fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    pub(crate) fn shifted(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis).clamp(0, Self::END))
    }

    /// Converts seconds since the epoch, as in JWT claims and rate limit headers.
    pub(crate) fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000).clamp(0, Self::END))
    }

    /// Parses an RFC 3339 timestamp (`expiresAt`, IDX wire).
    pub(crate) fn from_rfc3339(text: &str) -> Option<Self> {
        humantime::parse_rfc3339_weak(text.trim())
            .ok()
            .map(Self::from)
    }

    /// Parses an HTTP date (RFC 9110 section 5.6.7).
    pub(crate) fn from_http_date(text: &str) -> Option<Self> {
        httpdate::parse_http_date(text.trim()).ok().map(Self::from)
    }
}

impl From<i64> for Millis {
    fn from(millis: i64) -> Self {
        Self(millis.clamp(0, Self::END))
    }
}

impl From<Millis> for i64 {
    fn from(millis: Millis) -> Self {
        millis.0
    }
}

impl From<SystemTime> for Millis {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(0).plus(since)
    }
}

impl From<Millis> for SystemTime {
    fn from(millis: Millis) -> Self {
        UNIX_EPOCH + Duration::from_millis(millis.0.unsigned_abs())
    }
}

/// The largest correction by `Date` headers of a clock that decides whether a token is valid, in ms
/// (24 h).
const MAX_CORRECTION: i64 = 24 * 60 * 60 * 1000;

/// The host's time, corrected by the offset of the server's clock, in ms, but by at most 24 h.
pub(crate) fn limit_correction(offset: i64, now: Millis) -> Millis {
    now.shifted(offset.clamp(-MAX_CORRECTION, MAX_CORRECTION))
}

/// A wait that has started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Timer {
    from: Millis,
    until: Millis,
}

impl Timer {
    /// The number of ms that the clock may go back before the wait counts as over. Threads of the host
    /// may read the clock slightly out of order, but setting the clock back by an hour must not delay a
    /// poll by an hour.
    const TOLERANCE: i64 = 5_000;

    pub(crate) fn start(now: Millis, length: Duration) -> Self {
        Self {
            from: now,
            until: now.plus(length),
        }
    }

    /// When the wait ends.
    pub(crate) fn end(&self) -> Millis {
        self.until
    }

    /// Limits the wait to this length.
    pub(crate) fn limited(self, length: Duration) -> Self {
        let until = self.until.min(self.from.plus(length));
        Self { until, ..self }
    }

    /// The rest of the wait, at most its full length; `None` if it is over.
    pub(crate) fn remaining(&self, now: Millis) -> Option<Duration> {
        let passed = now.since(self.from);
        if passed < -Self::TOLERANCE {
            return None;
        }
        let left = self.until.since(self.from) - passed.max(0);
        u64::try_from(left)
            .ok()
            .filter(|left| *left > 0)
            .map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_date_formats_are_parsed() {
        let rfc3339 = Millis::from_rfc3339("2030-01-02T03:04:05.678Z").unwrap();
        let http = Millis::from_http_date("Wed, 02 Jan 2030 03:04:05 GMT").unwrap();
        assert_eq!(rfc3339.since(http), 678);
        assert_eq!(Millis::from_rfc3339("soon"), None);
    }

    #[test]
    fn a_timer_counts_down_until_it_elapses() {
        let timer = Timer::start(Millis(10_000), Duration::from_secs(4));
        assert_eq!(
            timer.remaining(Millis(10_000)),
            Some(Duration::from_secs(4))
        );
        assert_eq!(
            timer.remaining(Millis(13_999)),
            Some(Duration::from_millis(1))
        );
        assert_eq!(timer.remaining(Millis(14_000)), None);
    }

    #[test]
    fn setting_the_clock_back_does_not_prolong_a_wait() {
        let timer = Timer::start(Millis(1_000_000), Duration::from_secs(4));
        assert_eq!(
            timer.remaining(Millis(999_999)),
            Some(Duration::from_secs(4))
        );
        assert_eq!(timer.remaining(Millis(100_000)), None);
    }

    #[test]
    fn extreme_times_are_clamped() {
        let far = Millis::from_seconds(i64::MAX);
        assert!(SystemTime::from(far) > UNIX_EPOCH);
        assert_eq!(Millis::from_seconds(-5), Millis(0));
    }
}
