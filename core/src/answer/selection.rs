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

#[cfg(test)]
mod tests {
    use super::super::test_util::{build, remediation};
    use super::*;
    use crate::answer::Answer;
    use serde_json::json;

    #[test]
    fn a_set_with_choices_sends_a_list() {
        let composite = |id: &str| {
            json!({"label": id, "value": {"form": {"value": [
                {"name": "id", "value": id, "mutable": false}, {"name": "level", "value": 1}]}}})
        };
        let form = remediation(json!([{"name": "user", "form": {"value": [
            {"name": "roles", "type": "set", "options": [{"value": "a"}, {"value": 2}, composite("c")]}]}}]));
        let roles = |value: Value, level: Option<&str>| {
            let answer = Answer::unbound("test").with("user.roles", value);
            let path = "user.roles#2.level";
            let answer = level
                .into_iter()
                .fold(answer, |answer, level| answer.with(path, level));
            build(&form, &answer)["user"]["roles"].clone()
        };
        assert_eq!(roles("a".into(), None), json!(["a"]));
        assert_eq!(roles(["a", "2"].into(), None), json!(["a", 2]));
        assert_eq!(roles(["c"].into(), None), json!([{"id": "c", "level": 1}]));
        let expected = json!([{"id": "c", "level": "9"}, "a"]);
        assert_eq!(roles(["c", "a"].into(), Some("9")), expected);
        let none: [&str; 0] = [];
        assert_eq!(roles(none.into(), None), json!([]));
    }

    #[test]
    fn the_factor_of_a_legacy_form_is_not_a_list() {
        let form = remediation(
            json!([{"name": "factorId", "type": "set", "options": [{"value": "emf1"}]}]),
        );
        let answer = Answer::unbound("test").with("factorId", "emf1");
        assert_eq!(build(&form, &answer), json!({"factorId": "emf1"}));
    }
}
