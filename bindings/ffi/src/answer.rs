//! What a user answers, by the paths of a form.

use std::collections::HashMap;

use idx_flow::Secret;

/// An answer to a prompt: which remediation, and the values by the fields' paths. What the server
/// fixed (handles, ids) is added by the engine.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Answer {
    /// The `id` of the remediation.
    pub remediation: String,
    /// The values, by the `path` of their fields. For a field with choices, the `id` of one.
    #[uniffi(default)]
    pub values: HashMap<String, Value>,
    /// The number of the page that it was made for. Where another is shown by now, because a poll was
    /// faster than the user, it is refused instead of going to a form of the same name. Where it is
    /// left out, it is for whatever page there is.
    #[uniffi(default = None)]
    pub prompt_version: Option<i64>,
}

/// A field's value. What prints it shows none but yes and no: any other may be a password or a code.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum Value {
    /// A text, or the `id` of a choice.
    Text {
        /// The text.
        text: Secret,
    },
    /// Yes or no.
    Bool {
        /// Yes or no.
        value: bool,
    },
    /// A number.
    Number {
        /// The number, in decimal: `42`, `-1.5`.
        text: Secret,
    },
    /// Several texts (fields of the kind `set`).
    TextList {
        /// The texts.
        texts: Vec<Secret>,
    },
    /// Anything else that a server may offer as a choice.
    Json {
        /// The JSON text.
        text: Secret,
    },
}

impl From<Answer> for idx_flow::Answer {
    fn from(answer: Answer) -> Self {
        let values = answer.values.into_iter();
        Self {
            remediation: answer.remediation,
            values: values.map(|(path, value)| (path, value.into())).collect(),
        }
    }
}

impl Answer {
    pub(crate) fn new(answer: idx_flow::Answer, prompt_version: i64) -> Self {
        let values = answer.values.iter();
        Self {
            values: values
                .map(|(path, value)| (path.clone(), value.into()))
                .collect(),
            remediation: answer.remediation,
            prompt_version: Some(prompt_version),
        }
    }
}

impl From<Value> for idx_flow::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Text { text } => Self::Text(text),
            Value::Bool { value } => Self::Bool(value),
            Value::Number { text } => number(text),
            Value::TextList { texts } => Self::TextList(texts),
            Value::Json { text } => Self::Json(text.expose().to_owned()),
        }
    }
}

/// What is no number is left a text: the form then says that it takes another kind.
fn number(text: Secret) -> idx_flow::Value {
    let (whole, decimal) = (text.expose().parse(), text.expose().parse::<f64>());
    match (whole, decimal) {
        (Ok(whole), _) => idx_flow::Value::Integer(whole),
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
    fn values_cross_and_come_back() {
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
    fn what_is_no_number_stays_a_text() {
        for text in ["", "4 2", "NaN", "1e999"] {
            let value = Value::Number { text: text.into() };
            assert_eq!(idx_flow::Value::from(value), idx_flow::Value::from(text));
        }
    }
}
