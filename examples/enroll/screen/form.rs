//! Fills in any form, field by field.

use idx_flow::{Answer, Field, Prompt, Remediation, RemediationName};
use inquire::Select;

use super::input::{self, InputExit};
use crate::demo::Demo;
use crate::labels;
use crate::menu::{self, Entry};

/// A prompt whose forms are filled in.
pub(super) struct Form<'a> {
    pub(super) prompt: &'a Prompt,
    pub(super) demo: Option<&'a Demo>,
    /// The default for the username.
    pub(super) username: Option<&'a str>,
}

impl Form<'_> {
    /// Lets the user choose an entry.
    pub(super) fn choose<'p>(&self, entries: Vec<Entry<'p>>) -> Result<Entry<'p>, InputExit> {
        let help = "↑↓ to move, Enter to select, type to filter, Ctrl-C to quit";
        let preselected = menu::preselected(&entries);
        let menu = Select::new("Select an option:", entries).with_page_size(12);
        let menu = menu.with_starting_cursor(preselected);
        Ok(menu.with_help_message(help).prompt()?)
    }

    /// Asks for the fields of the entry's form.
    pub(super) fn fill(&self, entry: &Entry<'_>) -> Result<Answer, InputExit> {
        let remediation = entry.remediation;
        let mut answer = Answer::new(self.prompt, &remediation.id);
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
        let is_username = labels::leaf(&field.path) == "identifier";
        match self.username.filter(|_| is_username) {
            Some(username) => Some(username.to_owned()),
            None => self.demo?.suggestion(self.prompt, field),
        }
    }

    fn fill_fields(
        &self,
        remediation: &Remediation,
        fields: &[Field],
        answer: &mut Answer,
    ) -> Result<(), InputExit> {
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

/// Whether to ask for a field. Okta Verify's channel is chosen at the prompt with the QR code.
pub(super) fn is_asked(remediation: &Remediation, field: &Field) -> bool {
    let is_channel = remediation.name == RemediationName::SelectAuthenticatorEnroll
        && labels::leaf(&field.path) == "channel";
    !is_channel
}
