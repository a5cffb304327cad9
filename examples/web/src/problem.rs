//! Input that the engine rejects.

use idx_flow::{InputError, Remediation};

/// A problem with the user's input. Nothing was sent to the org.
pub(crate) struct InputProblem {
    /// The id of the remediation.
    pub(crate) remediation: String,
    /// The path of the field, if the problem concerns one.
    pub(crate) path: Option<String>,
    /// A text for the user.
    pub(crate) text: String,
}

impl InputProblem {
    pub(crate) fn new(error: &InputError, form: &Remediation) -> Self {
        let (path, text) = match error {
            InputError::Missing(path) => (Some(path), "This field is required.".to_owned()),
            InputError::InvalidChoice(path) => (Some(path), "Select an option.".to_owned()),
            InputError::WrongKind(path) => (Some(path), "Enter a number.".to_owned()),
            InputError::TooShort { path, min } => {
                (Some(path), format!("Enter at least {min} characters."))
            }
            InputError::TooLong { path, max } => {
                (Some(path), format!("Enter at most {max} characters."))
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
