//! Ion forms and their fields.

use serde_json::{Map, Value, json};

/// The media type of IDX requests and responses.
pub(crate) const MEDIA_TYPE: &str = "application/ion+json; okta-version=1.0.0";
const ACCEPTS: &str = "application/json; okta-version=1.0.0";

/// A form under construction. Each remediation with fields is a form.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    json: Map<String, Value>,
    fields: Vec<Value>,
    state_handle: String,
}

/// A field under construction.
#[derive(Debug, Clone)]
pub(crate) struct Field(Map<String, Value>);

impl Form {
    /// Creates a form that is posted to `href` with the state handle.
    pub(crate) fn new(name: &str, href: String, state_handle: &str) -> Self {
        let json = object([
            ("rel", json!(["create-form"])),
            ("name", json!(name)),
            ("href", json!(href)),
            ("method", json!("POST")),
            ("produces", json!(MEDIA_TYPE)),
            ("accepts", json!(ACCEPTS)),
        ]);
        Self {
            json,
            fields: Vec::new(),
            state_handle: state_handle.to_owned(),
        }
    }

    pub(crate) fn field(mut self, field: Field) -> Self {
        self.fields.push(field.into());
        self
    }

    /// Adds a member to the form.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.json.insert(key.to_owned(), value);
        self
    }

    /// Sets the JSONPath of the object that the form relates to.
    pub(crate) fn relates_to(mut self, path: &str) -> Self {
        self.json.insert("relatesTo".to_owned(), json!([path]));
        self
    }

    /// Sets the polling interval, in ms.
    pub(crate) fn refresh(mut self, interval_ms: u64) -> Self {
        self.json.insert("refresh".to_owned(), json!(interval_ms));
        self
    }
}

impl From<Form> for Value {
    fn from(form: Form) -> Self {
        let handle = Field::fixed("stateHandle", form.state_handle).hidden();
        let mut fields = form.fields;
        fields.push(handle.into());
        let mut json = form.json;
        json.insert("value".to_owned(), Value::Array(fields));
        Value::Object(json)
    }
}

impl Field {
    /// Creates a field without a label.
    pub(crate) fn new(name: &str) -> Self {
        Self(object([("name", json!(name))]))
    }

    /// Creates a text field with a label.
    pub(crate) fn text(name: &str, label: &str) -> Self {
        Self::new(name).label(label)
    }

    /// Creates a boolean field.
    pub(crate) fn boolean(name: &str, label: &str) -> Self {
        Self::new(name).kind("boolean").label(label)
    }

    /// Creates an immutable field, which the client must return unchanged.
    pub(crate) fn fixed(name: &str, value: impl Into<Value>) -> Self {
        Self::new(name)
            .required()
            .value(value)
            .with("mutable", false)
    }

    /// Creates an object field with its nested form in `form`.
    pub(crate) fn object(name: &str, fields: Vec<Self>) -> Self {
        Self::new(name).kind("object").with("form", form(fields))
    }

    /// Creates an object field with its nested form in `value.form`, as in forms that select an
    /// authenticator.
    pub(crate) fn object_in_value(name: &str, fields: Vec<Self>) -> Self {
        Self::new(name)
            .kind("object")
            .value(json!({ "form": form(fields) }))
    }

    /// Creates a field with options. Each option is a label and a value.
    pub(crate) fn choice(name: &str, options: &[(&str, &str)]) -> Self {
        let option = |(label, value): &(&str, &str)| json!({"label": label, "value": value});
        let options: Vec<Value> = options.iter().map(option).collect();
        Self::new(name).kind("string").with("options", options)
    }

    /// Creates a field whose options are nested forms.
    pub(crate) fn forms(name: &str, options: Vec<Value>) -> Self {
        Self::new(name).kind("object").with("options", options)
    }

    pub(crate) fn label(self, label: &str) -> Self {
        self.with("label", label)
    }

    pub(crate) fn kind(self, kind: &str) -> Self {
        self.with("type", kind)
    }

    pub(crate) fn value(self, value: impl Into<Value>) -> Self {
        self.with("value", value)
    }

    pub(crate) fn required(self) -> Self {
        self.with("required", true)
    }

    pub(crate) fn optional(self) -> Self {
        self.with("required", false)
    }

    pub(crate) fn secret(self) -> Self {
        self.with("secret", true)
    }

    pub(crate) fn hidden(self) -> Self {
        self.with("visible", false)
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }
}

impl From<Field> for Value {
    fn from(field: Field) -> Self {
        Value::Object(field.0)
    }
}

/// Returns `{"value": […]}`, the nested form of a field.
pub(crate) fn form(fields: Vec<Field>) -> Value {
    let fields: Vec<Value> = fields.into_iter().map(Value::from).collect();
    json!({ "value": fields })
}

/// Returns an option with a nested form.
pub(crate) fn option(label: &str, fields: Vec<Field>, relates_to: Option<String>) -> Value {
    let mut json = json!({"label": label, "value": {"form": form(fields)}});
    if let (Some(path), Some(json)) = (relates_to, json.as_object_mut()) {
        json.insert("relatesTo".to_owned(), Value::String(path));
    }
    json
}

/// Returns `{"type": "array", "value": […]}`.
pub(crate) fn array(values: Vec<Value>) -> Value {
    json!({"type": "array", "value": values})
}

/// Returns `{"type": "object", "value": …}`.
pub(crate) fn typed_object(value: Value) -> Value {
    json!({"type": "object", "value": value})
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    let pairs = pairs.into_iter();
    pairs.map(|(key, value)| (key.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_a_hidden_immutable_state_handle() {
        let form = Form::new("identify", "https://org.example.com/x".to_owned(), "02h")
            .field(Field::text("identifier", "Username").required());
        let json = Value::from(form);
        assert_eq!(json["rel"][0], "create-form");
        assert_eq!(json["value"][0]["required"], true);
        let handle = &json["value"][1];
        assert_eq!(handle["value"], "02h");
        assert_eq!(
            (&handle["visible"], &handle["mutable"]),
            (&json!(false), &json!(false))
        );
    }

    #[test]
    fn a_nested_form_is_in_the_field_or_in_its_value() {
        let inner = || vec![Field::new("id")];
        let field = Value::from(Field::object("credentials", inner()));
        assert_eq!(field["form"]["value"][0]["name"], "id");
        let field = Value::from(Field::object_in_value("authenticator", inner()));
        assert_eq!(field["value"]["form"]["value"][0]["name"], "id");
    }
}
