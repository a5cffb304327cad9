//! The form of any remediation.

use idx_flow::{Remediation, RemediationName as Name};
use maud::{Markup, html};

use super::context::{FormContext, is_asked, sets_password};
use super::{field, password, paths};
use crate::labels;

/// Draws a form with its fields and its button.
pub(crate) fn draw(context: &FormContext<'_>, form: &Remediation) -> Markup {
    let first_invalid = context.first_invalid(form);
    let asked = form
        .fields
        .iter()
        .filter(|field| is_asked(form, &field.path));
    html! {
        form method="post" action=(paths::ANSWER) {
            (context.hidden_inputs(form))
            @if let Some(user) = password_owner(context, form) {
                // for password managers; without a name, it is not sent
                input.hidden-username autocomplete="username" value=(user) readonly tabindex="-1" aria-hidden="true";
            }
            @for field in asked {
                (field::draw(context, form, field, first_invalid.as_deref()))
            }
            @if sets_password(form) { (password::rules(context.prompt)) }
            @if !form.scopes.is_empty() {
                ul {
                    @for scope in &form.scopes {
                        li { (scope.label.as_ref().unwrap_or(&scope.name)) }
                    }
                }
            }
            button { (submit_label(context, form)) }
        }
    }
}

/// Draws a form without fields as a button that looks like a link, except "Finish".
pub(crate) fn button(context: &FormContext<'_>, form: &Remediation) -> Markup {
    let label = labels::action(context.prompt, form, context.has_enrolled);
    html! {
        form method="post" action=(paths::ANSWER) {
            (context.hidden_inputs(form))
            button.link[label != labels::FINISH] { (label) }
        }
    }
}

fn submit_label(context: &FormContext<'_>, form: &Remediation) -> String {
    match form.name {
        Name::Identify
        | Name::EnrollProfile
        | Name::EnrollmentChannelData
        | Name::ChallengeAuthenticator
        | Name::EnrollAuthenticator
        | Name::ResetAuthenticator
        | Name::ReenrollAuthenticator
        | Name::ReenrollAuthenticatorWarning
        | Name::Send
        | Name::Resend => labels::action(context.prompt, form, context.has_enrolled),
        _ => "Continue".to_owned(),
    }
}

/// The user whose password the form requests, if it has no field for the user.
fn password_owner<'p>(context: &FormContext<'p>, form: &Remediation) -> Option<&'p str> {
    form.field("credentials.passcode")
        .filter(|field| field.is_secret)?;
    context.prompt.user.as_ref()?.identifier.as_deref()
}
