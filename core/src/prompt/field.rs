//! The fields of a form, and the constants that are sent back unchanged.

use std::sync::Arc;

use super::authenticator::Authenticator;
use super::message::Message;
use super::value::Value;

/// A field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The path of the field, which is the key of its value in an [`Answer`](crate::Answer). It is
    /// unique in its form. Examples: `credentials.passcode`, and `authenticator#2.channel` in the form
    /// of the third choice. A dot in a name is escaped as `\.`.
    pub path: String,
    /// The label, in the language that the server chose.
    pub label: Option<String>,
    /// The kind of value that the field takes.
    pub kind: FieldKind,
    /// Whether the server requires a value.
    pub is_required: bool,
    /// Whether the server marks the field, or a group that contains it, as optional. Then a required
    /// field needs a value only if another field of its group has one.
    pub is_optional: bool,
    /// Whether to hide the input, as for a password.
    pub is_secret: bool,
    /// The default value. It is sent if the answer has no value for the field.
    pub value: Option<Value>,
    /// The choices; empty if the user types the value. See [`Field::is_choice`].
    pub choices: Vec<Choice>,
    /// The server's messages about the field.
    pub messages: Vec<Message>,
    /// The minimum length, in characters.
    pub min_length: Option<u32>,
    /// The maximum length, in characters.
    pub max_length: Option<u32>,
    /// Hints for the presentation of the field. Most fields have none.
    pub hints: Option<Box<FieldHints>>,
}

/// Hints for the presentation of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldHints {
    /// The purpose of the field, such as `captcha`.
    pub hint: Option<String>,
    /// The format of the value, such as `country-code`.
    pub format: Option<String>,
    /// The description for the user.
    pub description: Option<String>,
    /// The type of the input control: `text`, `select`, `radio`, `checkbox`… If it is set, the field's
    /// only choice (`display`) is not an option: the value is one of the suggestions, or is typed.
    pub input_type: Option<String>,
    /// The suggested values.
    pub suggestions: Vec<Suggestion>,
}

/// A value that the server suggests for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The label to show.
    pub label: String,
    /// The value to send.
    pub value: String,
}

/// A choice of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The id by which an [`Answer`](crate::Answer) refers to the choice. It is unique among the
    /// field's choices: the value if it is a scalar, or else the constants of the choice's form (such
    /// as an authenticator's id and method). It does not depend on the order of the choices.
    pub id: String,
    /// The label, in the language that the server chose.
    pub label: Option<String>,
    pub(crate) details: Option<Box<ChoiceDetails>>,
}

/// The properties of a choice that has more than an id and a label. They are boxed to keep long lists
/// of plain choices small.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ChoiceDetails {
    /// The value that is sent; `None` if the choice has a form.
    pub(crate) value: Option<Value>,
    pub(crate) required_groups: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<Field>,
    pub(crate) authenticator: Option<Arc<Authenticator>>,
    pub(crate) constants: Vec<Constant>,
}

/// A value of a form that is sent back unchanged: the state handle, an id, or a hidden default.
#[derive(Clone)]
pub(crate) struct Constant {
    pub(crate) path: String,
    pub(crate) value: Value,
}

/// Ignores the value of the state handle, which may change with every response.
impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && (self.value == other.value || self.path == "stateHandle")
    }
}

impl std::fmt::Debug for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: [constant]", self.path)
    }
}

/// The kind of value that a field takes: `type` on the IDX wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A text. Also used if the server specifies no type.
    Text,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// An integer.
    Integer,
    /// A group of fields, or a choice between groups.
    Object,
    /// A list of texts.
    Set,
    /// A type that this version of the library does not know. Any value is accepted.
    Other(String),
}

impl FieldKind {
    /// The raw value.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "string",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Object => "object",
            Self::Set => "set",
            Self::Other(raw) => raw,
        }
    }
}

impl From<Option<&str>> for FieldKind {
    fn from(raw: Option<&str>) -> Self {
        match raw {
            None | Some("string") => Self::Text,
            Some("boolean") => Self::Boolean,
            Some("number") => Self::Number,
            Some("integer") => Self::Integer,
            Some("object") => Self::Object,
            Some("set") => Self::Set,
            Some(raw) => Self::Other(raw.to_owned()),
        }
    }
}

impl Choice {
    /// The value that is sent; `None` if the choice has a form.
    pub fn value(&self) -> Option<Value> {
        match &self.details {
            None => Some(Value::from(self.id.as_str())),
            Some(details) => details.value.clone(),
        }
    }

    /// The fields of the choice's form.
    pub fn fields(&self) -> &[Field] {
        self.details.as_ref().map_or(&[], |details| &details.fields)
    }

    /// The hidden fields of the choice's form. See [`Remediation::hidden`](crate::Remediation::hidden).
    pub fn hidden(&self) -> &[Field] {
        self.details.as_ref().map_or(&[], |details| &details.hidden)
    }

    /// The authenticator that the choice refers to.
    pub fn authenticator(&self) -> Option<&Authenticator> {
        self.details.as_ref()?.authenticator.as_deref()
    }

    pub(crate) fn required_groups(&self) -> &[String] {
        let details = self.details.as_ref();
        details.map_or(&[], |details| &details.required_groups)
    }

    pub(crate) fn constants(&self) -> &[Constant] {
        let details = self.details.as_ref();
        details.map_or(&[], |details| &details.constants)
    }
}

impl Field {
    /// A hidden field that the server accepts without declaring it.
    pub(crate) fn hidden(path: &str, kind: FieldKind, default: Value) -> Self {
        Self {
            path: path.to_owned(),
            label: None,
            kind,
            is_required: false,
            is_optional: true,
            is_secret: false,
            value: Some(default),
            choices: Vec::new(),
            messages: Vec::new(),
            min_length: None,
            max_length: None,
            hints: None,
        }
    }

    /// Whether the value is the id of one of the choices, as opposed to a typed value.
    pub fn is_choice(&self) -> bool {
        let has_input_type = self
            .hints
            .as_ref()
            .is_some_and(|hints| hints.input_type.is_some());
        !self.choices.is_empty() && !has_input_type
    }

    /// The choice with this id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}
