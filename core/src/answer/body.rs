//! Builds the body of a submission: the answer's values, the server's defaults and constants.

use serde_json::{Map, Value as Plain};
use zeroize::Zeroize as _;

use super::Answer;
use crate::prompt::field::{Choice, Constant, Field};
use crate::prompt::path;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;
use crate::secret::Secret;

impl Remediation {
    /// Returns the JSON body that this answer sends, including the state handle. `None` if the
    /// remediation has no form.
    pub fn body(&self, answer: &Answer) -> Option<Secret> {
        self.has_form.then(|| build(self, answer))
    }
}

/// Builds the JSON text that the answer sends. A constant of the server overrides any other value.
pub(crate) fn build(remediation: &Remediation, answer: &Answer) -> Secret {
    let mut body = Map::new();
    let Remediation {
        fields,
        hidden,
        constants,
        ..
    } = remediation;
    insert_values(&mut body, (fields, hidden), constants, answer);
    let mut body = Plain::Object(body);
    // sorted, in case another crate of the build enables serde_json's `preserve_order`
    body.sort_all_objects();
    let text = Secret::from(body.to_string());
    zeroize_json(&mut body);
    text
}

/// Zeroizes all strings, which include passwords and the state handle.
fn zeroize_json(json: &mut Plain) {
    match json {
        Plain::String(text) => text.zeroize(),
        Plain::Array(items) => items.iter_mut().for_each(zeroize_json),
        Plain::Object(members) => members.values_mut().for_each(zeroize_json),
        Plain::Null | Plain::Bool(_) | Plain::Number(_) => {}
    }
}

/// Inserts the values of the fields, of the selected choices' forms, and the constants.
fn insert_values(
    body: &mut Map<String, Plain>,
    (fields, hidden): (&[Field], &[Field]),
    constants: &[Constant],
    answer: &Answer,
) {
    for field in fields.iter().chain(hidden) {
        let value = answer.values.get(&field.path).or(field.value.as_ref());
        let Some(value) = value else { continue };
        match selected_choice(field, value) {
            Some(choice) => {
                if let Some(value) = choice.value() {
                    insert_at_path(body, &field.path, value.to_json());
                }
                let fields = (choice.fields(), choice.hidden());
                insert_values(body, fields, choice.constants(), answer);
            }
            None => insert_at_path(body, &field.path, coerce(field, value)),
        }
    }
    for constant in constants {
        insert_at_path(body, &constant.path, constant.value.to_json());
    }
}

/// The choice whose id is the value.
pub(super) fn selected_choice<'f>(field: &'f Field, value: &Value) -> Option<&'f Choice> {
    field.choices.first()?;
    field.choice(&value.to_id_text())
}

/// Converts the value to the field's kind. Hosts may pass any value as text.
fn coerce(field: &Field, value: &Value) -> Plain {
    use crate::prompt::field::FieldKind as Kind;
    match (&field.kind, value.as_str()) {
        (Kind::Boolean, Some(text)) => text.parse::<bool>().map_or(value.to_json(), Plain::from),
        (Kind::Integer, Some(text)) => text.parse::<i64>().map_or(value.to_json(), Plain::from),
        (Kind::Number, Some(text)) => {
            let integer = text.parse::<i64>().map(Plain::from);
            integer
                .or_else(|_| text.parse::<f64>().map(Plain::from))
                .unwrap_or(value.to_json())
        }
        (Kind::Set, Some(text)) => Plain::from([text].as_slice()),
        _ => value.to_json(),
    }
}

/// Inserts a value at its path. Creates missing groups.
fn insert_at_path(body: &mut Map<String, Plain>, path: &str, value: Plain) {
    let mut names = path::names(path);
    let Some(last) = names.pop() else { return };
    let mut group = body;
    for name in names {
        let entry = group.entry(name);
        let entry = entry.or_insert_with(|| Plain::Object(Map::new()));
        if !entry.is_object() {
            *entry = Plain::Object(Map::new());
        }
        let Plain::Object(inner) = entry else { return };
        group = inner;
    }
    group.insert(last, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::json;

    fn build(remediation: &Remediation, answer: &Answer) -> Plain {
        serde_json::from_str(super::build(remediation, answer).expose()).unwrap()
    }

    fn remediation(value: Plain) -> Remediation {
        let response = json!({"remediation": {"value": [{"name": "test", "value": value}]}});
        let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        response.prompt.remediations[0].clone()
    }

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
}
