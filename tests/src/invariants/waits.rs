//! `positive-wait`: how long a flow may wait.

use std::time::{Duration, SystemTime};

use idx_flow::{Action, Channel, Prompt, Remediation, RemediationName, RemediationSource};

use super::Observation;

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
    let polled = own_poll(prompt).map(|interval| interval.max(limit));
    let longest = [polled, expiry].into_iter().flatten().min();
    let longest = longest.unwrap_or_else(|| panic!("positive-wait: nothing to wait for"));
    let is_new = polled.is_none() || observed.last_reply == Some(now);
    let is_new = is_new && !observed.was_set_back;
    assert!(
        wait == longest || (wait < longest && !is_new),
        "positive-wait: {wait:?} instead of {longest:?}"
    );
}

/// The interval of the form that is polled: its own `refresh`, or that of the current authenticator's
/// poll, 4 s by default, clamped to 1–60 s. `None` if the prompt is not polled.
pub fn own_poll(prompt: &Prompt) -> Option<Duration> {
    let data = prompt.contextual_data();
    let channel = data.and_then(|data| data.selected_channel.as_ref());
    let is_sent = |form: &&Remediation| {
        let mut fields = form.fields.iter();
        let is_complete = fields.all(|field| !field.is_required || field.value.is_some());
        form.is_poll() && form.href.is_some() && is_complete
    };
    let mut forms = prompt.remediations.iter();
    let poll = forms.find(is_sent)?;
    if channel == Some(&Channel::Devicebootstrap) {
        return None;
    }
    let mut forms = prompt.remediations.iter();
    let of_authenticator = forms.find(|form| {
        form.source == RemediationSource::Authenticator && form.name == RemediationName::Poll
    });
    let interval = poll.refresh.or_else(|| of_authenticator?.refresh);
    let interval = interval.unwrap_or(Duration::from_secs(4));
    Some(interval.clamp(Duration::from_secs(1), Duration::from_secs(60)))
}

/// The time until `until`; zero if it has passed.
pub(super) fn remaining(until: SystemTime, now: SystemTime) -> Duration {
    until.duration_since(now).unwrap_or_default()
}
