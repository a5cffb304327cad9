//! The fields of a form, and their choices.

use std::fmt;
use std::sync::Arc;

use super::authenticator::Authenticator;
use super::constant::{OptionalGroup, RequiredGroup};
use super::message::Message;
use super::path;
use super::value::Value;
use crate::names::MethodType;

pub(crate) use super::constant::Constant;
pub use super::hints::{FieldHints, Suggestion};

/// A field of a form.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// The path of the field, which is the key of its value in an [`Answer`](crate::Answer). It is
    /// unique in its form. Examples: `credentials.passcode`, and `authenticator#2.channel` in the form
    /// of the third choice. A dot in a name is escaped as `\.`. If the form repeats a name, the path of
    /// its second field ends with `##2`, that of the third with `##3`, and so on. All of them are sent
    /// at the same place: see [`Answer`](crate::Answer).
    pub path: String,
    /// The label, in the language that the server chose.
    pub label: Option<String>,
    /// The kind of value that the field takes.
    pub kind: FieldKind,
    /// Whether the server requires a value.
    pub is_required: bool,
    /// Whether the server marks the field, or a group that contains it, as optional. An optional group
    /// is sent if the answer has a value for one of its fields: then its required fields need a value,
    /// and its defaults and constants are sent too. Otherwise, nothing of it is sent.
    pub is_optional: bool,
    /// Whether to hide the input, as for a password.
    pub is_secret: bool,
    /// The default value. It is sent as it was received if the answer has no value for the field.
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
    pub(crate) optional_group: OptionalGroup,
}

/// The kind of value that a field takes: `type` on the IDX wire.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// A text. Also used if the server names no type. A number is sent as text.
    Text,
    /// A boolean. The texts `true` and `false` are converted.
    Boolean,
    /// A number. A text that is a finite number is converted.
    Number,
    /// An integer. A text that is an integer is converted.
    Integer,
    /// A group of fields, or a choice between groups.
    Object,
    /// A list of texts. If the field has choices, a list of their ids: see
    /// [`Field::is_multiple_choice`].
    Set,
    /// A type that this version of the library does not know. Any value is accepted.
    Other(String),
}

/// A choice of a field. `Debug` omits its id and value, which may be secret.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
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
    pub(crate) required_groups: Vec<RequiredGroup>,
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<Field>,
    pub(crate) authenticator: Option<Arc<Authenticator>>,
    pub(crate) method_type: Option<MethodType>,
    pub(crate) constants: Vec<Constant>,
}

/// The form of a remediation or of a choice.
#[derive(Clone, Copy)]
pub(crate) struct FormRef<'f> {
    pub(crate) required_groups: &'f [RequiredGroup],
    pub(crate) fields: &'f [Field],
    pub(crate) hidden: &'f [Field],
    pub(crate) constants: &'f [Constant],
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
            optional_group: OptionalGroup::default(),
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

    /// Whether several choices can be selected. The value is a [`Value::TextList`] of their ids, or the
    /// id of one, and a list is sent.
    pub fn is_multiple_choice(&self) -> bool {
        // the legacy form `select-factor` declares a set, but takes the id of one factor
        let is_factor = || path::last_name(&self.path) == "factorId";
        self.kind == FieldKind::Set && self.is_choice() && !is_factor()
    }

    /// The choice with this id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
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
        self.form().fields
    }

    /// The hidden fields of the choice's form. See [`Remediation::hidden`](crate::Remediation::hidden).
    pub fn hidden(&self) -> &[Field] {
        self.form().hidden
    }

    /// The authenticator that the choice refers to: one that can be enrolled, or an enrollment of the
    /// user.
    pub fn authenticator(&self) -> Option<&Authenticator> {
        self.details.as_ref()?.authenticator.as_deref()
    }

    /// The method of the authenticator that the choice refers to, or that its form sends as the constant
    /// `methodType`. `None` if the choice has no method, or if its form lets the user select one.
    pub fn method_type(&self) -> Option<MethodType> {
        let method_type = self.details.as_ref()?.method_type.clone();
        method_type.or_else(|| self.constant("methodType").map(MethodType::from))
    }

    /// The id of the user's enrollment that the choice refers to, or that its form sends as the constant
    /// `enrollmentId`. It is the [`enrollment_id`](Authenticator::enrollment_id) of that enrollment.
    pub fn enrollment_id(&self) -> Option<&str> {
        let of_authenticator = || self.authenticator()?.enrollment_id.as_deref();
        self.constant("enrollmentId").or_else(of_authenticator)
    }

    /// The paths of the constants in the choice's form that an answer can leave out. See
    /// [`Remediation::optional_constants`](crate::Remediation::optional_constants).
    pub fn optional_constants(&self) -> impl Iterator<Item = &str> {
        self.form().optional_constants()
    }

    pub(crate) fn constants(&self) -> &[Constant] {
        self.form().constants
    }

    pub(crate) fn form(&self) -> FormRef<'_> {
        match &self.details {
            Some(details) => FormRef {
                required_groups: &details.required_groups,
                fields: &details.fields,
                hidden: &details.hidden,
                constants: &details.constants,
            },
            None => FormRef::EMPTY,
        }
    }

    /// The text of the first constant with this name.
    fn constant(&self, name: &str) -> Option<&str> {
        let mut constants = self.constants().iter();
        let constant = constants.find(|constant| constant.has_name(name));
        constant?.value.as_str()
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice")
            .field("label", &self.label)
            .field("fields", &self.fields())
            .finish_non_exhaustive()
    }
}

impl<'f> FormRef<'f> {
    const EMPTY: Self = Self {
        required_groups: &[],
        fields: &[],
        hidden: &[],
        constants: &[],
    };

    pub(crate) fn optional_constants(self) -> impl Iterator<Item = &'f str> {
        let constants = self.constants.iter();
        let constants = constants.filter(|constant| constant.is_optional);
        constants.map(|constant| constant.path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::names::{AuthenticatorKey, MethodType};
    use crate::prompt::field::Choice;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn choice(option: Value) -> Choice {
        let response = json!({
            "authenticators": {"value": [{"key": "okta_verify", "id": "aut1",
                "methods": [{"type": "push"}, {}, {"type": "totp"}]}]},
            "authenticatorEnrollments": {"value": [{"key": "phone_number", "id": "sms1"}]},
            "remediation": {"value": [{"name": "test", "value": [
                {"name": "authenticator", "options": [option]}]}]}
        });
        let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        response.prompt.remediations[0].fields[0].choices[0].clone()
    }

    #[test]
    fn debug_omits_the_id_and_the_value_of_a_choice() {
        let option = json!({"label": "Ada", "value": "hunter2"});
        assert_eq!(
            format!("{:?}", choice(option)),
            "Choice { label: Some(\"Ada\"), fields: [], .. }"
        );
        let constant = json!({"name": "id", "value": "hunter2", "mutable": false});
        let option = json!({"value": {"form": {"value": [constant]}}});
        assert!(!format!("{:?}", choice(option)).contains("hunter2"));
        let option = json!({"value": {"a": "hunter2"}});
        assert!(!format!("{:?}", choice(option)).contains("hunter2"));
    }

    #[test]
    fn a_choice_refers_to_a_method_of_an_authenticator() {
        let method = |option: Value| choice(option).method_type();
        for reference in [
            "$.authenticators.value[0].methods[2]",
            "$.authenticators[0].methods.value[2]",
        ] {
            let option = choice(json!({"relatesTo": reference, "value": "totp"}));
            assert_eq!(option.method_type(), Some(MethodType::Totp), "{reference}");
            let key = option.authenticator().unwrap().key.clone();
            assert_eq!(key, Some(AuthenticatorKey::OktaVerify));
        }
        let constant = json!({"name": "methodType", "value": "signed_nonce", "mutable": false});
        let option = json!({"value": {"form": {"value": [constant]}}});
        assert_eq!(method(option), Some(MethodType::SignedNonce));
        assert_eq!(
            method(json!({"relatesTo": "$.authenticators.value[0]", "value": "x"})),
            None
        );
        assert_eq!(method(json!({"value": "x"})), None);
    }

    #[test]
    fn a_choice_refers_to_an_enrollment() {
        let related =
            choice(json!({"relatesTo": "$.authenticatorEnrollments.value[0]", "value": "x"}));
        assert_eq!(related.enrollment_id(), Some("sms1"));
        let constant = json!({"name": "enrollmentId", "value": "sms2", "mutable": false});
        let constant = choice(json!({"value": {"form": {"value": [constant]}}}));
        assert_eq!(constant.enrollment_id(), Some("sms2"));
        let authenticator = choice(json!({"relatesTo": "$.authenticators.value[0]", "value": "x"}));
        assert_eq!(authenticator.enrollment_id(), None);
    }
}
