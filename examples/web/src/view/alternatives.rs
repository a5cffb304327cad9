//! The other options on a page: further remediations, and a new sign-in.

use idx_flow::{Prompt, Remediation, RemediationName as Name};
use maud::{Markup, html};

use super::context::FormContext;
use super::{form, paths};
use crate::labels;

/// Draws a remediation without fields as a button, and any other as a link to its own page.
pub(crate) fn draw(context: &FormContext<'_>, shown: &[&Remediation]) -> Markup {
    let prompt = context.prompt;
    let others = others(prompt, shown);
    let is_sign_in = paths::of_prompt(prompt) == paths::SIGN_IN;
    let has_cancel = others.iter().any(|other| other.name == Name::Cancel);
    html! {
        nav.alternatives aria-label="Other options" {
            ul {
                @for other in others {
                    li {
                        @let label = labels::action(prompt, other, context.has_enrolled);
                        @if other.fields.is_empty() {
                            (form::button(context, other))
                        } @else if other.name == Name::SelectEnrollmentChannel {
                            a href=(paths::CHANNEL) { (label) }
                        } @else {
                            a href={ (paths::OTHER) "?form=" (other.id.replace('#', "%23")) } { (label) }
                        }
                    }
                }
                @if !is_sign_in && !has_cancel { li { (restart(context.csrf)) } }
            }
        }
    }
}

/// Draws the button that discards the flow, for prompts without a `cancel` remediation.
pub(crate) fn restart(csrf: &str) -> Markup {
    html! {
        form method="post" action=(paths::RESTART) {
            input type="hidden" name="csrf" value=(csrf);
            button.link { "Back to sign in" }
        }
    }
}

/// The remediations that the page does not show yet, except polls, remediations that only a program
/// can answer, duplicates, and `cancel` on the sign-in page.
fn others<'p>(prompt: &'p Prompt, shown: &[&Remediation]) -> Vec<&'p Remediation> {
    let mut others: Vec<&Remediation> = Vec::new();
    let no_polls = |remediation: &&Remediation| !remediation.is_poll();
    for remediation in prompt.remediations.iter().filter(no_polls) {
        // the server may list an action twice: for the current authenticator and for its enrollment
        let is_same =
            |other: &&Remediation| other.name == remediation.name && other.href == remediation.href;
        let is_idle_cancel =
            remediation.name == Name::Cancel && paths::of_prompt(prompt) == paths::SIGN_IN;
        let is_shown = shown.iter().any(|form| form.id == remediation.id);
        let needs_program = remediation.fields.is_empty()
            && remediation.hidden.iter().any(|field| field.is_required);
        if !is_idle_cancel && !is_shown && !needs_program && !others.iter().any(is_same) {
            others.push(remediation);
        }
    }
    others
}
