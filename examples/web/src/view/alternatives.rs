//! What else can be done on a page.

use idx_flow::{Prompt, Remediation, RemediationName as Name};
use maud::{Markup, html};

use super::form::Forms;
use super::{labels, place};

/// Each as a button where nothing is asked, else as a link to its form.
pub(crate) fn draw(forms: &Forms<'_>, shown: &[&Remediation]) -> Markup {
    let others = others(forms.prompt, shown);
    let is_start = place::form(forms.prompt) == place::SIGN_IN;
    let has_end = is_start || others.iter().any(|one| one.name == Name::Cancel);
    html! {
        nav.ways aria-label="Other ways" {
            ul {
                @for one in others {
                    li {
                        @if one.fields.is_empty() {
                            (forms.button(one))
                        } @else if one.name == Name::SelectEnrollmentChannel {
                            a href=(place::CHANNEL) { (labels::way(forms.prompt, one)) }
                        } @else {
                            a href={ (place::OTHER) "?form=" (one.id.replace('#', "%23")) } {
                                (labels::remediation(one))
                            }
                        }
                    }
                }
                @if !has_end { li { (restart(forms.csrf, "Start over")) } }
            }
        }
    }
}

/// Drops the sign-in, whatever the org says.
pub(crate) fn restart(csrf: &str, label: &str) -> Markup {
    html! {
        form.plain method="post" action="/Account/Restart" {
            input type="hidden" name="csrf" value=(csrf);
            button.link { (label) }
        }
    }
}

/// All but what is shown already, what only waits, a cancel where nothing has begun, and what the server names twice: at the
/// authenticator at hand and at the enrolled one. What only a program can fill in is left out.
fn others<'p>(prompt: &'p Prompt, shown: &[&Remediation]) -> Vec<&'p Remediation> {
    let mut others: Vec<&Remediation> = Vec::new();
    for one in prompt.remediations.iter().filter(|one| !one.is_poll()) {
        let is_same = |known: &&Remediation| known.name == one.name && known.href == one.href;
        let is_idle = one.name == Name::Cancel && place::form(prompt) == place::SIGN_IN;
        let is_drawn = shown.iter().any(|known| known.id == one.id);
        let is_programs = one.fields.is_empty() && one.hidden.iter().any(|field| field.required);
        if !is_idle && !is_drawn && !is_programs && !others.iter().any(is_same) {
            others.push(one);
        }
    }
    others
}
