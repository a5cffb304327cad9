//! The values of fields.

use std::fmt;

use serde_json::Value as Plain;

use crate::secret::Secret;
use crate::wire::json::Json;

/// The value of a field. `Debug` prints booleans only: any other value may be a password or a code.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// A text, or the `id` of a [`Choice`](crate::Choice).
    Text(Secret),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A decimal number.
    Decimal(f64),
    /// A list of texts, for a field of the kind [`FieldKind::Set`](crate::FieldKind::Set).
    TextList(Vec<Secret>),
    /// Any other value, as JSON text. A server may offer one as a choice.
    Json(String),
}

impl Value {
    /// The text, if the value is a [`Value::Text`].
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text.expose())
        } else {
            None
        }
    }

    /// Reads a scalar value; `None` for null, lists and objects.
    pub(crate) fn read(json: &Json<'_>) -> Option<Self> {
        match json {
            Json::Text(text) => Some(Self::from(text.as_ref())),
            Json::Bool(bool) => Some(Self::Bool(*bool)),
            Json::Number(number) => number
                .as_i64()
                .map(Self::Integer)
                .or_else(|| number.as_f64().map(Self::Decimal)),
            Json::Null | Json::List(_) | Json::Object(_) => None,
        }
    }

    /// Reads any value. Lists and objects are kept as JSON text.
    pub(crate) fn read_any(json: &Json<'_>) -> Option<Self> {
        match json {
            Json::Object(_) | Json::List(_) => Some(Self::Json(json.to_sorted_json())),
            scalar => Self::read(scalar),
        }
    }

    /// The value as part of a choice's id.
    pub(crate) fn to_id_text(&self) -> String {
        match self {
            Self::Text(text) => text.expose().to_owned(),
            Self::Bool(bool) => bool.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
            Self::TextList(texts) => texts
                .iter()
                .map(Secret::expose)
                .collect::<Vec<_>>()
                .join(","),
            Self::Json(text) => text.clone(),
        }
    }

    /// The value as it is sent.
    pub(crate) fn to_json(&self) -> Plain {
        match self {
            Self::Text(text) => Plain::from(text.expose()),
            Self::Bool(bool) => Plain::from(*bool),
            Self::Integer(number) => Plain::from(*number),
            Self::Decimal(number) => Plain::from(*number),
            Self::TextList(texts) => texts.iter().map(Secret::expose).collect(),
            Self::Json(text) => serde_json::from_str(text).unwrap_or(Plain::Null),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(bool) => write!(f, "{bool}"),
            _ => f.write_str("[secret]"),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Secret> for Value {
    fn from(text: Secret) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(bool: bool) -> Self {
        Self::Bool(bool)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl<const N: usize> From<[&str; N]> for Value {
    fn from(texts: [&str; N]) -> Self {
        Self::TextList(texts.into_iter().map(Secret::from).collect())
    }
}
