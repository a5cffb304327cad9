//! Answers to a prompt.

mod body;
mod body_json;
mod captcha;
mod check;
mod consent;
mod convert;
mod duo;
mod helpers;
mod optional_groups;
mod password;
mod selection;
#[cfg(test)]
mod test_util;
mod webauthn;

use std::collections::{BTreeMap, BTreeSet};

use crate::prompt::Prompt;
use crate::prompt::field::Field;
use crate::prompt::value::Value;

pub(crate) use body::build;
pub(crate) use check::check;
pub(crate) use password::check_password;

/// An answer to a prompt: a remediation, and the values of its fields.
///
/// An answer belongs to the prompt that it was made for. If another prompt has replaced it on the
/// screen, because a poll was faster than the user, the answer is rejected instead of being sent to a
/// form with the same name.
///
/// The engine adds the constants of the form, such as the state handle, and the defaults of fields
/// without a value. If several of them have the same place in the body, because a form repeats a name, a
/// constant overrides a value of the answer, and a value overrides a default. Of two constants, two
/// values or two defaults, the last one in the order of the form is sent; fields come before hidden ones.
/// Of an optional group, nothing is sent unless the answer has a value for one of its fields.
///
/// ```
/// use idx_flow::{Answer, Prompt};
///
/// fn identify(prompt: &Prompt) -> Answer {
///     Answer::new(prompt, "identify")
///         .with("identifier", "ada@acme.example")
///         .with("credentials.passcode", "correct horse")
///         .with("rememberMe", true)
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The [`version`](Prompt::version) of the prompt that the answer was made for.
    pub prompt_version: u64,
    /// The [`id`](crate::Remediation::id) of the remediation.
    pub remediation: String,
    /// The values, by the [`path`](crate::Field::path) of their fields.
    pub values: BTreeMap<String, Value>,
    /// The paths of [optional constants](crate::Remediation::optional_constants) to leave out.
    pub omitted: BTreeSet<String>,
}

impl Answer {
    /// Creates an answer without values, as for skip, resend and cancel.
    pub fn new(prompt: &Prompt, remediation: impl Into<String>) -> Self {
        Self::for_version(prompt.version, remediation)
    }

    /// Creates an answer to the prompt with this [`version`](Prompt::version), if the prompt itself is
    /// not available.
    pub fn for_version(prompt_version: u64, remediation: impl Into<String>) -> Self {
        Self {
            prompt_version,
            ..Self::unbound(remediation)
        }
    }

    /// Sets the value of the field with this path. For a field with choices, it is a choice's `id`.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.insert(path.into(), value.into());
        self
    }

    /// Leaves out an [optional constant](crate::Remediation::optional_constants) of the form. For
    /// example, without its `methodType` an authenticator is selected, but no code is sent yet.
    #[must_use]
    pub fn without(mut self, path: impl Into<String>) -> Self {
        self.omitted.insert(path.into());
        self
    }

    /// The value that is sent for a field: that of the answer, or the server's default.
    fn value_of<'v>(&'v self, field: &'v Field) -> Option<&'v Value> {
        let value = self.values.get(&field.path).or(field.value.as_ref());
        value.filter(|value| !value.is_blank())
    }

    /// Creates an answer of the engine itself, for its current prompt.
    pub(crate) fn unbound(remediation: impl Into<String>) -> Self {
        Self {
            prompt_version: 0,
            remediation: remediation.into(),
            values: BTreeMap::new(),
            omitted: BTreeSet::new(),
        }
    }
}
