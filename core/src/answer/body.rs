//! The body of a submission: what was answered, and what the server fixed.

use serde_json::{Map, Value as Plain};
use zeroize::Zeroize as _;

use super::Answer;
use crate::prompt::field::{Choice, Constant, Field};
use crate::prompt::path;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;
use crate::secret::Secret;

impl Remediation {
    /// The JSON body that this answer would send, with the server's handles; `None` if the
    /// remediation has no form.
    pub fn body(&self, answer: &Answer) -> Option<Secret> {
        self.has_form.then(|| build(self, answer))
    }
}

/// The JSON text that the answer sends. The server's own values win over everything.
pub(crate) fn build(remediation: &Remediation, answer: &Answer) -> Secret {
    let mut body = Map::new();
    let Remediation {
        fields,
        hidden,
        constants,
        ..
    } = remediation;
    fill(&mut body, (fields, hidden), constants, answer);
    let mut body = Plain::Object(body);
    // the same bytes also where another crate of the build has serde_json keep the order of insertion
    body.sort_all_objects();
    let text = Secret::from(body.to_string());
    zeroize_json(&mut body);
    text
}

/// The values are passwords and handles: these copies do not stay behind in freed memory.
fn zeroize_json(json: &mut Plain) {
    match json {
        Plain::String(text) => text.zeroize(),
        Plain::Array(items) => items.iter_mut().for_each(zeroize_json),
        Plain::Object(members) => members.values_mut().for_each(zeroize_json),
        Plain::Null | Plain::Bool(_) | Plain::Number(_) => {}
    }
}

fn fill(
    body: &mut Map<String, Plain>,
    (fields, hidden): (&[Field], &[Field]),
    constants: &[Constant],
    answer: &Answer,
) {
    for field in fields.iter().chain(hidden) {
        let given = answer.values.get(&field.path).or(field.value.as_ref());
        let Some(value) = given else { continue };
        match chosen(field, value) {
            Some(choice) => {
                if let Some(value) = choice.value() {
                    insert_at_path(body, &field.path, value.to_json());
                }
                let fields = (choice.fields(), choice.hidden());
                fill(body, fields, choice.constants(), answer);
            }
            None => insert_at_path(body, &field.path, coerce(field, value)),
        }
    }
    for constant in constants {
        insert_at_path(body, &constant.path, constant.value.to_json());
    }
}

/// The choice that a value names, if it names one.
pub(super) fn chosen<'f>(field: &'f Field, value: &Value) -> Option<&'f Choice> {
    field.choices.first()?;
    field.choice(&value.to_id_text())
}

/// The value as the field's kind wants it: hosts may hand all as text.
fn coerce(field: &Field, value: &Value) -> Plain {
    use crate::prompt::field::FieldKind as Kind;
    match (&field.kind, value.as_str()) {
        (Kind::Boolean, Some(text)) => text.parse::<bool>().map_or(value.to_json(), Plain::from),
        (Kind::Integer, Some(text)) => text.parse::<i64>().map_or(value.to_json(), Plain::from),
        (Kind::Number, Some(text)) => {
            let whole = text.parse::<i64>().map(Plain::from);
            whole
                .or_else(|_| text.parse::<f64>().map(Plain::from))
                .unwrap_or(value.to_json())
        }
        (Kind::Set, Some(text)) => Plain::from([text].as_slice()),
        _ => value.to_json(),
    }
}

/// Puts a value where its path says; groups are made as needed, and merged.
fn insert_at_path(body: &mut Map<String, Plain>, path: &str, value: Plain) {
    let mut names = path::names(path);
    let Some(last) = names.pop() else { return };
    let mut at = body;
    for name in names {
        let entry = at.entry(name).or_insert_with(|| Plain::Object(Map::new()));
        if !entry.is_object() {
            *entry = Plain::Object(Map::new());
        }
        let Plain::Object(group) = entry else { return };
        at = group;
    }
    at.insert(last, value);
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
        let reading = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        reading.prompt.remediations[0].clone()
    }

    #[test]
    fn the_servers_values_come_along_and_win() {
        let form = remediation(json!([
            {"name": "a", "value": "fixed", "mutable": false},
            {"name": "b", "value": "default"},
            {"name": "c"},
            {"name": "d", "value": 7, "visible": false},
            {"name": "e", "visible": false},
            {"name": "stateHandle", "value": "02handle", "mutable": false}
        ]));
        let answer = Answer::new("test").with("a", "mine").with("c", "typed");
        let body = json!({"a": "fixed", "b": "default", "c": "typed", "d": 7,
            "stateHandle": "02handle"});
        assert_eq!(build(&form, &answer), body);
    }

    #[test]
    fn groups_of_one_name_are_merged_and_empty_ones_left_out() {
        let form = remediation(json!([
            {"name": "p", "form": {"value": [{"name": "x"}]}},
            {"name": "p", "value": [{"name": "y"}]},
            {"name": "q", "value": {"form": {"value": [{"name": "z"}]}}}
        ]));
        let answer = Answer::new("test").with("p.x", "1").with("p.y", "2");
        assert_eq!(build(&form, &answer), json!({"p": {"x": "1", "y": "2"}}));
    }

    #[test]
    fn only_the_chosen_form_is_sent() {
        let option = |id: &str| {
            json!({"label": id, "value": {"form": {"value": [
                {"name": "id", "value": id, "mutable": false},
                {"name": "channel", "options": [{"value": "sms"}, {"value": "email"}]}]}}})
        };
        let form =
            remediation(json!([{"name": "authenticator", "options": [option("a"), option("b")]}]));
        let answer = Answer::new("test")
            .with("authenticator", "b")
            .with("authenticator#1.channel", "email");
        let body = json!({"authenticator": {"id": "b", "channel": "email"}});
        assert_eq!(build(&form, &answer), body);
    }

    #[test]
    fn what_a_program_fills_in_is_sent_where_it_is_answered() {
        let form = remediation(json!([
            {"name": "c", "form": {"value": [{"name": "signatureData", "required": true, "visible": false}]}}
        ]));
        assert_eq!(form.fields, []);
        assert_eq!(build(&form, &Answer::new("test")), json!({}));
        let answer = Answer::new("test").with("c.signatureData", "sig");
        assert_eq!(
            build(&form, &answer),
            json!({"c": {"signatureData": "sig"}})
        );
    }

    #[test]
    fn a_name_with_a_dot_stays_one_name() {
        let form = remediation(
            json!([{"name": "s", "form": {"value": [{"name": "a.b", "type": "boolean"}]}}]),
        );
        let answer = Answer::new("test").with("s.a\\.b", "true");
        assert_eq!(build(&form, &answer), json!({"s": {"a.b": true}}));
    }
}
