//! Bodies and addresses without their secrets.

use serde_json::{Map, Value};

use super::allow_list;
use crate::http::from_path;
use crate::{Request, Response};

/// What stands where something is masked.
const MASK: &str = "•••";
/// Bytes of a body that is looked into; of a larger one only the size is kept.
const LARGEST: usize = 64 * 1024;
/// Values of a request that are looked at one by one: clients send few, but any web page may send
/// many, and each takes the log more room than the wire.
const MOST: usize = 200;
/// Characters of an address that is taken apart.
const LONGEST_ADDRESS: usize = 4 * 1024;
/// Characters of a text that is shown.
const LONGEST: usize = 300;
/// A masked text of fewer characters says nothing where it recurs.
const TELLING: usize = 3;

/// Shows what is known to be harmless, and keeps aside what it masked.
pub(super) struct Mask {
    side: Side,
    pub(super) hidden: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Reply,
}

impl Mask {
    pub(super) fn of_requests() -> Self {
        Self {
            side: Side::Request,
            hidden: Vec::new(),
        }
    }

    /// A reply may quote what its request had to hide.
    pub(super) fn of_replies(hidden: Vec<String>) -> Self {
        Self {
            side: Side::Reply,
            hidden,
        }
    }

    /// Path and query; of an absolute address scheme and host are left out.
    pub(super) fn address(&mut self, url: &str) -> String {
        if url.len() > LONGEST_ADDRESS {
            self.hidden.push(url.to_owned());
            return format!("/{MASK}");
        }
        let rest = from_path(url);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let segments: Vec<&str> = path.split('/').map(|it| self.segment(it)).collect();
        let path = segments.join("/");
        if query.is_empty() {
            return path;
        }
        let pairs: Vec<String> = url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| {
                let (name, value) = self.parameter(&name, &value);
                format!("{name}={value}")
            })
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }

    pub(super) fn request_body(&mut self, request: &Request) -> Option<Value> {
        let body = &request.body;
        let media = request.header("content-type").unwrap_or_default();
        if media.starts_with("application/x-www-form-urlencoded") && body.len() <= LARGEST {
            let pairs = request.form_pairs();
            let pairs = pairs.iter().map(|(name, value)| {
                let (name, value) = self.parameter(name, value);
                (name.to_owned(), value.into())
            });
            return Some(Value::Object(pairs.collect()))
                .filter(|it| *it != Value::Object(Map::new()));
        }
        self.body(body)
    }

    pub(super) fn response_body(&mut self, response: &Response) -> Option<Value> {
        self.body(&response.body)
    }

    fn body(&mut self, body: &[u8]) -> Option<Value> {
        if body.is_empty() {
            return None;
        }
        let size = body.len();
        if size > LARGEST {
            return Some(format!("{size} bytes").into());
        }
        let json = serde_json::from_slice(body);
        Some(match json {
            Ok(json) if self.side == Side::Request && values(&json) > MOST => {
                format!("{size} bytes").into()
            }
            Ok(json) => self.value("", json),
            Err(_) => format!("{size} bytes, no JSON").into(),
        })
    }

    /// The value of the member `name`; the items of a list go by the name of their list.
    fn value(&mut self, name: &str, value: Value) -> Value {
        match value {
            Value::Object(members) => self.object(name, members),
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.value(name, item));
                items.collect()
            }
            Value::String(text) => self.text(name, text).into(),
            Value::Number(number) if !self.shows(name) => {
                self.hidden.push(number.to_string());
                MASK.into()
            }
            Value::Number(_) | Value::Bool(_) | Value::Null => value,
        }
    }

    fn object(&mut self, of: &str, members: Map<String, Value>) -> Value {
        // elsewhere `name` is what a form calls its field
        let is_person =
            members.contains_key("sub") || (of == "user" && members.contains_key("name"));
        let members = members.into_iter().map(|(name, value)| {
            let value = match (self.side, name.as_str(), value) {
                (Side::Reply, "href", Value::String(href)) => self.href(href).into(),
                (Side::Reply, _, value) if is_person => self.value("", value),
                (_, _, value) => self.value(&name, value),
            };
            (self.name(name), value)
        });
        let mut members: Map<String, Value> = members.collect();
        // the text of a message with parameters says what they are
        let parameters = members.get("i18n").and_then(|it| it.get("params"));
        let parameters = parameters.and_then(Value::as_array);
        if parameters.is_some_and(|it| !it.is_empty()) && members.contains_key("message") {
            members.insert("message".to_owned(), MASK.into());
        }
        Value::Object(members)
    }

    fn name(&mut self, name: String) -> String {
        if self.side == Side::Reply || allow_list::may_be_asked(&name) {
            return name;
        }
        self.hidden.push(name);
        MASK.to_owned()
    }

    fn text(&mut self, name: &str, text: String) -> String {
        let quoted = |hidden: &String| hidden.len() >= TELLING && text.contains(hidden.as_str());
        let quotes = self.side == Side::Reply && self.hidden.iter().any(quoted);
        if self.shows(name) && !quotes && text.chars().count() <= LONGEST {
            return text;
        }
        self.hidden.push(text);
        MASK.to_owned()
    }

    /// Where a form leads, if it leads to the web.
    fn href(&mut self, href: String) -> String {
        if href.starts_with("http://") || href.starts_with("https://") {
            return self.address(&href);
        }
        self.hidden.push(href);
        MASK.to_owned()
    }

    fn parameter<'a>(&mut self, name: &'a str, value: &str) -> (&'a str, String) {
        let masked = if allow_list::is_shown_when_asked(name) && value.chars().count() <= LONGEST {
            value.to_owned()
        } else {
            self.hidden.push(value.to_owned());
            MASK.to_owned()
        };
        if allow_list::may_be_asked(name) {
            return (name, masked);
        }
        self.hidden.push(name.to_owned());
        (MASK, masked)
    }

    fn segment<'a>(&mut self, segment: &'a str) -> &'a str {
        if allow_list::is_path(segment) {
            return segment;
        }
        self.hidden.push(segment.to_owned());
        MASK
    }

    fn shows(&self, name: &str) -> bool {
        match self.side {
            Side::Request => allow_list::is_shown_when_asked(name),
            Side::Reply => allow_list::is_shown_when_answered(name),
        }
    }
}

fn values(json: &Value) -> usize {
    let inner: usize = match json {
        Value::Object(members) => members.values().map(values).sum(),
        Value::Array(items) => items.iter().map(values).sum(),
        _ => 0,
    };
    1 + inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asked(body: Value) -> Value {
        let request = Request::json("/", &body);
        Mask::of_requests().request_body(&request).unwrap()
    }

    fn answered(told: &str, body: Value) -> Value {
        let mut mask = Mask::of_replies(vec![told.to_owned()]);
        mask.response_body(&Response::json(200, "application/json", &body))
            .unwrap()
    }

    #[test]
    fn only_what_is_known_to_be_harmless_is_shown() {
        let body = json!({
            "identifier": "ada", "credentials": { "passcode": "s3cret", "totp": 123_456 },
            "authenticator": { "id": "aut1", "methodType": "sms" }, "rememberMe": true,
        });
        let masked = json!({
            "identifier": MASK, "credentials": { "passcode": MASK, "totp": MASK },
            "authenticator": { "id": "aut1", "methodType": "sms" }, "rememberMe": true,
        });
        assert_eq!(asked(body), masked);
    }

    #[test]
    fn a_name_that_nobody_knows_is_masked_too() {
        assert_eq!(
            asked(json!({ "s3cret": [1, "x"] })),
            json!({ MASK: [MASK, MASK] })
        );
        let request = Request::form("/", &[("s3cret", ""), ("grant_type", "password")]);
        let masked = Mask::of_requests().request_body(&request);
        assert_eq!(
            masked,
            Some(json!({ MASK: MASK, "grant_type": "password" }))
        );
    }

    #[test]
    fn a_reply_does_not_quote_what_was_hidden() {
        let body = json!({ "error": "invalid", "error_description": "no scope s3cret here" });
        let masked = json!({ "error": "invalid", "error_description": MASK });
        assert_eq!(answered("s3cret", body), masked);
        let message = json!({
            "class": "INFO", "message": "There is no ada.",
            "i18n": { "key": "idx.unknown.user", "params": ["ada"] },
        });
        assert_eq!(answered("", message.clone())["message"], MASK);
        assert_eq!(answered("", message)["i18n"]["key"], "idx.unknown.user");
    }

    #[test]
    fn addresses_keep_the_words_of_the_api() {
        let mut mask = Mask::of_requests();
        let url = "https://org.example.com/email/verify/t0ken?stateToken=02h&scope=openid&q9";
        assert_eq!(
            mask.address(url),
            "/email/verify/•••?stateToken=•••&scope=openid&•••=•••"
        );
        assert_eq!(mask.hidden, ["t0ken", "02h", "", "q9"]);
        let asked = mask.address("/oauth2/v1/authorize?redirect_uri=https://app.example/back");
        let shown = "/oauth2/v1/authorize?redirect_uri=https://app.example/back";
        assert_eq!(asked, shown);
        let hrefs = json!([
            { "href": "https://org.example.com/idp/idx/identify" },
            { "href": "data:image/png;base64,AAAA" },
        ]);
        let masked = json!([{ "href": "/idp/idx/identify" }, { "href": MASK }]);
        assert_eq!(answered("", hrefs), masked);
    }

    #[test]
    fn what_is_no_json_or_too_large_is_a_size() {
        let mut mask = Mask::of_requests();
        assert_eq!(mask.body(b""), None);
        assert_eq!(mask.body(b"s3cret"), Some("6 bytes, no JSON".into()));
        let large = format!("[{}1]", " ".repeat(LARGEST));
        assert_eq!(mask.body(large.as_bytes()), Some("65539 bytes".into()));
        let many = json!(vec![1; MOST]).to_string();
        assert_eq!(mask.body(many.as_bytes()), Some("401 bytes".into()));
        assert_eq!(mask.address(&"/a".repeat(LONGEST_ADDRESS)), "/•••");
        // what the org answers is its own
        let mut mask = Mask::of_replies(Vec::new());
        assert!(mask.body(many.as_bytes()).is_some_and(|it| it.is_array()));
    }

    #[test]
    fn the_names_of_people_are_masked_and_those_of_fields_shown() {
        let claims = json!({ "sub": "00u1", "name": "Ada Lovelace", "email_verified": true });
        let masked = json!({ "sub": MASK, "name": MASK, "email_verified": true });
        assert_eq!(answered("", claims), masked);
        let data = json!({ "user": { "displayName": "Ada", "name": "ada", "id": "00u1" } });
        let masked = json!({ "user": { "displayName": MASK, "name": MASK, "id": MASK } });
        assert_eq!(answered("", data), masked);
        let fields = json!([{ "name": "identifier", "label": "Username" }]);
        assert_eq!(answered("", fields.clone())[0]["name"], "identifier");
    }
}
