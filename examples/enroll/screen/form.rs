//! Fills in any form, field by field.

use idx_flow::{Answer, Field, Prompt, Remediation, RemediationName};
use inquire::{InquireError, Select};

use crate::demo::Demo;
use crate::menu::Entry;

use super::input;

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

    fn suggestion(&self, field: &Field) -> Option<String> {
        self.demo?.suggestion(self.prompt, field)
    }

    fn fill_fields(
        &self,
        remediation: &Remediation,
        fields: &[Field],
        answer: &mut Answer,
    ) -> Result<(), Leave> {
        for field in fields.iter().filter(|field| is_asked(remediation, field)) {
            if field.is_choice() {
                let choice = input::choice(field)?;
                answer
                    .values
                    .insert(field.path.clone(), choice.id.as_str().into());
                self.fill_fields(remediation, choice.fields(), answer)?;
            } else if let Some(value) = input::value(field, self.suggestion(field))? {
                answer.values.insert(field.path.clone(), value);
            }
        }
        Ok(())
    }
}

/// Whether the form has something to ask. What comes with Okta Verify's QR code is chosen later.
pub(crate) fn is_asked(remediation: &Remediation, field: &Field) -> bool {
    let is_later = remediation.name == RemediationName::SelectAuthenticatorEnroll
        && field.path.ends_with(".channel");
    !is_later
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
