//! Pages without a prompt: the flow waits to retry a request, or has failed.

use std::time::Duration;

use idx_flow::Failure;
use maud::{Markup, html};

use super::{alternatives, messages, paths};

/// Draws the page of a flow that waits to retry a request.
pub(crate) fn waiting(csrf: &str, wait: Duration, is_rate_limited: bool) -> Markup {
    html! {
        p role="status" {
            @if is_rate_limited {
                "Too many attempts. Try again in " (duration(wait)) "."
            } @else {
                "The sign-in service is not available. Trying again in " (duration(wait)) "."
            }
        }
        p { "This page updates automatically." }
        (alternatives::restart(csrf))
    }
}

/// Draws the page of a flow that has failed.
pub(crate) fn failed(csrf: &str, failure: &Failure) -> Markup {
    let mut reason = failure.to_string();
    reason.replace_range(..1, &reason.get(..1).unwrap_or_default().to_uppercase());
    html! {
        @for message in &failure.messages { (messages::message(message)) }
        @if failure.messages.is_empty() { p { (reason) "." } }
        form method="post" action=(paths::RESTART) {
            input type="hidden" name="csrf" value=(csrf);
            button { "Back to sign in" }
        }
    }
}

/// Returns `a moment`, `30 seconds` or `5 minutes`.
fn duration(duration: Duration) -> String {
    match duration.as_millis().div_ceil(1000) {
        0..=1 => "a moment".to_owned(),
        seconds @ 2..120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_up() {
        assert_eq!(duration(Duration::from_millis(1)), "a moment");
        assert_eq!(duration(Duration::from_millis(59_100)), "60 seconds");
        assert_eq!(duration(Duration::from_secs(121)), "3 minutes");
    }

    #[test]
    fn a_rate_limit_is_shown_as_such() {
        let page = waiting("", Duration::from_secs(60), true).into_string();
        assert!(page.contains("Too many attempts. Try again in 60 seconds."));
    }
}
