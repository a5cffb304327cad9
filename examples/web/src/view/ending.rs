//! Pages without a prompt: the flow waits to retry a request, or has failed.

use std::time::Duration;

use idx_flow::{Failure, RetryCause, WaitReason};
use maud::{Markup, html};

use super::{alternatives, messages, paths};
use crate::duration::duration;

/// Draws the page of a flow that waits to retry a request.
pub(crate) fn waiting(csrf: &str, wait: Duration, reason: WaitReason) -> Markup {
    let problem = match reason {
        WaitReason::RateLimited => "Too many attempts.",
        WaitReason::Retrying {
            cause: RetryCause::Status(_),
            ..
        } => "The sign-in service is not available.",
        WaitReason::Retrying { .. } => "The sign-in service does not respond.",
        _ => "The sign-in is in progress.",
    };
    html! {
        p role="status" {
            (problem) " Trying again in " (duration(wait))
            @if let WaitReason::Retrying { attempt, .. } = reason { " (attempt " (attempt) ")" }
            "."
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
        @if let Some(id) = &failure.okta_request_id {
            p.hint { "If you contact support, mention the request ID " (id) "." }
        }
        form method="post" action=(paths::RESTART) {
            input type="hidden" name="csrf" value=(csrf);
            button { "Back to sign in" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_is_shown_as_such() {
        let page = waiting("", Duration::from_secs(60), WaitReason::RateLimited).into_string();
        assert!(page.contains("Too many attempts. Trying again in 60 seconds."));
    }

    #[test]
    fn a_retry_is_shown_with_its_attempt() {
        let reason = |cause| WaitReason::Retrying { attempt: 3, cause };
        let page = |cause| waiting("", Duration::from_secs(2), reason(cause)).into_string();
        let network = page(RetryCause::Network);
        assert!(network.contains("does not respond. Trying again in 2 seconds (attempt 3)."));
        let status = page(RetryCause::Status(503));
        assert!(status.contains("is not available. Trying again in 2 seconds (attempt 3)."));
    }
}
