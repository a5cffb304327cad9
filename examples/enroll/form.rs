//! Fills in any form, field by field.

use idx_flow::{
    Answer, Choice, Field, FieldKind, Prompt, Remediation, RemediationName, Secret, Value,
};
use inquire::validator::Validation;
use inquire::{Confirm, InquireError, Password, PasswordDisplayMode, Select, Text};

use crate::demo::Demo;
use crate::menu::Entry;
use crate::words;

/// The user does not fill in this form.
pub(crate) enum Leave {
    /// Something else, please (Esc).
    Back,
    /// Nothing at all (Ctrl-C), or the terminal is gone.
    Quit,
}

/// A form on the screen.
pub(crate) struct Form<'a> {
    pub(crate) prompt: &'a Prompt,
    pub(crate) demo: Option<&'a Demo>,
}

impl Form<'_> {
    /// Lets the user choose.
    pub(crate) fn choose<'p>(&self, entries: Vec<Entry<'p>>) -> Result<Entry<'p>, Leave> {
        let help = "↑↓ and Enter to choose, letters to find, Ctrl-C to quit";
        let menu = Select::new("What next?", entries).with_page_size(12);
        Ok(menu.with_help_message(help).prompt()?)
    }

    /// Asks for what the entry's form wants to know.
    pub(crate) fn fill(&self, entry: &Entry<'_>) -> Result<Answer, Leave> {
        let remediation = entry.remediation;
        let mut answer = Answer::new(&remediation.id);
        match entry.choice {
            Some((field, choice)) => {
                answer = answer.with(&field.path, choice.id.as_str());
                self.fill_fields(remediation, choice.fields(), &mut answer)?;
            }
            None => self.fill_fields(remediation, &remediation.fields, &mut answer)?,
        }
        Ok(answer)
    }

    fn fill_fields(
        &self,
        remediation: &Remediation,
        fields: &[Field],
        answer: &mut Answer,
    ) -> Result<(), Leave> {
        for field in fields.iter().filter(|field| is_asked(remediation, field)) {
            if field.is_choice() {
                let choice = choose(field)?;
                answer
                    .values
                    .insert(field.path.clone(), choice.id.as_str().into());
                self.fill_fields(remediation, choice.fields(), answer)?;
            } else if let Some(value) = self.value(field)? {
                answer.values.insert(field.path.clone(), value);
            }
        }
        Ok(())
    }

    fn value(&self, field: &Field) -> Result<Option<Value>, Leave> {
        let label = format!("{}:", words::field(field));
        let suggested = self
            .demo
            .and_then(|demo| demo.suggestion(self.prompt, field));
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
}

/// Whether the form has something to ask. What comes with Okta Verify's QR code is chosen later.
pub(crate) fn is_asked(remediation: &Remediation, field: &Field) -> bool {
    let is_later = remediation.name == RemediationName::SelectAuthenticatorEnroll
        && field.path.ends_with(".channel");
    !is_later
}

/// A choice as an entry of a list.
struct Labelled<'c>(&'c Choice);

impl std::fmt::Display for Labelled<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&words::choice(self.0))
    }
}

fn choose(field: &Field) -> Result<&Choice, Leave> {
    let label = format!("{}:", words::field(field));
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

impl From<InquireError> for Leave {
    fn from(error: InquireError) -> Self {
        if matches!(error, InquireError::OperationCanceled) {
            Self::Back
        } else {
            Self::Quit
        }
    }
}
