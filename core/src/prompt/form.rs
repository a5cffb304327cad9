//! Reading a form: nested groups become flat fields, and what the server fixed is set aside.

use std::collections::BTreeSet;

use super::field::{Choice, ChoiceRest, Constant, Field, FieldHints, FieldKind, Suggestion};
use super::message::Message;
use super::path;
use super::relates::Related;
use super::value::Value;
use crate::wire::json::{Json, ReadError};
use crate::wire::limits::{MAX_CHOICES, MAX_FIELDS};

/// A form, read: what is asked, and what goes back untouched.
#[derive(Default)]
pub(crate) struct Form {
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<Field>,
    pub(crate) constants: Vec<Constant>,
}

/// What holds for all fields of a group, and what has been read so far.
struct Reader<'r, 'a> {
    related: &'r Related<'a>,
    diagnostics: &'r mut Vec<String>,
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
        diagnostics: &mut Vec<String>,
    ) -> Result<Self, ReadError> {
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
    ) -> Result<(), ReadError> {
        for field in list {
            self.budget = self
                .budget
                .checked_sub(1)
                .ok_or(ReadError::TooMany("fields"))?;
            let Some(name) = field.str("name").filter(|name| !name.is_empty()) else {
                self.diagnostics
                    .push("a field without a name was passed over".into());
                continue;
            };
            self.field(field, name, group, form)?;
        }
        Ok(())
    }

    fn field(
        &mut self,
        json: &Json<'_>,
        name: &str,
        group: Group<'_>,
        form: &mut Form,
    ) -> Result<(), ReadError> {
        let path = path::join(group.path, name);
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
            return self.group(list, inner, form);
        }
        if name == "stateHandle" || scalar.is_some() && (!visible || fixed) {
            form.constants
                .extend(scalar.map(|value| Constant { path, value }));
            return Ok(());
        }
        let field = Field {
            label: json.text("label"),
            kind: FieldKind::from(json.str("type")),
            required: json.flag("required") == Some(true),
            optional,
            secret: json.flag("secret") == Some(true),
            value: scalar,
            choices: self.choices(choices, &path)?,
            messages: Message::read_all(json, Some(&path))?,
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

    fn choices(&mut self, list: &[Json<'_>], path: &str) -> Result<Vec<Choice>, ReadError> {
        if list.len() > MAX_CHOICES {
            return Err(ReadError::TooMany("choices"));
        }
        let mut choices = Vec::with_capacity(list.len());
        for (index, json) in list.iter().enumerate() {
            choices.push(self.choice(json, &path::of_choice(path, index))?);
        }
        name_apart(&mut choices);
        Ok(choices)
    }

    fn choice(&mut self, json: &Json<'_>, path: &str) -> Result<Choice, ReadError> {
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

/// An id that is empty, or taken by an earlier choice, gets the choice's number.
fn name_apart(choices: &mut [Choice]) {
    let mut taken = BTreeSet::from([""]);
    let mut repeats = Vec::new();
    for (number, choice) in choices.iter().enumerate() {
        if !taken.insert(choice.id.as_str()) {
            repeats.push(number);
        }
    }
    for number in repeats {
        if let Some(choice) = choices.get_mut(number) {
            let value = choice.value();
            choice.rest.get_or_insert_default().value = value;
            choice.id = format!("{}#{number}", choice.id);
        }
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
        Some(value) => value.written(),
        None => constants
            .iter()
            .map(|fixed| fixed.value.written())
            .collect::<Vec<_>>()
            .join("/"),
    }
}

fn length(json: &Json<'_>, key: &str) -> Option<u32> {
    json.integer(key)
        .and_then(|length| u32::try_from(length).ok())
}
