//! The data and helpers that all forms of a page share.

use std::collections::BTreeMap;

use idx_flow::{Prompt, Remediation, RemediationName as Name};
use maud::{Markup, html};

use crate::labels;
use crate::problem::InputProblem;

/// The prompt and the state of its forms.
pub(crate) struct FormContext<'p> {
    pub(crate) prompt: &'p Prompt,
    pub(crate) csrf: &'p str,
    pub(crate) version: &'p str,
    /// The values that the user entered last, by path.
    pub(crate) values: &'p BTreeMap<String, String>,
    pub(crate) problem: Option<&'p InputProblem>,
    pub(crate) has_enrolled: bool,
}

impl FormContext<'_> {
    /// The hidden inputs: the session's token, the version of the prompt and the remediation.
    pub(crate) fn hidden_inputs(&self, form: &Remediation) -> Markup {
        html! {
            input type="hidden" name="csrf" value=(self.csrf);
            input type="hidden" name="version" value=(self.version);
            input type="hidden" name="remediation" value=(form.id);
        }
    }

    /// The errors of a field, from the server or from the engine.
    pub(crate) fn errors<'f>(&'f self, form: &'f Remediation, path: &str) -> Vec<&'f str> {
        let mut errors: Vec<&str> = Vec::new();
        if let Some(field) = form.field(path) {
            errors.extend(field.messages.iter().map(|message| message.text.as_str()));
        }
        let problem = self.problem.filter(|problem| {
            problem.remediation == form.id && problem.path.as_deref() == Some(path)
        });
        errors.extend(problem.map(|problem| problem.text.as_str()));
        errors
    }

    /// The path of the first field with an error.
    pub(crate) fn first_invalid(&self, form: &Remediation) -> Option<String> {
        let messages = self.prompt.all_messages();
        let paths = messages.filter_map(|message| message.field.as_deref());
        let problem = self.problem.and_then(|problem| problem.path.as_deref());
        let mut invalid = paths
            .chain(problem)
            .filter(|path| !self.errors(form, path).is_empty());
        invalid.next().map(str::to_owned)
    }
}

/// The id of a field's HTML element.
pub(crate) fn element_id(form: &Remediation, path: &str) -> String {
    let id = format!("{}-{path}", form.id);
    id.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")
}

/// Whether to ask for a field. Okta Verify's channel is chosen on the page with the QR code.
pub(crate) fn is_asked(form: &Remediation, path: &str) -> bool {
    !(form.name == Name::SelectAuthenticatorEnroll && labels::leaf(path) == "channel")
}

/// Whether the form sets a new password.
pub(crate) fn sets_password(form: &Remediation) -> bool {
    matches!(
        form.name,
        Name::ResetAuthenticator
            | Name::ReenrollAuthenticator
            | Name::ReenrollAuthenticatorWarning
            | Name::EnrollAuthenticator
            | Name::EnrollProfile
    )
}
