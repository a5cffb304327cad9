//! One field of a form.

use idx_flow::{AuthenticatorKey, Choice, Field, FieldKind, Remediation, RemediationName as Name};
use maud::{Markup, html};

use super::context::{FormContext, element_id, is_asked, sets_password};
use crate::labels;

/// More choices than this are shown in a drop-down list.
const MAX_RADIO_BUTTONS: usize = 8;

/// Draws a field with its label and its errors. The first invalid field gets the focus.
pub(crate) fn draw(
    context: &FormContext<'_>,
    form: &Remediation,
    field: &Field,
    first_invalid: Option<&str>,
) -> Markup {
    let id = element_id(form, &field.path);
    let errors = context.errors(form, &field.path);
    let is_focused = first_invalid == Some(field.path.as_str());
    let error_id = (!errors.is_empty()).then(|| format!("{id}-error"));
    let hints = field.hints.as_ref();
    let hint = hints.and_then(|hints| hints.description.as_deref());
    html! {
        div.field {
            @if field.is_choice() {
                (choices(context, form, field, first_invalid))
            } @else if field.kind == FieldKind::Boolean {
                label.check {
                    input #(id) type="checkbox" name=(field.path) value="true"
                        checked[is_checked(field)] autofocus[is_focused];
                    " " (labels::field(field))
                }
            } @else {
                label for=(id) { (label(context, form, field)) }
                @if let Some(hint) = hint { p.hint { (hint) } }
                @for error in &errors { p.field-error id=[&error_id] { (error) } }
                input #(id) name=(field.path) type=(input_type(field)) value=[value(context, field)]
                    autocomplete=[autocomplete(context, form, field)]
                    inputmode=[is_code(context, field).then_some("numeric")]
                    required[is_required(field)]
                    minlength=[field.min_length] maxlength=[field.max_length]
                    aria-invalid=[error_id.as_ref().map(|_| "true")]
                    aria-describedby=[&error_id] autofocus[is_focused]
                    autocapitalize="none" spellcheck="false";
            }
            @if field.is_choice() || field.kind == FieldKind::Boolean {
                @for error in &errors { p.field-error { (error) } }
            }
        }
    }
}

/// Draws a field with choices. The fields of a choice are shown below it when it is selected.
fn choices(
    context: &FormContext<'_>,
    form: &Remediation,
    field: &Field,
    first_invalid: Option<&str>,
) -> Markup {
    let id = element_id(form, &field.path);
    let default = field.value.as_ref().and_then(|value| value.as_str());
    let has_few = field.choices.len() <= MAX_RADIO_BUTTONS;
    let have_fields = field
        .choices
        .iter()
        .any(|choice| !choice.fields().is_empty());
    let is_selected =
        |choice: &Choice| field.choices.len() == 1 || default == Some(choice.id.as_str());
    let offered = || {
        let choices = field.choices.iter();
        choices.filter(|choice| !is_current_channel(context, field, choice))
    };
    html! {
        @if has_few || have_fields {
            fieldset #(id) {
                legend { (labels::field(field)) }
                @for choice in offered() {
                    @let asked = || choice.fields().iter().filter(|field| is_asked(form, &field.path));
                    div.choice {
                        label.check {
                            input type="radio" name=(field.path) value=(choice.id)
                                required[is_required(field)] checked[is_selected(choice)];
                            " " (labels::choice(field, choice))
                        }
                        @if asked().next().is_some() {
                            div.nested {
                                @for nested in asked() { (draw(context, form, nested, first_invalid)) }
                            }
                        }
                    }
                }
            }
        } @else {
            label for=(id) { (labels::field(field)) }
            select #(id) name=(field.path) required[is_required(field)] {
                option value="" { "Select an option" }
                @for choice in &field.choices {
                    option value=(choice.id) selected[is_selected(choice)] {
                        (labels::choice(field, choice))
                    }
                }
            }
        }
    }
}

fn is_current_channel(context: &FormContext<'_>, field: &Field, choice: &Choice) -> bool {
    let data = context.prompt.contextual_data();
    let current = data.and_then(|data| data.selected_channel.as_ref());
    labels::leaf(&field.path) == "channel"
        && current.is_some_and(|channel| channel.as_str() == choice.id)
}

/// The label of a field; for the answer to a security question, the question.
fn label(context: &FormContext<'_>, form: &Remediation, field: &Field) -> String {
    let data = context.prompt.contextual_data();
    let question = data.and_then(|data| data.questions.first());
    match question.and_then(|question| question.text.as_ref()) {
        Some(question)
            if form.name == Name::ChallengeAuthenticator
                && labels::leaf(&field.path) == "answer" =>
        {
            question.clone()
        }
        _ => labels::field(field),
    }
}

/// Whether the browser checks that the field has a value. A field of a choice may be hidden.
fn is_required(field: &Field) -> bool {
    field.is_required && !field.is_optional && !field.path.contains('#')
}

fn is_checked(field: &Field) -> bool {
    matches!(field.value, Some(idx_flow::Value::Bool(true)))
}

fn input_type(field: &Field) -> &'static str {
    match labels::leaf(&field.path) {
        _ if field.is_secret => "password",
        "email" => "email",
        "phoneNumber" => "tel",
        _ => "text",
    }
}

/// The value that the user entered last, or else the server's. A secret is never prefilled.
fn value<'f>(context: &'f FormContext<'_>, field: &'f Field) -> Option<&'f str> {
    if field.is_secret {
        return None;
    }
    let entered = context.values.get(&field.path).map(String::as_str);
    entered.or_else(|| field.value.as_ref()?.as_str())
}

/// Whether the value is a code of digits.
fn is_code(context: &FormContext<'_>, field: &Field) -> bool {
    use AuthenticatorKey::{GoogleOtp, OktaEmail, OktaVerify, PhoneNumber};
    let current = context.prompt.current_authenticator.as_ref();
    let key = current.and_then(|current| current.key.as_ref());
    let has_codes = matches!(key, Some(GoogleOtp | OktaEmail | OktaVerify | PhoneNumber));
    has_codes && matches!(labels::leaf(&field.path), "passcode" | "totp")
}

/// The value of `autocomplete`, for browsers and password managers (HTML, section 4.10.18.7).
fn autocomplete(
    context: &FormContext<'_>,
    form: &Remediation,
    field: &Field,
) -> Option<&'static str> {
    Some(match labels::leaf(&field.path) {
        _ if is_code(context, field) => "one-time-code",
        "passcode" if sets_password(form) => "new-password",
        "passcode" => "current-password",
        "identifier" => "username",
        "email" => "email",
        "phoneNumber" => "tel",
        "firstName" => "given-name",
        "lastName" => "family-name",
        _ if field.is_secret => "off",
        _ => return None,
    })
}
