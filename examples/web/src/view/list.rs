//! "Select an authenticator": a form whose one field is a choice, as a button for each.

use idx_flow::{Authenticator, Choice, Field, Remediation};
use maud::{Markup, html};

use super::field;
use super::form::{Forms, is_asked};
use super::labels;

/// The one field, where the form is such a choice.
pub(crate) fn choice(form: &Remediation) -> Option<&Field> {
    match form.fields.as_slice() {
        [only] if only.is_choice() && labels::leaf(&only.path) == "authenticator" => Some(only),
        _ => None,
    }
}

pub(crate) fn draw(forms: &Forms<'_>, form: &Remediation, field: &Field) -> Markup {
    html! {
        ul.authenticators {
            @for choice in &field.choices { li { (card(forms, form, field, choice)) } }
        }
    }
}

fn card(forms: &Forms<'_>, form: &Remediation, field: &Field, choice: &Choice) -> Markup {
    let label = labels::choice(field, choice);
    let about = choice.authenticator();
    let purpose = labels::purpose(about.and_then(|about| about.key.as_ref()));
    let asked: Vec<_> = choice
        .fields()
        .iter()
        .filter(|one| is_asked(form, &one.path))
        .collect();
    html! {
        form method="post" action="/Account/Answer" {
            (forms.hidden(form))
            input type="hidden" name=(field.path) value=(choice.id);
            @if asked.is_empty() {
                button.card { (face(&label, about, purpose)) }
            } @else {
                details.card {
                    summary { (face(&label, about, purpose)) }
                    @for inner in asked { (field::draw(forms, form, inner, None)) }
                    button { "Continue" }
                }
            }
        }
    }
}

fn face(label: &str, about: Option<&Authenticator>, purpose: Option<&str>) -> Markup {
    let profile = about.map(|about| &about.profile);
    let told = ["phoneNumber", "email", "deviceName"];
    let own = profile.and_then(|profile| told.iter().find_map(|name| profile.get(*name)));
    html! {
        span.name { (label) }
        @if let Some(text) = own.map(String::as_str).or(purpose) { span.hint { (text) } }
    }
}
