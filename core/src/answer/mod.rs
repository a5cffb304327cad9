//! What a user answers, by the paths of a form.

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

/// An answer to a prompt: which remediation, and the values by the fields' paths.
///
/// What the server fixed (handles, ids) is added by the engine.
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
    /// An answer without values: enough for buttons such as skip, resend and cancel.
    pub fn new(remediation: impl Into<String>) -> Self {
        Self {
            remediation: remediation.into(),
            values: BTreeMap::new(),
        }
    }

    /// The same with one more value. For a field with choices it is the choice's `id`.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.insert(path.into(), value.into());
        self
    }
}
