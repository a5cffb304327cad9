//! The fields of a form: what a person may fill in, and what the server fixed.

use std::sync::Arc;

use super::authenticator::Authenticator;
use super::message::Message;
use super::value::Value;

/// One thing that a person may fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where it stands, and the key of its value in an [`Answer`](crate::Answer):
    /// `credentials.passcode`, or `authenticator#2.channel` in the form of the third choice.
    /// Unique in its form; a dot that belongs to a name is written `\.`.
    pub path: String,
    /// The label, in the language that the server chose.
    pub label: Option<String>,
    /// What kind of value it takes.
    pub kind: FieldKind,
    /// The server insists on a value.
    pub required: bool,
    /// The server says that it may be left out, or the group that it stands in.
    pub optional: bool,
    /// Hide what is typed.
    pub secret: bool,
    /// What the server proposes; sent where nothing else is answered.
    pub value: Option<Value>,
    /// What can be chosen; empty where it is typed.
    pub choices: Vec<Choice>,
    /// What the server says of this field.
    pub messages: Vec<Message>,
    /// The least length, in characters.
    pub min_length: Option<u32>,
    /// The greatest length, in characters.
    pub max_length: Option<u32>,
    /// What else the server says of it; rare.
    pub hints: Option<Box<FieldHints>>,
}

/// Rare properties of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldHints {
    /// A hint on its use, such as `captcha`.
    pub hint: Option<String>,
    /// A format, such as `country-code`.
    pub format: Option<String>,
    /// A description for the user.
    pub description: Option<String>,
    /// How to draw it: `text`, `select`, `radio`, `checkbox`. Where this is set, the one choice named
    /// `display` is no choice: the answer is one of the suggestions, or typed.
    pub input_type: Option<String>,
    /// What to offer.
    pub suggestions: Vec<Suggestion>,
}

/// A value that the server suggests for a field that is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to show.
    pub label: String,
    /// What to answer.
    pub value: String,
}

/// One of the values that a field can take.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What an [`Answer`](crate::Answer) names it by; unique among the field's choices. The value
    /// itself where it is a scalar, else made of what the choice's form fixes (an authenticator's
    /// id and method), so that it stays the same while the server's list changes.
    pub id: String,
    /// The label, in the language that the server chose.
    pub label: Option<String>,
    pub(crate) rest: Option<Box<ChoiceRest>>,
}

/// What most choices do not have: long lists of plain values stay small.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ChoiceRest {
    /// A value that is not a text, or none at all.
    pub(crate) value: Option<Value>,
    pub(crate) required_groups: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<Field>,
    pub(crate) authenticator: Option<Arc<Authenticator>>,
    pub(crate) constants: Vec<Constant>,
}

/// What the server fixed in a form and wants back: handles, ids, hidden defaults.
#[derive(Clone)]
pub(crate) struct Constant {
    pub(crate) path: String,
    pub(crate) value: Value,
}

/// The handle of the conversation may change with every response: a form stays what it was.
impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && (self.value == other.value || self.path == "stateHandle")
    }
}

impl std::fmt::Debug for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: [fixed]", self.path)
    }
}

/// What kind of value a field takes: its `type` on the IDX wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A text (also where no type is given).
    Text,
    /// Yes or no.
    Boolean,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// A group, or a choice between groups.
    Object,
    /// Several texts.
    Set,
    /// A type that this version does not know; its value is taken as text.
    Other(String),
}

impl FieldKind {
    /// The word of the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "string",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Object => "object",
            Self::Set => "set",
            Self::Other(word) => word,
        }
    }
}

impl From<Option<&str>> for FieldKind {
    fn from(word: Option<&str>) -> Self {
        match word {
            None | Some("string") => Self::Text,
            Some("boolean") => Self::Boolean,
            Some("number") => Self::Number,
            Some("integer") => Self::Integer,
            Some("object") => Self::Object,
            Some("set") => Self::Set,
            Some(word) => Self::Other(word.to_owned()),
        }
    }
}

impl Choice {
    /// The value that is sent, where it is not a form.
    pub fn value(&self) -> Option<Value> {
        match &self.rest {
            None => Some(Value::from(self.id.as_str())),
            Some(rest) => rest.value.clone(),
        }
    }

    /// The fields that come with this choice.
    pub fn fields(&self) -> &[Field] {
        self.rest.as_ref().map_or(&[], |rest| &rest.fields)
    }

    /// What a program fills in with this choice: see [`Remediation::hidden`](crate::Remediation::hidden).
    pub fn hidden(&self) -> &[Field] {
        self.rest.as_ref().map_or(&[], |rest| &rest.hidden)
    }

    /// The authenticator that it stands for.
    pub fn authenticator(&self) -> Option<&Authenticator> {
        self.rest.as_ref()?.authenticator.as_deref()
    }

    pub(crate) fn required_groups(&self) -> &[String] {
        self.rest.as_ref().map_or(&[], |rest| &rest.required_groups)
    }

    pub(crate) fn constants(&self) -> &[Constant] {
        self.rest.as_ref().map_or(&[], |rest| &rest.constants)
    }
}

impl Field {
    /// One that the server takes without declaring it.
    pub(crate) fn hidden(path: &str, kind: FieldKind, usual: Value) -> Self {
        Self {
            path: path.to_owned(),
            label: None,
            kind,
            required: false,
            optional: true,
            secret: false,
            value: Some(usual),
            choices: Vec::new(),
            messages: Vec::new(),
            min_length: None,
            max_length: None,
            hints: None,
        }
    }

    /// Whether the answer is one of the choices, rather than typed.
    pub fn is_choice(&self) -> bool {
        let is_drawn = self
            .hints
            .as_ref()
            .is_some_and(|hints| hints.input_type.is_some());
        !self.choices.is_empty() && !is_drawn
    }

    /// The choice of this id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}
