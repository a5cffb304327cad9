//! Reads the members of JSON leniently.

use super::Json;

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

    /// A member as text. Numbers and booleans are converted.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Self::Text(text) => Some(text.as_ref().to_owned()),
            Self::Number(number) => Some((*number).to_owned()),
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

    /// A member as an integer. Strings of digits are converted, fractions are truncated, and a number
    /// that is too large is clamped.
    pub(crate) fn integer(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Self::Number(number) => {
                let integer = number.parse().ok();
                integer.or_else(|| number.parse::<f64>().ok().map(|number| number as i64))
            }
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

#[cfg(test)]
mod tests {
    use super::super::parse;

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
    fn a_number_that_is_too_large_is_clamped() {
        let json = parse(r#"{"a":12345678901234567890,"b":1e999,"c":-2.9,"d":-0}"#).unwrap();
        assert_eq!(json.integer("a"), Some(i64::MAX));
        assert_eq!(json.integer("b"), Some(i64::MAX));
        assert_eq!(json.integer("c"), Some(-2));
        assert_eq!(json.integer("d"), Some(0));
    }
}
