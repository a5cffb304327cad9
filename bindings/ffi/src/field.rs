//! The fields of a form.

use idx_flow::MethodType;

use crate::answer::Value;
use crate::authenticator::Authenticator;
use crate::message::Message;

/// A field of a form.
#[derive(uniffi::Record)]
pub struct Field {
    /// The path, which is also the key of the value in an answer: `credentials.passcode`, or
    /// `authenticator#2.channel` for a field of the third choice. Unique within the form.
    pub path: String,
    /// The label, in the language that the server selected.
    pub label: Option<String>,
    /// The kind of value.
    pub kind: FieldKind,
    /// Whether a value is required.
    pub is_required: bool,
    /// Whether the server marks the field, or its group, as optional.
    pub is_optional: bool,
    /// Whether to hide the input, as for a password.
    pub is_secret: bool,
    /// The default value. It is submitted if the answer contains no other value.
    pub value: Option<Value>,
    /// Whether the value is the `id` of one of the choices, rather than free input.
    pub is_choice: bool,
    /// Whether several choices can be selected: the value is a `TextList` of their ids.
    pub is_multiple_choice: bool,
    /// The choices; empty for free input.
    pub choices: Vec<Choice>,
    /// The server's messages about this field.
    pub messages: Vec<Message>,
    /// The minimum length in characters.
    pub min_length: Option<i32>,
    /// The maximum length in characters.
    pub max_length: Option<i32>,
    /// Hints for the presentation of the field. Most fields have none.
    pub hints: Option<FieldHints>,
}

/// Hints of the server about a field.
#[derive(uniffi::Record)]
pub struct FieldHints {
    /// The purpose of the field, such as `captcha`.
    pub hint: Option<String>,
    /// The format of the value, such as `country-code`.
    pub format: Option<String>,
    /// A description for the user.
    pub description: Option<String>,
    /// The input control: `text`, `select`, `radio` or `checkbox`. If it is set, the value is one of the
    /// suggestions or free input.
    pub input_type: Option<String>,
    /// Values to suggest.
    pub suggestions: Vec<Suggestion>,
}

/// A value that the server suggests for a field with free input.
#[derive(uniffi::Record)]
pub struct Suggestion {
    /// The label to show.
    pub label: String,
    /// The value to answer with.
    pub value: String,
}

/// A choice of a field.
#[derive(uniffi::Record)]
pub struct Choice {
    /// The value that selects this choice in an answer. Unique within the field.
    pub id: String,
    /// The label, in the language that the server selected.
    pub label: Option<String>,
    /// The fields to fill in if this choice is selected.
    pub fields: Vec<Field>,
    /// The fields that the app, not the user, fills in if this choice is selected.
    pub hidden: Vec<Field>,
    /// The authenticator that the choice represents.
    pub authenticator: Option<Authenticator>,
    /// The method of the authenticator that the choice represents.
    pub method_type: Option<MethodType>,
    /// The ID of the user's enrollment that the choice represents. It identifies one of several phones.
    pub enrollment_id: Option<String>,
    /// The paths of the constants of the choice's form that an answer may leave out, with `omitted`.
    pub optional_constants: Vec<String>,
}

/// The kind of value of a field: `type` on the IDX wire.
#[derive(uniffi::Enum)]
pub enum FieldKind {
    /// A text.
    Text,
    /// A Boolean.
    Boolean,
    /// A number.
    Number,
    /// An integer.
    Integer,
    /// A group of fields, or a choice between groups.
    Object,
    /// A list of texts.
    Set,
    /// A kind that this version does not know. The field accepts any value.
    Other {
        /// The raw value on the IDX wire.
        value: String,
    },
}

impl From<&idx_flow::Field> for Field {
    fn from(field: &idx_flow::Field) -> Self {
        Self {
            path: field.path.clone(),
            label: field.label.clone(),
            kind: (&field.kind).into(),
            is_required: field.is_required,
            is_optional: field.is_optional,
            is_secret: field.is_secret,
            value: field.value.as_ref().map(Value::from),
            is_choice: field.is_choice(),
            is_multiple_choice: field.is_multiple_choice(),
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
        let suggestion = |suggestion: &idx_flow::Suggestion| Suggestion {
            label: suggestion.label.clone(),
            value: suggestion.value.clone(),
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
            method_type: choice.method_type(),
            enrollment_id: choice.enrollment_id().map(str::to_owned),
            optional_constants: choice.optional_constants().map(str::to_owned).collect(),
        }
    }
}

impl From<&idx_flow::FieldKind> for FieldKind {
    fn from(kind: &idx_flow::FieldKind) -> Self {
        match kind {
            idx_flow::FieldKind::Text => Self::Text,
            idx_flow::FieldKind::Boolean => Self::Boolean,
            idx_flow::FieldKind::Number => Self::Number,
            idx_flow::FieldKind::Integer => Self::Integer,
            idx_flow::FieldKind::Object => Self::Object,
            idx_flow::FieldKind::Set => Self::Set,
            other => Self::Other {
                value: other.as_str().to_owned(),
            },
        }
    }
}
