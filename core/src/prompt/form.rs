//! Reads a form: flattens nested groups into a list of fields, and separates the constants.

mod choices;

use std::collections::BTreeMap;

use super::constant::{Constant, OptionalGroup, RequiredGroup};
use super::diagnostics::Diagnostics;
use super::field::{Field, FieldKind};
use super::hints::FieldHints;
use super::message::Message;
use super::path;
use super::relates_to::RelatesToIndex;
use super::value::Value;
use crate::wire::ParseError;
use crate::wire::json::Json;
use crate::wire::limits::{MAX_FIELDS, MAX_PATH};

/// The content of a form.
#[derive(Default)]
pub(crate) struct Form {
    /// The groups that need a value.
    pub(crate) required_groups: Vec<RequiredGroup>,
    /// The fields that the user fills in.
    pub(crate) fields: Vec<Field>,
    /// The fields that the host fills in.
    pub(crate) hidden: Vec<Field>,
    /// The values that are sent back unchanged.
    pub(crate) constants: Vec<Constant>,
}

struct Reader<'r> {
    index: &'r RelatesToIndex<'r, 'r>,
    diagnostics: &'r mut Diagnostics,
    /// How many more fields and messages may be read.
    budget: usize,
    /// How many fields and constants have the same groups and name, by their path without a number.
    counts: BTreeMap<String, usize>,
}

/// The properties that the fields of a group inherit.
#[derive(Clone, Copy)]
struct Group<'p> {
    path: &'p str,
    visible: bool,
    is_optional: bool,
    optional_group: OptionalGroup,
}

impl Form {
    pub(crate) fn read(
        list: &[Json<'_>],
        index: &RelatesToIndex<'_, '_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, ParseError> {
        let mut form = Self::default();
        let mut reader = Reader {
            index,
            diagnostics,
            budget: MAX_FIELDS,
            counts: BTreeMap::new(),
        };
        let root = Group {
            path: "",
            visible: true,
            is_optional: false,
            optional_group: OptionalGroup::default(),
        };
        reader.group(list, root, &mut form)?;
        form.fields.shrink_to_fit();
        form.hidden.shrink_to_fit();
        form.constants.shrink_to_fit();
        Ok(form)
    }
}

impl Reader<'_> {
    fn group(
        &mut self,
        list: &[Json<'_>],
        group: Group<'_>,
        form: &mut Form,
    ) -> Result<(), ParseError> {
        for field in list {
            self.charge_budget(1)?;
            let Some(name) = field.str("name").filter(|name| !name.is_empty()) else {
                self.diagnostics.note("a field without a name was skipped");
                continue;
            };
            self.field(field, name, group, form)?;
        }
        Ok(())
    }

    /// Counts fields and messages together, because each of them stores a path.
    fn charge_budget(&mut self, count: usize) -> Result<(), ParseError> {
        let rest = self.budget.checked_sub(count);
        self.budget = rest.ok_or(ParseError::TooMany("fields"))?;
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
        let visible = group.visible && json.flag("visible") != Some(false);
        let required = json.flag("required");
        let is_fixed = json.flag("mutable") == Some(false);
        let choices = json.items("options");
        if choices.is_empty()
            && let Some(list) = nested_form(json, is_fixed)
        {
            return self.nested_group(list, (path, visible, required), group, form);
        }
        let path = self.unique_path(path);
        let value = value(json);
        if name == "stateHandle" || value.is_some() && (!visible || is_fixed) {
            form.constants.extend(value.map(|value| Constant {
                path,
                value,
                is_optional: required == Some(false) && name != "stateHandle",
                optional_group: group.optional_group,
            }));
            return Ok(());
        }
        let messages = Message::read_all(json, Some(&path))?;
        self.charge_budget(messages.len())?;
        let field = Field {
            label: json.text("label"),
            kind: FieldKind::from(json.str("type")),
            is_required: required == Some(true),
            is_optional: group.is_optional || required == Some(false),
            is_secret: json.flag("secret") == Some(true),
            value,
            choices: self.choices(choices, &path, group.optional_group)?,
            messages,
            min_length: length(json, "minLength"),
            max_length: length(json, "maxLength"),
            hints: FieldHints::read(json, choices),
            optional_group: group.optional_group,
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

    /// Reads the fields of a group. Groups with the same name are one group of the body.
    fn nested_group(
        &mut self,
        list: &[Json<'_>],
        (path, visible, required): (String, bool, Option<bool>),
        parent: Group<'_>,
        form: &mut Form,
    ) -> Result<(), ParseError> {
        let is_optional = required == Some(false);
        let group = Group {
            path: &path,
            visible,
            is_optional: parent.is_optional || is_optional,
            optional_group: match is_optional {
                true => OptionalGroup::new(&path),
                false => parent.optional_group,
            },
        };
        if visible && required == Some(true) {
            form.required_groups.push(RequiredGroup {
                path: path.clone(),
                optional_group: parent.optional_group,
            });
        }
        self.group(list, group, form)
    }

    /// The path, with a number if the form has it already.
    fn unique_path(&mut self, path: String) -> String {
        if let Some(count) = self.counts.get_mut(&path) {
            *count += 1;
            return path::repeated(&path, *count);
        }
        self.counts.insert(path.clone(), 1);
        path
    }
}

/// The value of a field: a constant or a default.
fn value(json: &Json<'_>) -> Option<Value> {
    let value = json.get("value")?;
    // a group that is not valid is not a value
    let is_group = value.get("form").is_some();
    (!is_group).then(|| Value::read_any(value)).flatten()
}

/// The fields of a nested form: `form.value`, `value.form.value`, or a bare `value` list with fields. A
/// bare list of other values, or one that is fixed, is a value.
fn nested_form<'j, 'a>(json: &'j Json<'a>, is_fixed: bool) -> Option<&'j [Json<'a>]> {
    if let Some(Json::List(list)) = json.get("form").and_then(|form| form.get("value")) {
        return Some(list);
    }
    let is_field = |json: &Json<'_>| json.str("name").is_some();
    match json.get("value")? {
        Json::List(list) => (!is_fixed && list.iter().any(is_field)).then_some(list),
        value => match value.get("form")?.get("value")? {
            Json::List(list) => Some(list),
            _ => None,
        },
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

    pub(super) fn read(value: &Value) -> Result<Remediation, ParseError> {
        let response = json!({"remediation": {"value": [{"name": "test", "value": value}]}});
        let response = IdxResponse::from_json(response.to_string().as_bytes())?;
        Ok(response.prompt.remediations[0].clone())
    }

    #[test]
    fn long_names_and_many_messages_exceed_the_limits() {
        let leaf = json!({"name": "leaf"});
        let group = json!([{"name": "n".repeat(600), "form": {"value": [leaf]}}]);
        assert_eq!(read(&group), Err(ParseError::TooComplex));
        let messages: Vec<_> = (0..400).map(|_| json!({})).collect();
        let field = |n: u32| json!({"name": n.to_string(), "messages": {"value": messages}});
        let fields: Vec<_> = (0..6).map(field).collect();
        assert_eq!(read(&json!(fields)), Err(ParseError::TooMany("fields")));
    }
}
