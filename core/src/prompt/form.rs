//! Reading a form: nested groups become flat fields, and what the server fixed is set aside.

use std::collections::BTreeSet;

use super::diagnostics::Diagnostics;
use super::field::{Choice, ChoiceRest, Constant, Field, FieldHints, FieldKind, Suggestion};
use super::message::Message;
use super::path;
use super::relates_to::Related;
use super::unique::unique_id;
use super::value::Value;
use crate::wire::ParseError;
use crate::wire::json::Json;
use crate::wire::limits::{MAX_CHOICES, MAX_FIELDS, MAX_PATH};

/// A form, read: what is asked, and what goes back untouched.
#[derive(Default)]
pub(crate) struct Form {
    /// The paths of the groups that must not be left empty.
    pub(crate) required_groups: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<Field>,
    pub(crate) constants: Vec<Constant>,
}

/// What holds for all fields of a group, and what has been read so far.
struct Reader<'r, 'a> {
    related: &'r Related<'a>,
    diagnostics: &'r mut Diagnostics,
    budget: usize,
}

#[derive(Clone, Copy)]
struct Group<'p> {
    path: &'p str,
    visible: bool,
    optional: bool,
}

impl Form {
    pub(crate) fn read(
        list: &[Json<'_>],
        related: &Related<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, ParseError> {
        let mut form = Self::default();
        let mut reader = Reader {
            related,
            diagnostics,
            budget: MAX_FIELDS,
        };
        let whole = Group {
            path: "",
            visible: true,
            optional: false,
        };
        reader.group(list, whole, &mut form)?;
        form.fields.shrink_to_fit();
        form.hidden.shrink_to_fit();
        form.constants.shrink_to_fit();
        Ok(form)
    }
}

impl Reader<'_, '_> {
    fn group(
        &mut self,
        list: &[Json<'_>],
        group: Group<'_>,
        form: &mut Form,
    ) -> Result<(), ParseError> {
        for field in list {
            self.charge_budget(1)?;
            let Some(name) = field.str("name").filter(|name| !name.is_empty()) else {
                self.diagnostics
                    .note("a field without a name was passed over");
                continue;
            };
            self.field(field, name, group, form)?;
        }
        Ok(())
    }

    /// Each field and each message repeats a path: together they are counted.
    fn charge_budget(&mut self, count: usize) -> Result<(), ParseError> {
        let left = self.budget.checked_sub(count);
        self.budget = left.ok_or(ParseError::TooMany("fields"))?;
        Ok(())
    }

    fn field(
        &mut self,
        json: &Json<'_>,
        name: &str,
        group: Group<'_>,
        form: &mut Form,
    ) -> Result<(), ParseError> {
        let path = path::join(group.path, name);
        if path.len() > MAX_PATH {
            return Err(ParseError::TooComplex);
        }
        let scalar = json.get("value").and_then(Value::read);
        let visible = group.visible && json.flag("visible") != Some(false);
        let optional = group.optional || json.flag("required") == Some(false);
        let fixed = json.flag("mutable") == Some(false) && scalar.is_some();
        let choices = json.items("options");
        if choices.is_empty()
            && let Some(list) = nested(json)
        {
            let inner = Group {
                path: &path,
                visible,
                optional,
            };
            if visible && json.flag("required") == Some(true) {
                form.required_groups.push(path.clone());
            }
            return self.group(list, inner, form);
        }
        if name == "stateHandle" || scalar.is_some() && (!visible || fixed) {
            form.constants
                .extend(scalar.map(|value| Constant { path, value }));
            return Ok(());
        }
        let messages = Message::read_all(json, Some(&path))?;
        self.charge_budget(messages.len())?;
        let field = Field {
            label: json.text("label"),
            kind: FieldKind::from(json.str("type")),
            required: json.flag("required") == Some(true),
            optional,
            secret: json.flag("secret") == Some(true),
            value: scalar,
            choices: self.choices(choices, &path)?,
            messages,
            min_length: length(json, "minLength"),
            max_length: length(json, "maxLength"),
            hints: FieldHints::read(json, choices),
            path,
        };
        let list = if visible {
            &mut form.fields
        } else {
            &mut form.hidden
        };
        list.push(field);
        Ok(())
    }

    fn choices(&mut self, list: &[Json<'_>], path: &str) -> Result<Vec<Choice>, ParseError> {
        if list.len() > MAX_CHOICES {
            return Err(ParseError::TooMany("choices"));
        }
        let mut choices = Vec::with_capacity(list.len());
        for (index, json) in list.iter().enumerate() {
            choices.push(self.choice(json, &path::of_choice(path, index))?);
        }
        let mut taken = BTreeSet::from([String::new()]);
        for (index, choice) in choices.iter_mut().enumerate() {
            let id = unique_id(&mut taken, &choice.id, index);
            if choice.id != id {
                // without a value of its own, a choice would send its id
                let value = choice.value();
                choice.rest.get_or_insert_default().value = value;
                choice.id = id;
            }
        }
        Ok(choices)
    }

    fn choice(&mut self, json: &Json<'_>, path: &str) -> Result<Choice, ParseError> {
        let list = nested(json);
        let mut form = Form::default();
        if let Some(list) = list {
            let inner = Group {
                path,
                visible: true,
                optional: false,
            };
            self.group(list, inner, &mut form)?;
        }
        let value = json
            .get("value")
            .filter(|_| list.is_none())
            .and_then(Value::read_any);
        let authenticator = self.related.resolve(json, self.diagnostics);
        let label = json.text("label");
        Ok(match value {
            Some(Value::Text(text)) if authenticator.is_none() => Choice {
                id: text.expose().to_owned(),
                label,
                rest: None,
            },
            value => {
                let id = choice_id(value.as_ref(), &form.constants);
                let rest = ChoiceRest {
                    value,
                    required_groups: form.required_groups,
                    fields: form.fields,
                    hidden: form.hidden,
                    authenticator,
                    constants: form.constants,
                };
                Choice {
                    id,
                    label,
                    rest: Some(Box::new(rest)),
                }
            }
        })
    }
}

impl FieldHints {
    /// Sign-up forms pack how to draw a field into its one option, named `display`.
    fn read(json: &Json<'_>, choices: &[Json<'_>]) -> Option<Box<Self>> {
        let display = choices
            .first()
            .and_then(|choice| choice.get("value")?.get("value"));
        let input_type = display.and_then(|display| display.text("inputType"));
        let display = display.filter(|_| input_type.is_some());
        let suggestions = display
            .map(|display| display.items("options"))
            .unwrap_or_default();
        let hints = Self {
            suggestions: suggestions.iter().filter_map(Suggestion::read).collect(),
            input_type,
            hint: json.text("hint"),
            format: json.text("format").or_else(|| display?.text("format")),
            description: json.text("desc"),
        };
        (hints != Self::default()).then(|| Box::new(hints))
    }
}

impl Suggestion {
    fn read(json: &Json<'_>) -> Option<Self> {
        let value = json.text("value")?;
        Some(Self {
            label: json.text("label").unwrap_or_else(|| value.clone()),
            value,
        })
    }
}

/// The wire nests a form in three ways: `form.value`, `value.form.value`, and a bare `value` list.
fn nested<'j, 'a>(json: &'j Json<'a>) -> Option<&'j [Json<'a>]> {
    if let Some(Json::List(list)) = json.get("form").and_then(|form| form.get("value")) {
        return Some(list);
    }
    match json.get("value")? {
        Json::List(list) => Some(list),
        value => match value.get("form")?.get("value")? {
            Json::List(list) => Some(list),
            _ => None,
        },
    }
}

fn choice_id(value: Option<&Value>, constants: &[Constant]) -> String {
    match value {
        Some(value) => value.to_id_text(),
        // a handle is no name for a choice: it changes, and it is a secret
        None => constants
            .iter()
            .filter(|fixed| !fixed.path.ends_with("stateHandle"))
            .map(|fixed| fixed.value.to_id_text())
            .collect::<Vec<_>>()
            .join("/"),
    }
}

fn length(json: &Json<'_>, key: &str) -> Option<u32> {
    json.integer(key)
        .and_then(|length| u32::try_from(length).ok())
}

#[cfg(test)]
mod tests {
    use crate::prompt::remediation::Remediation;
    use crate::prompt::response::IdxResponse;
    use crate::wire::ParseError;
    use serde_json::{Value, json};

    fn read(value: &Value) -> Result<Remediation, ParseError> {
        let response = json!({"remediation": {"value": [{"name": "test", "value": value}]}});
        let reading = IdxResponse::from_json(response.to_string().as_bytes())?;
        Ok(reading.prompt.remediations[0].clone())
    }

    #[test]
    fn ids_of_choices_are_told_apart() {
        let plain = |value: &str| json!({"label": value, "value": value});
        let form =
            read(&json!([{"name": "f", "options": [plain("a"), plain("a#2"), plain("a"), {}]}]));
        let choices = &form.unwrap().fields[0].choices;
        let ids: Vec<_> = choices.iter().map(|choice| choice.id.as_str()).collect();
        assert_eq!(ids, ["a", "a#2", "a#3", "#3"]);
        assert_eq!(choices[2].value().unwrap().as_str(), Some("a"));
    }

    #[test]
    fn a_choice_is_not_named_by_a_handle() {
        let fixed =
            |name: &str, value: &str| json!({"name": name, "value": value, "mutable": false});
        let inner = [fixed("id", "aut1"), fixed("stateHandle", "02h")];
        let form =
            read(&json!([{"name": "f", "options": [{"value": {"form": {"value": inner}}}]}]));
        assert_eq!(form.unwrap().fields[0].choices[0].id, "aut1");
    }

    #[test]
    fn long_names_and_many_messages_are_beyond_the_limits() {
        let leaf = json!({"name": "leaf"});
        let group = json!([{"name": "n".repeat(600), "form": {"value": [leaf]}}]);
        assert_eq!(read(&group), Err(ParseError::TooComplex));
        let told: Vec<_> = (0..400).map(|_| json!({})).collect();
        let field = |n: u32| json!({"name": n.to_string(), "messages": {"value": told}});
        let fields: Vec<_> = (0..6).map(field).collect();
        assert_eq!(read(&json!(fields)), Err(ParseError::TooMany("fields")));
    }
}
