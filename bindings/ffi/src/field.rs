//! The fields of a form: what a person may fill in.

use crate::answer::Value;
use crate::authenticator::Authenticator;
use crate::message::Message;

/// One thing that a person may fill in.
#[derive(uniffi::Record)]
pub struct Field {
    /// Where it stands, and the key of its value in an answer: `credentials.passcode`, or
    /// `authenticator#2.channel` in the form of the third choice. Unique in its form.
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
    /// Whether the answer is one of the choices, rather than typed.
    pub is_choice: bool,
    /// What can be chosen; empty where it is typed.
    pub choices: Vec<Choice>,
    /// What the server says of this field.
    pub messages: Vec<Message>,
    /// The least length, in characters.
    pub min_length: Option<i32>,
    /// The greatest length, in characters.
    pub max_length: Option<i32>,
    /// What else the server says of it; rare.
    pub hints: Option<FieldHints>,
}

/// Rare properties of a field.
#[derive(uniffi::Record)]
pub struct FieldHints {
    /// A hint on its use, such as `captcha`.
    pub hint: Option<String>,
    /// A format, such as `country-code`.
    pub format: Option<String>,
    /// A description for the user.
    pub description: Option<String>,
    /// How to draw it: `text`, `select`, `radio`, `checkbox`. Where this is set, the answer is one of
    /// the suggestions, or typed.
    pub input_type: Option<String>,
    /// What to offer.
    pub suggestions: Vec<Suggestion>,
}

/// A value that the server suggests for a field that is typed.
#[derive(uniffi::Record)]
pub struct Suggestion {
    /// What to show.
    pub label: String,
    /// What to answer.
    pub value: String,
}

/// One of the values that a field can take.
#[derive(uniffi::Record)]
pub struct Choice {
    /// What an answer names it by; unique among the field's choices.
    pub id: String,
    /// The label, in the language that the server chose.
    pub label: Option<String>,
    /// The fields that come with this choice.
    pub fields: Vec<Field>,
    /// What a program fills in with this choice.
    pub hidden: Vec<Field>,
    /// The authenticator that it stands for.
    pub authenticator: Option<Authenticator>,
}

/// What kind of value a field takes: its `type` on the IDX wire.
#[derive(uniffi::Enum)]
pub enum FieldKind {
    /// A text.
    Text,
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// A group, or a choice between groups.
    Object,
    /// Several texts.
    Set,
    /// A type that this version does not know; its value is taken as text.
    Other {
        /// The word of the wire.
        word: String,
    },
}

impl From<&idx_flow::Field> for Field {
    fn from(field: &idx_flow::Field) -> Self {
        Self {
            path: field.path.clone(),
            label: field.label.clone(),
            kind: (&field.kind).into(),
            required: field.required,
            optional: field.optional,
            secret: field.secret,
            value: field.value.as_ref().map(Value::from),
            is_choice: field.is_choice(),
            choices: field.choices.iter().map(Choice::from).collect(),
            messages: field.messages.iter().map(Message::from).collect(),
            min_length: field.min_length.map(u32::cast_signed),
            max_length: field.max_length.map(u32::cast_signed),
            hints: field.hints.as_deref().map(FieldHints::from),
        }
    }
}

impl From<&idx_flow::FieldHints> for FieldHints {
    fn from(hints: &idx_flow::FieldHints) -> Self {
        let suggestion = |one: &idx_flow::Suggestion| Suggestion {
            label: one.label.clone(),
            value: one.value.clone(),
        };
        Self {
            hint: hints.hint.clone(),
            format: hints.format.clone(),
            description: hints.description.clone(),
            input_type: hints.input_type.clone(),
            suggestions: hints.suggestions.iter().map(suggestion).collect(),
        }
    }
}

impl From<&idx_flow::Choice> for Choice {
    fn from(choice: &idx_flow::Choice) -> Self {
        Self {
            id: choice.id.clone(),
            label: choice.label.clone(),
            fields: choice.fields().iter().map(Field::from).collect(),
            hidden: choice.hidden().iter().map(Field::from).collect(),
            authenticator: choice.authenticator().map(Authenticator::from),
        }
    }
}

impl From<&idx_flow::FieldKind> for FieldKind {
    fn from(kind: &idx_flow::FieldKind) -> Self {
        match kind {
            idx_flow::FieldKind::Text => Self::Text,
            idx_flow::FieldKind::Boolean => Self::Flag,
            idx_flow::FieldKind::Number => Self::Number,
            idx_flow::FieldKind::Integer => Self::Integer,
            idx_flow::FieldKind::Object => Self::Object,
            idx_flow::FieldKind::Set => Self::Set,
            idx_flow::FieldKind::Other(word) => Self::Other { word: word.clone() },
        }
    }
}
