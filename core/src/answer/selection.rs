//! The choices that a value selects.

use crate::prompt::field::{Choice, Field};
use crate::prompt::value::Value;
use crate::secret::Secret;

/// The choices that a value selects.
pub(super) enum Selection<'f> {
    One(&'f Choice),
    /// The field is a [multiple choice](Field::is_multiple_choice): it sends a list.
    Many(Vec<&'f Choice>),
}

impl<'f> Selection<'f> {
    /// `None` if the field has no choices, or if the value is not the id of one.
    pub(super) fn new(field: &'f Field, value: &Value) -> Option<Self> {
        if !field.is_choice() {
            return None;
        }
        match value {
            Value::TextList(ids) if field.is_multiple_choice() => {
                let mut ids = ids.iter().map(Secret::expose);
                let choices = ids.try_fold(Vec::new(), |mut choices, id| {
                    choices.push(field.choice(id)?);
                    Some(choices)
                });
                choices.map(Self::Many)
            }
            Value::TextList(_) => None,
            value => {
                let choice = field.choice(&value.to_id_text())?;
                Some(match field.is_multiple_choice() {
                    true => Self::Many(vec![choice]),
                    false => Self::One(choice),
                })
            }
        }
    }

    pub(super) fn choices(&self) -> &[&'f Choice] {
        match self {
            Self::One(choice) => std::slice::from_ref(choice),
            Self::Many(choices) => choices,
        }
    }
}
