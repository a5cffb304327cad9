//! Builds the body of a submission: the answer's values, the server's defaults and constants.

use super::Answer;
use super::body_json::BodyJson;
use super::convert::convert;
use super::optional_groups::OptionalGroups;
use super::selection::Selection;
use crate::prompt::field::{Choice, Field, FormRef};
use crate::prompt::path;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::list;
use crate::secret::Secret;

impl Remediation {
    /// Returns the JSON body that this answer sends, including the state handle. `None` if the
    /// remediation has no form.
    pub fn body(&self, answer: &Answer) -> Option<Secret> {
        self.has_form.then(|| build(self, answer))
    }
}

/// Builds the JSON text that the answer sends. See [`Answer`] for the order of precedence.
pub(crate) fn build(remediation: &Remediation, answer: &Answer) -> Secret {
    let groups = OptionalGroups::new(remediation, answer);
    let body = Builder::new(answer, &groups).build(remediation.form());
    body.to_json()
}

/// The sources of the values, in the order in which they are inserted.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    Default,
    Answer,
    Constant,
}

struct Builder<'b> {
    answer: &'b Answer,
    groups: &'b OptionalGroups<'b>,
    body: BodyJson,
}

impl<'b> Builder<'b> {
    fn new(answer: &'b Answer, groups: &'b OptionalGroups<'b>) -> Self {
        Self {
            answer,
            groups,
            body: BodyJson::default(),
        }
    }

    fn build(mut self, form: FormRef<'_>) -> BodyJson {
        for source in [Source::Default, Source::Answer, Source::Constant] {
            self.insert_form(form, source);
        }
        self.body
    }

    /// Inserts the values from this source: those of the form, and of the forms of the selected choices.
    fn insert_form(&mut self, form: FormRef<'_>, source: Source) {
        for field in form.fields.iter().chain(form.hidden) {
            if self.groups.is_sent(field.optional_group.path(&field.path)) {
                self.insert_field(field, source);
            }
        }
        if source == Source::Constant {
            for constant in form.constants {
                let is_omitted =
                    constant.is_optional && self.answer.omitted.contains(&constant.path);
                let group = constant.optional_group.path(&constant.path);
                if !is_omitted && self.groups.is_sent(group) {
                    self.insert(&constant.path, constant.value.to_json());
                }
            }
        }
    }

    fn insert_field(&mut self, field: &Field, source: Source) {
        let given = self.answer.values.get(&field.path);
        let Some(value) = given.or(field.value.as_ref()) else {
            return;
        };
        let is_from_source = match given {
            Some(_) => source == Source::Answer,
            None => source == Source::Default,
        };
        match Selection::new(field, value) {
            Some(Selection::One(choice)) => {
                if let Some(value) = choice.value().filter(|_| is_from_source) {
                    self.insert(&field.path, value.to_json());
                }
                self.insert_form(choice.form(), source);
            }
            Some(Selection::Many(choices)) if is_from_source => {
                let items = choices.iter().map(|choice| self.item(field, choice));
                let items = list(&items.collect::<Vec<_>>());
                self.insert(&field.path, items);
            }
            None if is_from_source => {
                let converted = given.and_then(|value| convert(field, value));
                self.insert(&field.path, converted.unwrap_or_else(|| value.to_json()));
            }
            Some(Selection::Many(_)) | None => {}
        }
    }

    /// The JSON that one of several selected choices sends: its value, or the object of its form.
    fn item(&self, field: &Field, choice: &Choice) -> Secret {
        if let Some(value) = choice.value() {
            return value.to_json();
        }
        let body = Self::new(self.answer, self.groups).build(choice.form());
        let object = body.get(&path::names(&field.path));
        object.unwrap_or_else(|| BodyJson::default().to_json())
    }

    fn insert(&mut self, path: &str, value: Secret) {
        self.body.insert(&path::names(path), value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{build, remediation};
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::json;

    #[test]
    fn constants_override_values_and_values_override_defaults() {
        let form = remediation(json!([
            {"name": "a", "value": "fixed", "mutable": false},
            {"name": "b", "value": "default"},
            {"name": "c"},
            {"name": "d", "value": 7, "visible": false},
            {"name": "e", "visible": false},
            {"name": "stateHandle", "value": "02handle", "mutable": false}
        ]));
        let answer = Answer::unbound("test").with("a", "mine").with("c", "typed");
        let body = json!({"a": "fixed", "b": "default", "c": "typed", "d": 7,
            "stateHandle": "02handle"});
        assert_eq!(build(&form, &answer), body);
    }

    #[test]
    fn groups_with_the_same_name_are_merged_and_empty_groups_are_omitted() {
        let form = remediation(json!([
            {"name": "p", "form": {"value": [{"name": "x"}]}},
            {"name": "p", "value": [{"name": "y"}]},
            {"name": "q", "value": {"form": {"value": [{"name": "z"}]}}}
        ]));
        let answer = Answer::unbound("test").with("p.x", "1").with("p.y", "2");
        assert_eq!(build(&form, &answer), json!({"p": {"x": "1", "y": "2"}}));
    }

    #[test]
    fn only_the_form_of_the_selected_choice_is_sent() {
        let option = |id: &str| {
            json!({"label": id, "value": {"form": {"value": [
                {"name": "id", "value": id, "mutable": false},
                {"name": "channel", "options": [{"value": "sms"}, {"value": "email"}]}]}}})
        };
        let form =
            remediation(json!([{"name": "authenticator", "options": [option("a"), option("b")]}]));
        let answer = Answer::unbound("test")
            .with("authenticator", "b")
            .with("authenticator#1.channel", "email");
        let body = json!({"authenticator": {"id": "b", "channel": "email"}});
        assert_eq!(build(&form, &answer), body);
    }

    #[test]
    fn a_hidden_field_is_sent_if_it_has_a_value() {
        let form = remediation(json!([
            {"name": "c", "form": {"value": [{"name": "signatureData", "required": true, "visible": false}]}}
        ]));
        assert_eq!(form.fields, []);
        assert_eq!(build(&form, &Answer::unbound("test")), json!({}));
        let answer = Answer::unbound("test").with("c.signatureData", "sig");
        assert_eq!(
            build(&form, &answer),
            json!({"c": {"signatureData": "sig"}})
        );
    }

    #[test]
    fn an_escaped_dot_does_not_create_a_group() {
        let form = remediation(
            json!([{"name": "s", "form": {"value": [{"name": "a.b", "type": "boolean"}]}}]),
        );
        let answer = Answer::unbound("test").with("s.a\\.b", "true");
        assert_eq!(build(&form, &answer), json!({"s": {"a.b": true}}));
    }

    fn text(remediation: &Remediation, answer: &Answer) -> String {
        super::build(remediation, answer).expose().to_owned()
    }

    #[test]
    fn numbers_are_sent_back_as_they_were_received() {
        let number = |number: &str| {
            let option = format!(r#"{{"label":"c","value":{number}}}"#);
            let fields = format!(
                r#"[{{"name":"a","value":{number},"mutable":false}},{{"name":"b","type":"number","value":{number}}},
                {{"name":"c","options":[{option}]}},{{"name":"d","value":[{number}],"visible":false}}]"#
            );
            let response =
                format!(r#"{{"remediation":{{"value":[{{"name":"test","value":{fields}}}]}}}}"#);
            let response = IdxResponse::from_json(response.as_bytes()).unwrap();
            let form = &response.prompt.remediations[0];
            text(form, &Answer::unbound("test").with("c", number))
        };
        for n in [
            "7",
            "12345678901234567890",
            "-170141183460469231731687303715884105728",
            "1.50",
            "1e3",
            "1E-999",
            "1e999",
        ] {
            assert_eq!(
                number(n),
                format!(r#"{{"a":{n},"b":{n},"c":{n},"d":[{n}]}}"#)
            );
        }
    }

    #[test]
    fn lists_and_objects_are_constants_and_defaults_too() {
        let form = remediation(json!([
            {"name": "transports", "value": ["usb", "nfc"], "mutable": false},
            {"name": "objects", "value": [{"name": "a"}], "mutable": false},
            {"name": "context", "value": {"b": [1, null], "a": {}}, "mutable": false},
            {"name": "hidden", "value": {"a": 1}, "visible": false},
            {"name": "empty", "value": [], "mutable": false},
            {"name": "null", "value": null, "mutable": false, "visible": false},
            {"name": "roles", "type": "set", "value": ["a", "b"]},
            {"name": "mixed", "value": [1, "a"]},
            {"name": "nothing", "value": null}
        ]));
        let paths: Vec<_> = form
            .fields
            .iter()
            .map(|field| field.path.as_str())
            .collect();
        assert_eq!(paths, ["roles", "mixed", "nothing"]);
        let body = json!({"transports": ["usb", "nfc"], "objects": [{"name": "a"}],
            "context": {"a": {}, "b": [1, null]}, "hidden": {"a": 1}, "empty": [],
            "roles": ["a", "b"], "mixed": [1, "a"]});
        assert_eq!(build(&form, &Answer::unbound("test")), body);
    }

    #[test]
    fn of_several_fields_with_the_same_name_the_last_value_is_sent() {
        let form = remediation(json!([
            {"name": "a", "value": "default 1"},
            {"name": "a", "value": "default 2"},
            {"name": "b", "value": "constant", "mutable": false},
            {"name": "b", "value": "default"},
            {"name": "c", "value": "constant 1", "mutable": false},
            {"name": "c", "value": "constant 2", "mutable": false}
        ]));
        let a = |answer: Answer| build(&form, &answer)["a"].clone();
        let answer = || Answer::unbound("test");
        assert_eq!(a(answer()), "default 2");
        assert_eq!(a(answer().with("a", "mine")), "mine");
        assert_eq!(a(answer().with("a##2", "mine")), "mine");
        assert_eq!(
            a(answer().with("a##2", "second").with("a", "first")),
            "second"
        );
        let body = build(&form, &answer().with("b##2", "mine"));
        assert_eq!(
            (&body["b"], &body["c"]),
            (&json!("constant"), &json!("constant 2"))
        );
    }

    #[test]
    fn an_optional_constant_can_be_left_out() {
        let method =
            json!({"name": "methodType", "required": false, "value": "sms", "mutable": false});
        let id = json!({"name": "id", "required": true, "value": "aut1", "mutable": false});
        let option = json!({"label": "Phone", "value": {"form": {"value": [id, method]}}});
        let form = remediation(json!([
            {"name": "authenticator", "options": [option]},
            {"name": "hint", "required": false, "value": "h", "visible": false},
            {"name": "stateHandle", "required": false, "value": "02h", "mutable": false}]));
        assert_eq!(form.optional_constants().collect::<Vec<_>>(), ["hint"]);
        let choice = &form.fields[0].choices[0];
        let path = "authenticator#0.methodType";
        assert_eq!(choice.optional_constants().collect::<Vec<_>>(), [path]);
        let answer = Answer::unbound("test").with("authenticator", choice.id.as_str());
        let whole = json!({"authenticator": {"id": "aut1", "methodType": "sms"}, "hint": "h", "stateHandle": "02h"});
        assert_eq!(build(&form, &answer), whole);
        let answer = answer.without(path).without("hint").without("stateHandle");
        let body = json!({"authenticator": {"id": "aut1"}, "stateHandle": "02h"});
        assert_eq!(build(&form, &answer), body);
    }
}
