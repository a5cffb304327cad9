//! The values of fields.

use std::fmt;

use serde_json::Value as Plain;

use crate::secret::Secret;
use crate::wire::json::{Json, parse_any, quote};

/// The value of a field. `Debug` prints booleans only: any other value may be a password or a code.
///
/// The enum is complete: a [`Value::Json`] can hold any value.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// A text, or the `id` of a [`Choice`](crate::Choice).
    Text(Secret),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A decimal number. It must be finite.
    Decimal(f64),
    /// A list of texts, for a field of the kind [`FieldKind::Set`](crate::FieldKind::Set).
    TextList(Vec<Secret>),
    /// Any other value, as JSON text: an object, a list, or a number that no other variant represents
    /// exactly. A default or a choice of the server may be one.
    Json(String),
}

impl Value {
    /// Whether the value is empty: the field counts as not filled in.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::TextList(texts) => texts.is_empty(),
            _ => false,
        }
    }

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
            Json::Number(number) => Some(Self::read_number(number)),
            Json::Null | Json::List(_) | Json::Object(_) => None,
        }
    }

    /// Reads any value except null. A list of texts is a [`Value::TextList`]; other lists and objects
    /// are kept as JSON text.
    pub(crate) fn read_any(json: &Json<'_>) -> Option<Self> {
        match json {
            Json::List(items) if items.iter().all(|item| item.as_str().is_some()) => {
                let texts = items.iter().filter_map(Json::as_str);
                Some(Self::TextList(texts.map(Secret::from).collect()))
            }
            Json::Object(_) | Json::List(_) => Some(Self::Json(json.to_sorted_json())),
            scalar => Self::read(scalar),
        }
    }

    /// Reads a number so that it is sent exactly as it was received.
    fn read_number(text: &str) -> Self {
        let is_exact = |value: &Self| value.to_json().expose() == text;
        let integer = text.parse().ok().map(Self::Integer).filter(is_exact);
        let decimal = || text.parse().ok().map(Self::Decimal).filter(is_exact);
        let value = integer.or_else(decimal);
        value.unwrap_or_else(|| Self::Json(text.to_owned()))
    }

    /// The value as part of a choice's id.
    pub(crate) fn to_id_text(&self) -> String {
        match self {
            Self::Text(text) => text.expose().to_owned(),
            value => value.to_json().expose().to_owned(),
        }
    }

    /// The JSON text of the value: `null` if the value cannot be represented.
    pub(crate) fn to_json(&self) -> Secret {
        Secret::from(match self {
            Self::Text(text) => quote(text.expose()),
            Self::Bool(bool) => bool.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => Plain::from(*number).to_string(),
            Self::TextList(texts) => {
                let items = texts.iter().map(|text| Secret::from(quote(text.expose())));
                return list(&items.collect::<Vec<_>>());
            }
            Self::Json(text) if parse_any(text).is_ok() => text.clone(),
            Self::Json(_) => "null".to_owned(),
        })
    }
}

/// The JSON text of a list of JSON texts.
pub(crate) fn list(items: &[Secret]) -> Secret {
    let length: usize = items.iter().map(|item| item.expose().len() + 1).sum();
    let mut list = String::with_capacity(length + 2);
    list.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            list.push(',');
        }
        list.push_str(item.expose());
    }
    list.push(']');
    list.into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_sent_as_it_was_received() {
        for (number, expected) in [
            ("0", Value::Integer(0)),
            ("-7", Value::Integer(-7)),
            ("9223372036854775807", Value::Integer(i64::MAX)),
            ("1.5", Value::Decimal(1.5)),
            ("-0.25", Value::Decimal(-0.25)),
            (
                "9223372036854775808",
                Value::Json("9223372036854775808".into()),
            ),
            (
                "12345678901234567890",
                Value::Json("12345678901234567890".into()),
            ),
            (
                "-170141183460469231731687303715884105728",
                Value::Json("-170141183460469231731687303715884105728".into()),
            ),
            ("1.50", Value::Json("1.50".into())),
            ("1e3", Value::Json("1e3".into())),
            ("1E+3", Value::Json("1E+3".into())),
            ("1e999", Value::Json("1e999".into())),
            (
                "0.1000000000000000055511151231257827",
                Value::Json("0.1000000000000000055511151231257827".into()),
            ),
            ("-0", Value::Json("-0".into())),
        ] {
            let json = parse_any(number).unwrap();
            let value = Value::read_any(&json).unwrap();
            assert!(value == expected, "{number}");
            assert_eq!(value.to_json().expose(), number);
        }
    }

    #[test]
    fn every_json_value_except_null_is_read() {
        for json in [
            r#""a""#,
            "true",
            "[]",
            r#"["a","b"]"#,
            r#"["a",1]"#,
            r#"{"a":{"b":[1e400]}}"#,
        ] {
            let value = Value::read_any(&parse_any(json).unwrap()).unwrap();
            assert_eq!(value.to_json().expose(), json);
        }
        assert!(Value::read_any(&Json::Null).is_none());
    }

    #[test]
    fn a_value_that_json_cannot_represent_is_null() {
        for value in [
            Value::Decimal(f64::NAN),
            Value::Json("{".into()),
            Value::Json(String::new()),
        ] {
            assert_eq!(value.to_json().expose(), "null");
        }
    }
}
