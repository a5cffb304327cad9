//! Answers to prompts.

use std::collections::HashMap;

use idx_flow::Secret;

/// An answer to a prompt: a remediation and the values of its fields. The engine adds the values that
/// the server fixed, such as the state handle.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Answer {
    /// The remediation's `id`.
    pub remediation: String,
    /// The values by field `path`. For a field with choices, the value is the `id` of a choice.
    #[uniffi(default)]
    pub values: HashMap<String, Value>,
    /// The paths of optional constants to leave out. See `optionalConstants` of a remediation or a
    /// choice.
    #[uniffi(default = [])]
    pub omitted: Vec<String>,
    /// The version of the prompt that this answers. If a poll has replaced the prompt in the meantime,
    /// the answer is rejected with the problem `StalePrompt`.
    pub prompt_version: i64,
}

/// The value of a field. All values except `Bool` are redacted when printed, because they may be
/// passwords or codes.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum Value {
    /// A text, or the `id` of a choice.
    Text {
        /// The text.
        text: Secret,
    },
    /// A Boolean.
    Bool {
        /// The Boolean.
        value: bool,
    },
    /// A number.
    Number {
        /// The number in decimal notation, such as `42` or `-1.5`.
        text: Secret,
    },
    /// A list of texts, for a field of the kind `Set`.
    TextList {
        /// The texts.
        texts: Vec<Secret>,
    },
    /// Any other JSON value that the server offers as a choice.
    Json {
        /// The JSON text.
        text: Secret,
    },
}

impl From<Answer> for idx_flow::Answer {
    fn from(answer: Answer) -> Self {
        let values = answer.values.into_iter();
        let version = answer.prompt_version.cast_unsigned();
        let mut converted = Self::for_version(version, answer.remediation);
        converted.values = values.map(|(path, value)| (path, value.into())).collect();
        converted.omitted = answer.omitted.into_iter().collect();
        converted
    }
}

impl From<idx_flow::Answer> for Answer {
    fn from(answer: idx_flow::Answer) -> Self {
        let values = answer.values.iter();
        Self {
            values: values
                .map(|(path, value)| (path.clone(), value.into()))
                .collect(),
            omitted: answer.omitted.into_iter().collect(),
            remediation: answer.remediation,
            prompt_version: answer.prompt_version.cast_signed(),
        }
    }
}

impl From<Value> for idx_flow::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Text { text } => Self::Text(text),
            Value::Bool { value } => Self::Bool(value),
            Value::Number { text } => parse_number(text),
            Value::TextList { texts } => Self::TextList(texts),
            Value::Json { text } => Self::Json(text.expose().to_owned()),
        }
    }
}

/// Parses a number. Invalid text stays a text, so that the form reports the wrong kind of value.
fn parse_number(text: Secret) -> idx_flow::Value {
    let (integer, decimal) = (text.expose().parse(), text.expose().parse::<f64>());
    match (integer, decimal) {
        (Ok(integer), _) => idx_flow::Value::Integer(integer),
        (_, Ok(decimal)) if decimal.is_finite() => idx_flow::Value::Decimal(decimal),
        _ => idx_flow::Value::Text(text),
    }
}

impl From<&idx_flow::Value> for Value {
    fn from(value: &idx_flow::Value) -> Self {
        match value {
            idx_flow::Value::Text(text) => Self::Text { text: text.clone() },
            idx_flow::Value::Bool(value) => Self::Bool { value: *value },
            idx_flow::Value::Integer(number) => Self::Number {
                text: number.to_string().into(),
            },
            idx_flow::Value::Decimal(number) => Self::Number {
                text: number.to_string().into(),
            },
            idx_flow::Value::TextList(texts) => Self::TextList {
                texts: texts.clone(),
            },
            idx_flow::Value::Json(text) => Self::Json {
                text: text.as_str().into(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_the_conversion_in_both_directions() {
        use idx_flow::Value as Core;
        for value in [
            Core::from("text"),
            Core::Bool(true),
            Core::Integer(i64::MIN),
            Core::Decimal(-1.5),
            Core::from(["a", "b"]),
            Core::Json("{}".into()),
        ] {
            assert_eq!(Core::from(Value::from(&value)), value);
        }
    }

    #[test]
    fn an_invalid_number_stays_a_text() {
        for text in ["", "4 2", "NaN", "1e999"] {
            let value = Value::Number { text: text.into() };
            assert_eq!(idx_flow::Value::from(value), idx_flow::Value::from(text));
        }
    }
}
