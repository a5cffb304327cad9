//! How often a prompt is polled, computed independently of the engine.

use std::time::Duration;

use idx_flow::{Channel, Prompt, Remediation, RemediationName, RemediationSource};

/// The interval of the form that is polled: its own `refresh`, or that of the current authenticator's
/// poll, 4 s by default, clamped to 1–60 s. `None` if the prompt is not polled.
pub fn poll_interval(prompt: &Prompt) -> Option<Duration> {
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
