//! Asks for the value of one field.

use std::fmt;

use idx_flow::{Choice, Field, FieldKind, Secret, Value};
use inquire::validator::Validation;
use inquire::{Confirm, Password, PasswordDisplayMode, Select, Text};

use super::form::Leave;
use crate::labels;

/// What the user types; `None` where that is nothing.
pub(super) fn value(field: &Field, suggested: Option<String>) -> Result<Option<Value>, Leave> {
    let label = format!("{}:", labels::field(field));
    if field.kind == FieldKind::Boolean {
        let default = matches!(field.value, Some(Value::Bool(true)));
        let answer = Confirm::new(&label).with_default(default).prompt()?;
        return Ok(Some(answer.into()));
    }
    let typed = if field.secret {
        secret(&label, suggested)?
    } else {
        text(&label, field, suggested)?
    };
    Ok((!typed.is_empty()).then(|| Value::Text(typed)))
}

/// One of the field's choices.
pub(super) fn choice(field: &Field) -> Result<&Choice, Leave> {
    let label = format!("{}:", labels::field(field));
    let proposed = field.value.as_ref().and_then(Value::as_str);
    let at = field
        .choices
        .iter()
        .position(|choice| Some(choice.id.as_str()) == proposed);
    let choices = field.choices.iter().map(Labelled).collect();
    let list = Select::new(&label, choices).with_starting_cursor(at.unwrap_or(0));
    Ok(list.prompt()?.0)
}

/// Hidden while it is typed. The simulated user's own is taken where nothing is.
fn secret(label: &str, suggested: Option<String>) -> Result<Secret, Leave> {
    let help = match &suggested {
        Some(text) => format!("press Enter to use the simulated user's: {text}"),
        None => "Esc for other ways".to_owned(),
    };
    let prompt = Password::new(label)
        .without_confirmation()
        .with_help_message(&help);
    let typed = prompt
        .with_display_mode(PasswordDisplayMode::Masked)
        .prompt()?;
    Ok(match suggested {
        Some(suggested) if typed.is_empty() => suggested.into(),
        _ => typed.into(),
    })
}

fn text(label: &str, field: &Field, suggested: Option<String>) -> Result<Secret, Leave> {
    let proposed = field
        .value
        .as_ref()
        .and_then(Value::as_str)
        .map(str::to_owned);
    let default = proposed.or(suggested).unwrap_or_default();
    let hints = field
        .hints
        .as_ref()
        .map(|hints| hints.suggestions.clone())
        .unwrap_or_default();
    let offered: Vec<String> = hints.into_iter().map(|hint| hint.value).collect();
    let suggest = move |typed: &str| {
        Ok(offered
            .iter()
            .filter(|it| it.contains(typed))
            .cloned()
            .collect())
    };
    let required = field.required && default.is_empty();
    let whole = move |typed: &str| {
        Ok(if required && typed.is_empty() {
            Validation::Invalid("The server wants this one.".into())
        } else {
            Validation::Valid
        })
    };
    let help = if field.required {
        "Esc for other ways"
    } else {
        "may be left empty; Esc for other ways"
    };
    let mut prompt = Text::new(label)
        .with_help_message(help)
        .with_validator(whole);
    if field
        .hints
        .as_ref()
        .is_some_and(|hints| !hints.suggestions.is_empty())
    {
        prompt = prompt.with_autocomplete(suggest);
    }
    if !default.is_empty() {
        prompt = prompt.with_default(&default);
    }
    Ok(prompt.prompt()?.into())
}

/// A choice as an entry of a list.
struct Labelled<'c>(&'c Choice);

impl fmt::Display for Labelled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&labels::choice(self.0))
    }
}
