//! Answers to a prompt.

mod body;
mod captcha;
mod check;
mod consent;
mod duo;
mod helpers;
mod webauthn;

use std::collections::BTreeMap;

use crate::prompt::value::Value;

pub(crate) use body::build;
pub(crate) use check::check;
pub(crate) use helpers::form_not_offered;

/// An answer to a prompt: a remediation, and the values of its fields.
///
/// The engine adds the constants of the form, such as the state handle, and the defaults of fields
/// without a value.
///
/// ```
/// use idx_flow::Answer;
///
/// let answer = Answer::new("identify")
///     .with("identifier", "ada@acme.example")
///     .with("credentials.passcode", "correct horse")
///     .with("rememberMe", true);
/// assert!(!format!("{answer:?}").contains("horse"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The [`id`](crate::Remediation::id) of the remediation.
    pub remediation: String,
    /// The values, by the [`path`](crate::Field::path) of their fields.
    pub values: BTreeMap<String, Value>,
}

impl Answer {
    /// Creates an answer without values, as for skip, resend and cancel.
    pub fn new(remediation: impl Into<String>) -> Self {
        Self {
            remediation: remediation.into(),
            values: BTreeMap::new(),
        }
    }

    /// Sets the value of the field with this path. For a field with choices, it is a choice's `id`.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.insert(path.into(), value.into());
        self
    }
}
