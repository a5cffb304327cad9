//! `positive-wait`: how long a flow may wait.

use std::time::{Duration, SystemTime};

use idx_flow::Action;

use super::observation::Observation;
use crate::polling::poll_interval;

/// The longest delay before a retry, if the server asks for none.
const MAX_BACKOFF: Duration = Duration::from_secs(30);

/// A wait is longer than zero, and not longer than the poll interval of its own remediation, the time
/// that the last response asked for, or the time to expiry. Right after a response it is as long.
pub(super) fn positive_wait(action: &Action, observed: &Observation<'_>) {
    let now = observed.now;
    let Some(wait) = action.wait() else { return };
    assert!(wait > Duration::ZERO, "positive-wait: a wait of zero");
    let limit = observed.limited_until.map(|until| remaining(until, now));
    let limit = limit.unwrap_or_default();
    let Some(prompt) = action.prompt() else {
        let longest = limit.max(MAX_BACKOFF);
        assert!(wait <= longest, "positive-wait: a retry after {wait:?}");
        return;
    };
    let expiry = observed.flow.expires_in(now).filter(|left| !left.is_zero());
    let polled = poll_interval(prompt).map(|interval| interval.max(limit));
    let longest = [polled, expiry].into_iter().flatten().min();
    let longest = longest.unwrap_or_else(|| panic!("positive-wait: nothing to wait for"));
    let is_new = polled.is_none() || observed.last_reply == Some(now);
    let is_new = is_new && !observed.was_set_back;
    assert!(
        wait == longest || (wait < longest && !is_new),
        "positive-wait: {wait:?} instead of {longest:?}"
    );
}

/// The time until `until`; zero if it has passed.
pub(super) fn remaining(until: SystemTime, now: SystemTime) -> Duration {
    until.duration_since(now).unwrap_or_default()
}
