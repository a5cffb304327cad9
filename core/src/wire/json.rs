//! A JSON tree that borrows its strings and numbers from the text. It is parsed, read and dropped.
//!
//! Numbers are kept as text: a server may send one that fits into neither an integer nor a float, and
//! it expects the number back unchanged. serde_json can do that only with its feature
//! `arbitrary_precision`, which would change how every crate of an app reads numbers.

mod access;
mod write;

use std::borrow::Cow;

use super::error::ParseError;
use super::limits::{MAX_BODY, MAX_DEPTH, MAX_VALUES};

pub(crate) use write::quote;

/// A JSON value. An object keeps its members in the order of the text; of a repeated key, the last
/// value is used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    /// The number as it was received.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Parses a body within the [limits](super::limits) (RFC 8259). A byte order mark is skipped.
///
/// # Errors
/// [`ParseError`] if the text is not a JSON object, or exceeds a limit.
pub(crate) fn parse(text: &str) -> Result<Json<'_>, ParseError> {
    match parse_any(text)? {
        tree @ Json::Object(_) => Ok(tree),
        _ => Err(ParseError::NotAnObject),
    }
}

/// Parses any JSON value.
///
/// # Errors
/// [`ParseError`] if the text is not JSON, or exceeds a limit.
pub(crate) fn parse_any(text: &str) -> Result<Json<'_>, ParseError> {
    if text.len() > MAX_BODY {
        return Err(ParseError::TooLarge);
    }
    let mut parser = Parser {
        text: text.strip_prefix('\u{feff}').unwrap_or(text),
        position: 0,
        remaining_values: MAX_VALUES,
    };
    let tree = parser.value(0)?;
    match parser.peek() {
        None => Ok(tree),
        Some(_) => Err(ParseError::NotJson),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// The index of the next byte.
    position: usize,
    /// The number of values that may still be read.
    remaining_values: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self, depth: usize) -> Result<Json<'a>, ParseError> {
        if depth > MAX_DEPTH || self.remaining_values == 0 {
            return Err(ParseError::TooComplex);
        }
        self.remaining_values -= 1;
        match self.peek().ok_or(ParseError::NotJson)? {
            b'"' => self.string().map(Json::Text),
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b't' => self.literal("true", Json::Bool(true)),
            b'f' => self.literal("false", Json::Bool(false)),
            b'n' => self.literal("null", Json::Null),
            _ => self.number().map(Json::Number),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, ParseError> {
        self.position += 1;
        let mut members = Vec::new();
        if self.skip_token(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(ParseError::NotJson);
            }
            let key = self.string()?;
            if !self.skip_token(b':') {
                return Err(ParseError::NotJson);
            }
            members.push((key, self.value(depth + 1)?));
            if self.is_end(b'}')? {
                return Ok(Json::Object(members));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, ParseError> {
        self.position += 1;
        let mut items = Vec::new();
        if self.skip_token(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.is_end(b']')? {
                return Ok(Json::List(items));
            }
        }
    }

    /// Reads the token after a member or an item: a comma, or the end of the object or list.
    fn is_end(&mut self, end: u8) -> Result<bool, ParseError> {
        if self.skip_token(b',') {
            return Ok(false);
        }
        let is_end = self.skip_token(end);
        is_end.then_some(true).ok_or(ParseError::NotJson)
    }

    /// Reads a string. The next byte is its opening quote.
    fn string(&mut self) -> Result<Cow<'a, str>, ParseError> {
        let text = self.text;
        let start = self.position;
        let mut end = start + 1;
        let mut has_escape = false;
        loop {
            let rest = text.as_bytes().get(end..).unwrap_or_default();
            let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let offset = rest.iter().position(is_special);
            end += offset.ok_or(ParseError::NotJson)?;
            match text.as_bytes().get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                _ => return Err(ParseError::NotJson),
            }
            has_escape = true;
        }
        self.position = end + 1;
        if has_escape {
            let quoted = text.get(start..=end).unwrap_or_default();
            let unescaped = serde_json::from_str(quoted).map(Cow::Owned);
            return unescaped.map_err(|_| ParseError::NotJson);
        }
        let plain = text.get(start + 1..end).map(Cow::Borrowed);
        plain.ok_or(ParseError::NotJson)
    }

    fn number(&mut self) -> Result<&'a str, ParseError> {
        let start = self.position;
        self.skip_byte(b'-');
        let has_integer = self.skip_byte(b'0') || self.skip_digits();
        let has_fraction = !self.skip_byte(b'.') || self.skip_digits();
        let has_exponent = self.skip_byte(b'e') || self.skip_byte(b'E');
        if has_exponent && !self.skip_byte(b'-') {
            self.skip_byte(b'+');
        }
        let is_complete = has_integer && has_fraction && (!has_exponent || self.skip_digits());
        let number = self.text.get(start..self.position);
        number.filter(|_| is_complete).ok_or(ParseError::NotJson)
    }

    fn literal(&mut self, name: &str, value: Json<'a>) -> Result<Json<'a>, ParseError> {
        let rest = self.text.as_bytes().get(self.position..);
        if !rest.is_some_and(|rest| rest.starts_with(name.as_bytes())) {
            return Err(ParseError::NotJson);
        }
        self.position += name.len();
        Ok(value)
    }

    /// Skips white space, and returns the next byte.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.position)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.position += 1;
        }
    }

    /// Skips white space, and then this byte, if it follows.
    fn skip_token(&mut self, token: u8) -> bool {
        self.peek();
        self.skip_byte(token)
    }

    fn skip_byte(&mut self, byte: u8) -> bool {
        let is_next = self.text.as_bytes().get(self.position) == Some(&byte);
        self.position += usize::from(is_next);
        is_next
    }

    /// Skips the digits that follow, and returns whether there are any.
    fn skip_digits(&mut self) -> bool {
        let rest = self.text.as_bytes().get(self.position..);
        let digits = rest.unwrap_or_default().iter();
        let count = digits.take_while(|byte| byte.is_ascii_digit()).count();
        self.position += count;
        count > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn numbers_are_kept_as_text() {
        for number in [
            "0",
            "-0",
            "7",
            "12345678901234567890",
            "-170141183460469231731687303715884105728",
            "0.10",
            "1e999",
            "-1.5E-400",
            "2e+3",
        ] {
            assert_eq!(parse_any(number), Ok(Json::Number(number)));
        }
    }

    /// The grammar is that of serde_json.
    #[test]
    fn a_text_is_json_if_serde_json_accepts_it() {
        for text in [
            "01",
            "-",
            "+1",
            "1.",
            ".5",
            "1e",
            "1e+",
            "--1",
            "1 2",
            "0x1",
            "NaN",
            "-01",
            "1a",
            "tru",
            "trues",
            "True",
            "nul",
            "null ",
            "\ttrue\r\n",
            "\u{a0}1",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1}",
            "[]]",
            "{",
            "{\"a\"",
            "{\"a\":}",
            "{\"a\" 1}",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{1:1}",
            "{\"a\":1]",
            "{\"a\":1 \"b\":2}",
            "[ ]",
            "{ }",
            "[ 1 , 2 ]",
            "{ \"a\" : 1 , \"b\" : [ ] }",
            "\"",
            "\"\\\"",
            "\"\\",
            "\"\n\"",
            "\"\u{7f}\"",
            "\"\\n\"",
            "\"\\x\"",
            "\"\\u00e9\"",
            "\"\\u00\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\\\\"",
            "\"a\\é\"",
            "\"é\"",
            "\"\\/\"",
            "//",
            "1//",
        ] {
            let parsed = parse_any(text);
            let expected = serde_json::from_str::<serde_json::Value>(text);
            assert_eq!(parsed.is_ok(), expected.is_ok(), "{text}");
            if let (Ok(Json::Text(text)), Ok(expected)) = (parsed, expected) {
                assert_eq!(expected.as_str(), Some(text.as_ref()));
            }
        }
    }
}
