//! Asks for the value of one field.

use std::fmt;

use idx_flow::{Choice, Field, FieldKind, Secret, Value};
use inquire::validator::Validation;
use inquire::{Confirm, InquireError, Password, PasswordDisplayMode, Select, Text};

use crate::labels;

const MORE_OPTIONS: &str = "Esc for more options";

/// The reason why the user did not enter a value.
pub(super) enum InputExit {
    /// The user wants other options (Esc).
    Back,
    /// The user quits (Ctrl-C), or the terminal is gone.
    Quit,
}

/// Asks for a value. Returns `None` if the user leaves it empty.
pub(super) fn value(field: &Field, suggestion: Option<String>) -> Result<Option<Value>, InputExit> {
    let label = format!("{}:", labels::field(field));
    if field.kind == FieldKind::Boolean {
        let default = matches!(field.value, Some(Value::Bool(true)));
        let answer = Confirm::new(&label).with_default(default).prompt()?;
        return Ok(Some(answer.into()));
    }
    let text = if field.is_secret {
        secret(&label, suggestion)?
    } else {
        text(&label, field, suggestion)?
    };
    Ok((!text.is_empty()).then(|| Value::Text(text)))
}

/// Asks for one of the field's choices.
pub(super) fn choice(field: &Field) -> Result<&Choice, InputExit> {
    let label = format!("{}:", labels::field(field));
    let default = field.value.as_ref().and_then(Value::as_str);
    let cursor = field
        .choices
        .iter()
        .position(|choice| Some(choice.id.as_str()) == default);
    let choices = field.choices.iter();
    let choices = choices.map(|choice| LabeledChoice { field, choice });
    let list = Select::new(&label, choices.collect()).with_starting_cursor(cursor.unwrap_or(0));
    Ok(list.prompt()?.choice)
}

/// Asks for a secret, which is masked. If it is left empty, the suggestion is used.
fn secret(label: &str, suggestion: Option<String>) -> Result<Secret, InputExit> {
    let help = match &suggestion {
        Some(text) => format!("press Enter to use {text}"),
        None => MORE_OPTIONS.to_owned(),
    };
    let input = Password::new(label)
        .without_confirmation()
        .with_help_message(&help)
        .with_display_mode(PasswordDisplayMode::Masked);
    let secret = input.prompt()?;
    Ok(match suggestion {
        Some(suggestion) if secret.is_empty() => suggestion.into(),
        _ => secret.into(),
    })
}

fn text(label: &str, field: &Field, suggestion: Option<String>) -> Result<Secret, InputExit> {
    let server_value = field.value.as_ref().and_then(Value::as_str);
    let default = server_value.map(str::to_owned).or(suggestion);
    let default = default.unwrap_or_default();
    let hints = field.hints.as_ref().map(|hints| hints.suggestions.clone());
    let completions = hints.unwrap_or_default().into_iter();
    let completions: Vec<String> = completions.map(|hint| hint.value).collect();
    let has_completions = !completions.is_empty();
    let complete = move |typed: &str| {
        let matching = completions.iter().filter(|text| text.contains(typed));
        Ok(matching.cloned().collect())
    };
    let is_required = field.is_required && default.is_empty();
    let validate = move |typed: &str| {
        Ok(if is_required && typed.is_empty() {
            Validation::Invalid("This field is required.".into())
        } else {
            Validation::Valid
        })
    };
    let help = if field.is_required {
        MORE_OPTIONS.to_owned()
    } else {
        format!("optional; {MORE_OPTIONS}")
    };
    let mut input = Text::new(label)
        .with_help_message(&help)
        .with_validator(validate);
    if has_completions {
        input = input.with_autocomplete(complete);
    }
    if !default.is_empty() {
        input = input.with_default(&default);
    }
    Ok(input.prompt()?.into())
}

struct LabeledChoice<'f> {
    field: &'f Field,
    choice: &'f Choice,
}

impl fmt::Display for LabeledChoice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&labels::choice(self.field, self.choice))
    }
}

impl From<InquireError> for InputExit {
    fn from(error: InquireError) -> Self {
        if matches!(error, InquireError::OperationCanceled) {
            Self::Back
        } else {
            Self::Quit
        }
    }
}
