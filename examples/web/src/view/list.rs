//! A list of authenticators: a form with one choice field, drawn as one button for each choice.

use idx_flow::{Authenticator, AuthenticatorKey as Key, Choice, Field, Remediation};
use maud::{Markup, html};

use super::context::{FormContext, is_asked};
use super::{field, paths};
use crate::labels;

/// Returns the choice field, if the form is such a list.
pub(crate) fn choice_field(form: &Remediation) -> Option<&Field> {
    match form.fields.as_slice() {
        [field] if field.is_choice() && labels::leaf(&field.path) == "authenticator" => Some(field),
        _ => None,
    }
}

pub(crate) fn draw(context: &FormContext<'_>, form: &Remediation, field: &Field) -> Markup {
    html! {
        ul.authenticators {
            @for choice in &field.choices { li { (card(context, form, field, choice)) } }
        }
    }
}

fn card(context: &FormContext<'_>, form: &Remediation, field: &Field, choice: &Choice) -> Markup {
    let label = labels::choice(field, choice);
    let hint = hint(choice.authenticator());
    let asked: Vec<_> = choice
        .fields()
        .iter()
        .filter(|field| is_asked(form, &field.path))
        .collect();
    let face = html! {
        span.name { (label) }
        @if let Some(hint) = hint { span.hint { (hint) } }
    };
    html! {
        form method="post" action=(paths::ANSWER) {
            (context.hidden_inputs(form))
            input type="hidden" name=(field.path) value=(choice.id);
            @if asked.is_empty() {
                button.card { (face) }
            } @else {
                details.card {
                    summary { (face) }
                    @for nested in asked { (field::draw(context, form, nested, None)) }
                    button { "Continue" }
                }
            }
        }
    }
}

/// The user's phone number, email address or device, or else a description of the authenticator.
fn hint(authenticator: Option<&Authenticator>) -> Option<&str> {
    let authenticator = authenticator?;
    let names = ["phoneNumber", "email", "deviceName"];
    let own = names
        .iter()
        .find_map(|name| authenticator.profile.get(*name));
    own.map(String::as_str)
        .or_else(|| description(authenticator.key.as_ref()?))
}

fn description(key: &Key) -> Option<&'static str> {
    Some(match key {
        Key::OktaVerify => "An authenticator app on your phone",
        Key::OktaEmail => "A link or code sent to your email",
        Key::PhoneNumber => "A code sent to your phone",
        Key::OktaPassword => "A password for your account",
        Key::GoogleOtp => "A temporary code from the Google Authenticator app",
        Key::SecurityQuestion => "A question and answer of your choice",
        Key::Webauthn => "A security key or a biometric authenticator",
        _ => return None,
    })
}
