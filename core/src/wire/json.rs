//! A JSON tree that borrows its strings from the text. It is parsed, read and dropped.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::error::ParseError;
use super::limits::{MAX_BODY, MAX_DEPTH, MAX_VALUES};

/// A JSON value. An object keeps its members in the order of the text; of a repeated key, the last
/// value is used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Parses a body within the [limits](super::limits). A byte order mark is skipped.
///
/// # Errors
/// [`ParseError`] if the text is not a JSON object, or exceeds a limit.
pub(crate) fn parse(text: &str) -> Result<Json<'_>, ParseError> {
    if text.len() > MAX_BODY {
        return Err(ParseError::TooLarge);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut budget = Budget {
        values: MAX_VALUES,
        exceeded: false,
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = Seed {
        budget: &mut budget,
        depth: 0,
    }
    .deserialize(&mut reader);
    let tree = tree.and_then(|tree| reader.end().map(|()| tree));
    match tree {
        Ok(tree @ Json::Object(_)) => Ok(tree),
        Ok(_) => Err(ParseError::NotAnObject),
        Err(_) if budget.exceeded => Err(ParseError::TooComplex),
        Err(_) => Err(ParseError::NotJson),
    }
}

impl<'a> Json<'a> {
    /// The member with this key; `None` if it is missing or null, or if this is not an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Json<'a>> {
        let Self::Object(members) = self else {
            return None;
        };
        let found = members.iter().rev().find(|(name, _)| name == key);
        found
            .map(|(_, value)| value)
            .filter(|value| **value != Self::Null)
    }

    /// The keys of an object's members that are not null.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        let members = if let Self::Object(members) = self {
            members.as_slice()
        } else {
            &[]
        };
        members
            .iter()
            .filter(|(_, value)| *value != Self::Null)
            .map(|(key, _)| key.as_ref())
    }

    /// A member as text. Numbers and booleans are converted.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Self::Text(text) => Some(text.as_ref().to_owned()),
            Self::Number(number) => Some(number.to_string()),
            Self::Bool(bool) => Some(bool.to_string()),
            Self::Null | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// A member that is a string, without a copy.
    pub(crate) fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// A member as a boolean. The strings `"true"` and `"false"` are converted.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Self::Bool(bool) => Some(*bool),
            Self::Text(text) => text.trim().to_ascii_lowercase().parse().ok(),
            Self::Null | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// A member as an integer. Strings of digits are converted, and fractions are truncated.
    pub(crate) fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Self::Number(number) => number
                .as_i64()
                .or_else(|| number.as_f64().map(|n| n as i64)),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The items of a list: `[…]` or `{"type":"array","value":[…]}`. Empty if the member is neither.
    pub(crate) fn items(&self, key: &str) -> &[Json<'a>] {
        match self.get(key) {
            Some(Self::List(items)) => items,
            Some(wrapped @ Self::Object(_)) => match wrapped.get("value") {
                Some(Self::List(items)) => items,
                _ => &[],
            },
            _ => &[],
        }
    }

    /// A member that is an object, either bare or wrapped: `{"type":"object","value":{…}}`.
    pub(crate) fn object(&self, key: &str) -> Option<&Json<'a>> {
        let found = self
            .get(key)
            .filter(|found| matches!(found, Self::Object(_)))?;
        let inner = found
            .get("value")
            .filter(|inner| matches!(inner, Self::Object(_)));
        // an empty wrapper: `{"type":"object","value":null}`
        let is_empty = inner.is_none() && found.str("type") == Some("object");
        inner.or((!is_empty).then_some(found))
    }

    /// Converts to a value that owns its strings and can be serialized.
    pub(crate) fn to_plain(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(bool) => Value::Bool(*bool),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::from(text.as_ref()),
            Self::List(items) => items.iter().map(Self::to_plain).collect(),
            Self::Object(members) => members
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_plain()))
                .collect(),
        }
    }

    /// Serializes as text with sorted keys.
    pub(crate) fn to_sorted_json(&self) -> String {
        to_sorted_json(self.to_plain())
    }

    /// The strings of a list. A single string is a list of one.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(Self::Text(text)) => vec![text.as_ref().to_owned()],
            _ => self
                .items(key)
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
        }
    }
}

/// Serializes JSON with sorted keys, so that the text does not depend on whether another crate of the
/// build enables serde_json's `preserve_order`.
pub(crate) fn to_sorted_json(mut json: Value) -> String {
    json.sort_all_objects();
    json.to_string()
}

/// The number of values that may still be read, and whether a limit was exceeded.
struct Budget {
    values: usize,
    exceeded: bool,
}

struct Seed<'b> {
    budget: &'b mut Budget,
    depth: usize,
}

impl Seed<'_> {
    fn child(&mut self) -> Seed<'_> {
        Seed {
            budget: self.budget,
            depth: self.depth + 1,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Json<'de>, D::Error> {
        if self.depth > MAX_DEPTH || self.budget.values == 0 {
            self.budget.exceeded = true;
            return Err(de::Error::custom("a limit is exceeded"));
        }
        self.budget.values -= 1;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, bool: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(bool))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut from: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(self.child())? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut from: A) -> Result<Json<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = from.next_key_seed(Key)? {
            members.push((key, from.next_value_seed(self.child())?));
        }
        Ok(Json::Object(members))
    }
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Cow<'de, str>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_leniently() {
        let json =
            parse("\u{feff}{\"a\":\"true\",\"n\":\"12\",\"x\":3,\"l\":{\"value\":[1]},\"z\":null}")
                .unwrap();
        assert_eq!(json.flag("a"), Some(true));
        assert_eq!(json.integer("n"), Some(12));
        assert_eq!(json.text("x").as_deref(), Some("3"));
        assert_eq!(json.items("l").len(), 1);
        assert_eq!(json.get("z"), None);
        let json = parse(r#"{"e":{"type":"object","value":null},"b":{"c":1}}"#).unwrap();
        assert_eq!(json.object("e"), None);
        assert!(json.object("b").is_some());
    }

    #[test]
    fn the_last_value_of_a_repeated_key_is_used() {
        assert_eq!(parse(r#"{"a":1,"a":2}"#).unwrap().integer("a"), Some(2));
    }

    #[test]
    fn each_invalid_body_has_its_error() {
        assert_eq!(parse(""), Err(ParseError::NotJson));
        assert_eq!(parse("<html>"), Err(ParseError::NotJson));
        assert_eq!(parse("{\"a\":"), Err(ParseError::NotJson));
        assert_eq!(parse("{} {}"), Err(ParseError::NotJson));
        assert_eq!(parse("[]"), Err(ParseError::NotAnObject));
        assert_eq!(parse(&" ".repeat(MAX_BODY + 1)), Err(ParseError::TooLarge));
        let deep = format!("{}1{}", "{\"a\":".repeat(65), "}".repeat(65));
        assert_eq!(parse(&deep), Err(ParseError::TooComplex));
        let wide = format!("{{\"a\":[{}0]}}", "0,".repeat(MAX_VALUES));
        assert_eq!(parse(&wide), Err(ParseError::TooComplex));
    }

    #[test]
    fn the_maximum_depth_is_accepted() {
        let deep = format!("{}1{}", "{\"a\":".repeat(64), "}".repeat(64));
        assert!(parse(&deep).is_ok());
    }
}
