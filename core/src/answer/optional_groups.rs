//! The optional groups for which an answer has values.

use super::Answer;
use crate::prompt::path;
use crate::prompt::remediation::Remediation;

/// The innermost optional groups of the fields for which an answer has values. An optional group is sent
/// if it is one of them, or contains one of them.
pub(super) struct OptionalGroups<'a>(Vec<&'a str>);

impl<'a> OptionalGroups<'a> {
    pub(super) fn new(remediation: &'a Remediation, answer: &Answer) -> Self {
        let given = answer.values.iter().filter(|(_, value)| !value.is_blank());
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

#[cfg(test)]
mod tests {
    use super::super::test_util::{build, remediation};
    use super::*;
    use serde_json::json;

    #[test]
    fn an_optional_group_is_sent_whole_or_not_at_all() {
        let form = remediation(json!([
            {"name": "g", "required": false, "form": {"value": [
                {"name": "must", "required": true},
                {"name": "default", "value": "d"},
                {"name": "constant", "value": "c", "mutable": false},
                {"name": "inner", "form": {"value": [{"name": "x", "value": "x"}]}},
                {"name": "optional", "required": false, "form": {"value": [
                    {"name": "y"}, {"name": "z", "value": "z", "visible": false}]}}]}},
            {"name": "h", "form": {"value": [{"name": "constant", "value": "c", "mutable": false}]}}
        ]));
        let body =
            |path: &str, value: &str| build(&form, &Answer::unbound("test").with(path, value));
        let h = json!({"constant": "c"});
        assert_eq!(build(&form, &Answer::unbound("test")), json!({"h": h}));
        assert_eq!(body("g.must", ""), json!({"h": h}));
        let mut g = json!({"constant": "c", "default": "d", "inner": {"x": "x"}, "must": "m"});
        assert_eq!(body("g.must", "m"), json!({"g": g, "h": h}));
        g["optional"] = json!({"y": "y", "z": "z"});
        g.as_object_mut().unwrap().remove("must");
        assert_eq!(body("g.optional.y", "y"), json!({"g": g, "h": h}));
    }

    #[test]
    fn an_optional_group_does_not_include_another_group_with_its_name() {
        let form = remediation(json!([
            {"name": "p", "required": false, "form": {"value": [
                {"name": "x"}, {"name": "d", "value": "optional"}]}},
            {"name": "p", "form": {"value": [{"name": "x"}, {"name": "e", "value": "sent"}]}}
        ]));
        let paths: Vec<_> = form
            .fields
            .iter()
            .map(|field| field.path.as_str())
            .collect();
        assert_eq!(paths, ["p.x", "p.d", "p.x##2", "p.e"]);
        let p = |answer: Answer| build(&form, &answer)["p"].clone();
        assert_eq!(p(Answer::unbound("test")), json!({"e": "sent"}));
        let second = Answer::unbound("test").with("p.x##2", "2");
        assert_eq!(p(second), json!({"e": "sent", "x": "2"}));
        let first = Answer::unbound("test").with("p.x", "1");
        assert_eq!(p(first), json!({"d": "optional", "e": "sent", "x": "1"}));
    }
}
