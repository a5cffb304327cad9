//! Writes JSON text.

use std::collections::BTreeMap;

use super::Json;

impl Json<'_> {
    /// Serializes the value, with sorted keys and with its numbers as they were received.
    pub(crate) fn to_sorted_json(&self) -> String {
        let mut text = String::new();
        self.write_sorted(&mut text);
        text
    }

    fn write_sorted(&self, to: &mut String) {
        match self {
            Self::Null => to.push_str("null"),
            Self::Bool(true) => to.push_str("true"),
            Self::Bool(false) => to.push_str("false"),
            Self::Number(number) => to.push_str(number),
            Self::Text(text) => to.push_str(&quote(text)),
            Self::List(items) => {
                write_separated(to, ['[', ']'], items, |item, to| item.write_sorted(to));
            }
            Self::Object(members) => {
                let members: BTreeMap<&str, &Self> = members
                    .iter()
                    .map(|(key, value)| (key.as_ref(), value))
                    .collect();
                write_separated(to, ['{', '}'], members, |(key, value), to| {
                    to.push_str(&quote(key));
                    to.push(':');
                    value.write_sorted(to);
                });
            }
        }
    }
}

/// A text as a JSON string. It is written into memory that does not move, so that no part of a secret
/// remains in freed memory.
pub(crate) fn quote(text: &str) -> String {
    // an escaped byte has six characters, such as \u0007
    let mut quoted = Vec::with_capacity(text.len() * 6 + 2);
    let written = serde_json::to_writer(&mut quoted, text);
    debug_assert!(written.is_ok(), "every text can be written as JSON");
    String::from_utf8(quoted).unwrap_or_default()
}

/// Writes items between brackets, separated by commas.
fn write_separated<I>(
    to: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = I>,
    mut write: impl FnMut(I, &mut String),
) {
    to.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            to.push(',');
        }
        write(item, to);
    }
    to.push(close);
}

#[cfg(test)]
mod tests {
    use super::super::parse_any;
    use super::*;

    #[test]
    fn keys_are_sorted_and_numbers_are_unchanged() {
        let json =
            r#"{"b":[1e999,0.10,{}],"a":{"y":null,"x":true},"a":{"n":12345678901234567890}}"#;
        let sorted = parse_any(json).unwrap().to_sorted_json();
        let expected = r#"{"a":{"n":12345678901234567890},"b":[1e999,0.10,{}]}"#;
        assert_eq!(sorted, expected);
    }

    #[test]
    fn a_text_is_escaped() {
        let text = "\"\\/\n\u{7}\u{7f}é😀";
        let quoted = quote(text);
        assert_eq!(quoted, "\"\\\"\\\\/\\n\\u0007\u{7f}é😀\"");
        assert_eq!(parse_any(&quoted), Ok(Json::Text(text.into())));
    }
}
