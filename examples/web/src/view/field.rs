//! One field of a form.

use idx_flow::{AuthenticatorKey, Choice, Field, FieldKind, Remediation, RemediationName as Name};
use maud::{Markup, html};

use super::form::{Forms, id, is_asked, sets_password};
use super::labels;

/// More choices than these are a list that unfolds.
const MOST_AT_A_GLANCE: usize = 8;

/// The field with its label and what is wrong with it. The first wrong one has the focus.
pub(crate) fn draw(
    forms: &Forms<'_>,
    form: &Remediation,
    field: &Field,
    first_wrong: Option<&str>,
) -> Markup {
    let id = id(form, &field.path);
    let wrong = forms.wrong(form, &field.path);
    let focused = first_wrong == Some(field.path.as_str());
    let described = (!wrong.is_empty()).then(|| format!("{id}-wrong"));
    let hint = field
        .hints
        .as_ref()
        .and_then(|hints| hints.description.as_deref());
    html! {
        div.field.wrong[!wrong.is_empty()] {
            @if field.is_choice() {
                (choices(forms, form, field, first_wrong))
            } @else if field.kind == FieldKind::Boolean {
                label.check {
                    input #(id) type="checkbox" name=(field.path) value="true"
                        checked[is_on(field)] autofocus[focused];
                    " " (labels::field(field))
                }
            } @else {
                label for=(id) { (label(forms, form, field)) }
                @if let Some(hint) = hint { p.hint { (hint) } }
                @for text in &wrong { p.error id=[&described] { (text) } }
                input #(id) name=(field.path) type=(kind(field)) value=[value(forms, field)]
                    autocomplete=[completes(forms, form, field)]
                    inputmode=[is_code(forms, field).then_some("numeric")]
                    required[field.required && is_plain(field)]
                    minlength=[field.min_length] maxlength=[field.max_length]
                    aria-invalid=[described.as_ref().map(|_| "true")]
                    aria-describedby=[&described] autofocus[focused]
                    autocapitalize="none" spellcheck="false";
            }
            @if field.is_choice() || field.kind == FieldKind::Boolean {
                @for text in &wrong { p.error { (text) } }
            }
        }
    }
}

/// A choice; what belongs to one of them unfolds below it.
fn choices(
    forms: &Forms<'_>,
    form: &Remediation,
    field: &Field,
    first_wrong: Option<&str>,
) -> Markup {
    let id = id(form, &field.path);
    let proposed = field.value.as_ref().and_then(|value| value.as_str());
    let is_short = field.choices.len() <= MOST_AT_A_GLANCE;
    let has_more = field
        .choices
        .iter()
        .any(|choice| !choice.fields().is_empty());
    // a default, or the one that there is
    let is_chosen =
        |choice: &Choice| field.choices.len() == 1 || proposed == Some(choice.id.as_str());
    let offered = || {
        field
            .choices
            .iter()
            .filter(|choice| !is_current(forms, field, choice))
    };
    html! {
        @if is_short || has_more {
            fieldset #(id) {
                legend { (labels::field(field)) }
                @for choice in offered() {
                    div.choice {
                        label.check {
                            input type="radio" name=(field.path) value=(choice.id)
                                required[field.required && is_plain(field)]
                                checked[is_chosen(choice)];
                            " " (labels::choice(field, choice))
                        }
                        @let asked = choice.fields().iter().filter(|one| is_asked(form, &one.path));
                        @if choice.fields().iter().any(|one| is_asked(form, &one.path)) {
                            div.nested {
                                @for inner in asked { (draw(forms, form, inner, first_wrong)) }
                            }
                        }
                    }
                }
            }
        } @else {
            label for=(id) { (labels::field(field)) }
            select #(id) name=(field.path) required[field.required && is_plain(field)] {
                option value="" { "Choose…" }
                @for choice in &field.choices {
                    option value=(choice.id) selected[is_chosen(choice)] {
                        (labels::choice(field, choice))
                    }
                }
            }
        }
    }
}

/// The channel that is in use already.
fn is_current(forms: &Forms<'_>, field: &Field, choice: &Choice) -> bool {
    let context = forms.prompt.contextual_data();
    let channel = context.and_then(|context| context.selected_channel.as_ref());
    labels::leaf(&field.path) == "channel" && channel.is_some_and(|now| now.as_str() == choice.id)
}

/// A question that was chosen earlier stands above its answer.
fn label(forms: &Forms<'_>, form: &Remediation, field: &Field) -> String {
    let asked = forms
        .prompt
        .contextual_data()
        .and_then(|context| context.questions.first());
    match asked.and_then(|question| question.text.as_ref()) {
        Some(question)
            if form.name == Name::ChallengeAuthenticator
                && labels::leaf(&field.path) == "answer" =>
        {
            question.clone()
        }
        _ => labels::field(field),
    }
}

/// The browser insists on what stands by itself. What unfolds below a choice may not be needed.
fn is_plain(field: &Field) -> bool {
    !field.path.contains('#') && !field.optional
}

fn is_on(field: &Field) -> bool {
    matches!(field.value, Some(idx_flow::Value::Bool(true)))
}

fn kind(field: &Field) -> &'static str {
    match labels::leaf(&field.path) {
        _ if field.secret => "password",
        "email" => "email",
        "phoneNumber" => "tel",
        _ => "text",
    }
}

/// What was typed last, or what the server proposes. Secrets are typed anew.
fn value<'f>(forms: &'f Forms<'_>, field: &'f Field) -> Option<&'f str> {
    if field.secret {
        return None;
    }
    let typed = forms.typed.get(&field.path).map(String::as_str);
    typed.or_else(|| field.value.as_ref()?.as_str())
}

/// Whether digits alone are typed: a code by mail or text message, or of an app.
fn is_code(forms: &Forms<'_>, field: &Field) -> bool {
    use AuthenticatorKey::{GoogleOtp, OktaEmail, OktaVerify, PhoneNumber};
    let current = forms.prompt.current_authenticator.as_ref();
    let key = current.and_then(|current| current.key.as_ref());
    let is_by_code = matches!(key, Some(GoogleOtp | OktaEmail | OktaVerify | PhoneNumber));
    matches!(labels::leaf(&field.path), "passcode" | "totp") && is_by_code
}

/// What a browser or password manager may fill in (HTML, section 4.10.18.7).
fn completes(forms: &Forms<'_>, form: &Remediation, field: &Field) -> Option<&'static str> {
    Some(match labels::leaf(&field.path) {
        _ if is_code(forms, field) => "one-time-code",
        "passcode" if sets_password(form) => "new-password",
        "passcode" => "current-password",
        "identifier" => "username",
        "email" => "email",
        "phoneNumber" => "tel",
        "firstName" => "given-name",
        "lastName" => "family-name",
        _ if field.secret => "off",
        _ => return None,
    })
}
