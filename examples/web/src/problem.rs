//! Answers that the engine rejects. Nothing was sent to the org.

use idx_flow::{AnswerError, Remediation};

use crate::duration::duration;
use crate::password_rule::password_rule;

/// The reason why an answer was not sent.
pub(crate) enum Problem {
    /// The values cannot be sent.
    Input(InputProblem),
    /// The form belongs to an earlier prompt: the back button, or another tab.
    Stale,
}

/// A problem with the user's input.
pub(crate) struct InputProblem {
    /// The id of the remediation.
    pub(crate) remediation: String,
    /// The path of the field, if the problem concerns one.
    pub(crate) path: Option<String>,
    /// A text for the user.
    pub(crate) text: String,
}

impl Problem {
    pub(crate) fn new(error: &AnswerError, form: &Remediation) -> Self {
        match error {
            AnswerError::StalePrompt => Self::Stale,
            error => Self::Input(InputProblem::new(error, form)),
        }
    }

    /// The problem with the user's input, if it is one.
    pub(crate) fn input(&self) -> Option<&InputProblem> {
        match self {
            Self::Input(problem) => Some(problem),
            Self::Stale => None,
        }
    }
}

impl InputProblem {
    fn new(error: &AnswerError, form: &Remediation) -> Self {
        let (path, text) = match error {
            AnswerError::Missing(path) => (Some(path), "This field is required.".to_owned()),
            AnswerError::InvalidChoice(path) => (Some(path), "Select an option.".to_owned()),
            AnswerError::WrongKind(path) => (Some(path), "Enter a number.".to_owned()),
            AnswerError::TooShort { path, min } => {
                (Some(path), format!("Enter at least {min} characters."))
            }
            AnswerError::TooLong { path, max } => {
                (Some(path), format!("Enter at most {max} characters."))
            }
            AnswerError::PasswordPolicy { path, rules } => {
                let rules = rules.iter().map(|rule| password_rule(*rule).to_lowercase());
                let rules = rules.collect::<Vec<_>>().join(", ");
                let text = format!("Password requirements were not met: {rules}.");
                (Some(path), text)
            }
            AnswerError::RateLimited { wait, .. } => {
                let left = duration(*wait);
                (None, format!("Too many attempts. Try again in {left}."))
            }
            _ => (None, "This form cannot be submitted here.".to_owned()),
        };
        Self {
            remediation: form.id.clone(),
            path: path.cloned(),
            text,
        }
    }
}
