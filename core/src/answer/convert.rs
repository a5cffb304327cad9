//! Converts a value to the kind that a field takes.

use crate::prompt::field::{Field, FieldKind};
use crate::prompt::value::{Value, list};
use crate::secret::Secret;
use crate::wire::json::{Json, parse_any};

/// The JSON text of a value that the host gave; `None` if the field takes another kind of value. Hosts
/// may pass numbers and booleans as text.
pub(super) fn convert(field: &Field, value: &Value) -> Option<Secret> {
    let converted = match (&field.kind, value) {
        (FieldKind::Boolean, Value::Bool(_)) => Some(value.to_json()),
        (FieldKind::Boolean, Value::Text(text)) => {
            let bool = text.expose().parse::<bool>().ok();
            bool.map(|bool| Value::Bool(bool).to_json())
        }
        (FieldKind::Integer, Value::Integer(_)) => Some(value.to_json()),
        (FieldKind::Integer, Value::Text(text)) => integer(text.expose()),
        (FieldKind::Integer, Value::Json(text)) => integer(text),
        (FieldKind::Number, Value::Integer(_)) => Some(value.to_json()),
        (FieldKind::Number, Value::Decimal(number)) => finite(*number),
        (FieldKind::Number, Value::Text(text)) => number(text.expose()),
        (FieldKind::Number, Value::Json(text)) => number(text),
        (FieldKind::Text, value) => as_text(value).map(|text| Value::Text(text).to_json()),
        (FieldKind::Set, Value::TextList(_)) => Some(value.to_json()),
        (FieldKind::Set, Value::Text(_)) => Some(list(&[value.to_json()])),
        (FieldKind::Boolean | FieldKind::Integer | FieldKind::Number | FieldKind::Set, _) => None,
        (FieldKind::Object | FieldKind::Other(_), value) => {
            is_valid(value).then(|| value.to_json())
        }
    };
    // the server's own default is accepted, whatever its kind is
    let is_default = || field.value.as_ref() == Some(value);
    converted.or_else(|| is_default().then(|| value.to_json()))
}

/// The text that a field of the kind [`FieldKind::Text`] sends. A number is converted.
pub(super) fn as_text(value: &Value) -> Option<Secret> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string().into()),
        Value::Decimal(number) => number.is_finite().then(|| number.to_string().into()),
        Value::Json(text) => json_number(text).map(Secret::from),
        Value::Bool(_) | Value::TextList(_) => None,
    }
}

/// Whether JSON can represent the value.
fn is_valid(value: &Value) -> bool {
    match value {
        Value::Decimal(number) => number.is_finite(),
        Value::Json(text) => parse_any(text).is_ok(),
        Value::Text(_) | Value::Bool(_) | Value::Integer(_) | Value::TextList(_) => true,
    }
}

fn integer(text: &str) -> Option<Secret> {
    if let Ok(number) = text.parse() {
        return Some(Value::Integer(number).to_json());
    }
    // an integer of more than 64 bits is sent as it is
    let is_integer = |text: &&str| text.bytes().all(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    json_number(text).filter(is_integer).map(Secret::from)
}

fn number(text: &str) -> Option<Secret> {
    if let Ok(number) = text.parse() {
        return Some(Value::Integer(number).to_json());
    }
    let number = text.parse().ok().and_then(finite)?;
    Some(json_number(text).map_or(number, Secret::from))
}

fn finite(number: f64) -> Option<Secret> {
    number.is_finite().then(|| Value::Decimal(number).to_json())
}

/// The text, if it is a number in JSON.
fn json_number(text: &str) -> Option<&str> {
    let is_number = parse_any(text) == Ok(Json::Number(text));
    is_number.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::json;

    fn field(kind: &str, default: &serde_json::Value) -> Field {
        let field = json!({"name": "f", "type": kind, "value": default});
        let response = json!({"remediation": {"value": [{"name": "test", "value": [field]}]}});
        let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        response.prompt.remediations[0].fields[0].clone()
    }

    fn converted(kind: &str, value: impl Into<Value>) -> Option<String> {
        let json = convert(&field(kind, &json!(null)), &value.into());
        json.map(|json| json.expose().to_owned())
    }

    fn json(text: &str) -> Value {
        Value::Json(text.to_owned())
    }

    #[test]
    fn a_text_field_sends_text() {
        let converted = |value: Value| converted("string", value);
        assert_eq!(converted("a\"b".into()).as_deref(), Some(r#""a\"b""#));
        assert_eq!(converted("true".into()).as_deref(), Some(r#""true""#));
        assert_eq!(converted(7.into()).as_deref(), Some(r#""7""#));
        assert_eq!(converted(Value::Decimal(1.5)).as_deref(), Some(r#""1.5""#));
        let big = "12345678901234567890";
        assert_eq!(converted(json(big)), Some(format!("\"{big}\"")));
        for value in [
            true.into(),
            ["a"].into(),
            json("{}"),
            json("null"),
            json("true"),
            Value::Decimal(f64::NAN),
        ] {
            assert_eq!(converted(value), None);
        }
    }

    #[test]
    fn a_text_is_converted_to_a_boolean_or_a_number() {
        for (kind, text, expected) in [
            ("boolean", "true", Some("true")),
            ("boolean", "false", Some("false")),
            ("boolean", "yes", None),
            ("integer", "7", Some("7")),
            ("integer", "+007", Some("7")),
            (
                "integer",
                "-12345678901234567890",
                Some("-12345678901234567890"),
            ),
            ("integer", "1.5", None),
            ("integer", "1e3", None),
            ("integer", "", None),
            ("number", "7", Some("7")),
            ("number", "0.10", Some("0.10")),
            ("number", "1E3", Some("1E3")),
            ("number", ".5", Some("0.5")),
            (
                "number",
                "12345678901234567890",
                Some("12345678901234567890"),
            ),
            ("number", "seven", None),
            ("set", "a", Some(r#"["a"]"#)),
        ] {
            assert_eq!(converted(kind, text).as_deref(), expected, "{kind} {text}");
        }
    }

    #[test]
    fn a_number_that_is_not_finite_is_refused() {
        for kind in ["string", "number", "integer", "object", "future"] {
            for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                assert_eq!(
                    converted(kind, Value::Decimal(number)),
                    None,
                    "{kind} {number}"
                );
            }
        }
        for text in ["NaN", "nan", "inf", "-inf", "infinity", "1e999", "-1e999"] {
            assert_eq!(converted("number", text), None, "{text}");
            assert_eq!(converted("integer", text), None, "{text}");
        }
        assert_eq!(converted("number", json("1e999")), None);
    }

    #[test]
    fn other_kinds_take_any_value_that_json_can_represent() {
        for kind in ["object", "future"] {
            assert_eq!(converted(kind, true).as_deref(), Some("true"));
            assert_eq!(converted(kind, json("[1]")).as_deref(), Some("[1]"));
            assert_eq!(converted(kind, json("[1")), None);
        }
    }

    #[test]
    fn the_default_is_accepted_and_sent_as_it_was_received() {
        for (kind, default) in [
            ("string", json!(true)),
            ("string", json!({"a": 1})),
            ("boolean", json!("yes")),
            ("integer", json!(1.5)),
            ("set", json!([1])),
        ] {
            let field = field(kind, &default);
            let value = field.value.clone().unwrap();
            let converted = convert(&field, &value).unwrap();
            assert_eq!(converted.expose(), default.to_string(), "{kind}");
        }
    }
}
