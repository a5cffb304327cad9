//! The requirements for a new password.

use idx_flow::Prompt;
use maud::{Markup, html};

use crate::password_rule::password_rule;

pub(crate) fn rules(prompt: &Prompt) -> Markup {
    let current = prompt.current_authenticator.as_ref();
    let policy = current.and_then(|current| current.password_policy.as_ref());
    html! {
        @if let Some(policy) = policy && !policy.rules.is_empty() {
            section.rules {
                h2 { "Password requirements" }
                ul {
                    @for rule in &policy.rules { li { (password_rule(*rule)) } }
                    @if let Some(count) = policy.history_count.filter(|count| *count > 0) {
                        li { "Not one of your last " (count) " passwords" }
                    }
                }
            }
        }
    }
}
