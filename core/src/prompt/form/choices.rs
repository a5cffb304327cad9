//! Reads the choices of a field.

use std::collections::BTreeSet;

use super::{Form, Group, Reader, nested_form};
use crate::prompt::constant::{Constant, OptionalGroup};
use crate::prompt::field::{Choice, ChoiceDetails};
use crate::prompt::path;
use crate::prompt::relates_to::Related;
use crate::prompt::unique::unique_id;
use crate::prompt::value::Value;
use crate::wire::ParseError;
use crate::wire::json::Json;
use crate::wire::limits::MAX_CHOICES;

impl Reader<'_> {
    pub(super) fn choices(
        &mut self,
        list: &[Json<'_>],
        path: &str,
        optional_group: OptionalGroup,
    ) -> Result<Vec<Choice>, ParseError> {
        if list.len() > MAX_CHOICES {
            return Err(ParseError::TooMany("choices"));
        }
        let mut choices = Vec::with_capacity(list.len());
        for (index, json) in list.iter().enumerate() {
            choices.push(self.choice(json, &path::of_choice(path, index), optional_group)?);
        }
        let mut taken = BTreeSet::from([String::new()]);
        for (index, choice) in choices.iter_mut().enumerate() {
            let id = unique_id(&mut taken, &choice.id, index);
            if choice.id != id {
                // keep the value: a choice without details would send its new id
                let value = choice.value();
                choice.details.get_or_insert_default().value = value;
                choice.id = id;
            }
        }
        Ok(choices)
    }

    fn choice(
        &mut self,
        json: &Json<'_>,
        path: &str,
        optional_group: OptionalGroup,
    ) -> Result<Choice, ParseError> {
        let list = nested_form(json, false);
        let mut form = Form::default();
        if let Some(list) = list {
            let inner = Group {
                path,
                visible: true,
                is_optional: false,
                optional_group,
            };
            self.group(list, inner, &mut form)?;
        }
        let value = json
            .get("value")
            .filter(|_| list.is_none())
            .and_then(Value::read_any);
        let Related {
            authenticator,
            method_type,
        } = self.index.resolve(json, self.diagnostics);
        let label = json.text("label");
        Ok(match value {
            Some(Value::Text(text)) if authenticator.is_none() => Choice {
                id: text.expose().to_owned(),
                label,
                details: None,
            },
            value => {
                let id = choice_id(value.as_ref(), &form.constants);
                let details = ChoiceDetails {
                    value,
                    required_groups: form.required_groups,
                    fields: form.fields,
                    hidden: form.hidden,
                    authenticator,
                    method_type,
                    constants: form.constants,
                };
                Choice {
                    id,
                    label,
                    details: Some(Box::new(details)),
                }
            }
        })
    }
}

/// The id of a choice: its value, or else the constants of its form.
fn choice_id(value: Option<&Value>, constants: &[Constant]) -> String {
    match value {
        Some(value) => value.to_id_text(),
        // the state handle changes, and it is a secret
        None => constants
            .iter()
            .filter(|constant| !constant.is_state_handle())
            .map(|constant| constant.value.to_id_text())
            .collect::<Vec<_>>()
            .join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use serde_json::json;

    #[test]
    fn ids_of_choices_are_unique() {
        let option = |value: &str| json!({"label": value, "value": value});
        let options = json!([option("a"), option("a#2"), option("a"), {}]);
        let form = read(&json!([{"name": "f", "options": options}]));
        let choices = &form.unwrap().fields[0].choices;
        let ids: Vec<_> = choices.iter().map(|choice| choice.id.as_str()).collect();
        assert_eq!(ids, ["a", "a#2", "a#3", "#3"]);
        assert_eq!(choices[2].value().unwrap().as_str(), Some("a"));
    }

    #[test]
    fn the_id_of_a_choice_does_not_contain_the_state_handle() {
        let constant =
            |name: &str, value: &str| json!({"name": name, "value": value, "mutable": false});
        let constants = [constant("id", "aut1"), constant("stateHandle", "02h")];
        let form =
            read(&json!([{"name": "f", "options": [{"value": {"form": {"value": constants}}}]}]));
        assert_eq!(form.unwrap().fields[0].choices[0].id, "aut1");
    }
}
