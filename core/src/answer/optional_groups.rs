//! The optional groups for which an answer has values.

use super::Answer;
use crate::prompt::path;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// The innermost optional groups of the fields for which an answer has values. An optional group is sent
/// if it is one of them, or contains one of them.
pub(super) struct OptionalGroups<'a>(Vec<&'a str>);

impl<'a> OptionalGroups<'a> {
    pub(super) fn new(remediation: &'a Remediation, answer: &Answer) -> Self {
        let given = answer.values.iter().filter(|(_, value)| !is_blank(value));
        let fields = given.filter_map(|(path, _)| remediation.field(path));
        let groups = fields.filter_map(|field| field.optional_group.path(&field.path));
        Self(groups.collect())
    }

    /// Whether the group is sent. `None` is the form, which always is.
    pub(super) fn is_sent(&self, group: Option<&str>) -> bool {
        group.is_none_or(|group| {
            let is_in_group = |given: &&str| *given == group || path::is_within(given, group);
            self.0.iter().any(is_in_group)
        })
    }
}

/// Whether the value is empty: the field counts as not filled in.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::TextList(texts) => texts.is_empty(),
        _ => false,
    }
}
