//! Masks the secrets in URLs and bodies.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::allow_list;
use crate::http::path_and_query;
use crate::{Request, Response};

/// Replaces a masked value or name.
const MASK: &str = "•••";
/// The largest body to show, in bytes. For a larger one, only the size is logged.
const MAX_BODY: usize = 64 * 1024;
/// The largest number of JSON values in a request to show. Clients send few; a web page can send
/// many, and each takes more memory in the log than in the request.
const MAX_REQUEST_VALUES: usize = 200;
/// The longest URL to show, in bytes.
const MAX_URL: usize = 4 * 1024;
/// The longest text to show, in characters.
const MAX_TEXT: usize = 300;
/// The shortest masked text to search for in a response, in bytes. A shorter one occurs by chance.
const MIN_QUOTE: usize = 3;

/// Masks every value that the allow list does not name, and collects the masked values.
pub(super) struct Masker {
    direction: Direction,
    pub(super) masked: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

impl Masker {
    pub(super) fn for_request() -> Self {
        Self {
            direction: Direction::Request,
            masked: Vec::new(),
        }
    }

    /// Masks a response. `masked` are the masked values of its request, which it may quote.
    pub(super) fn for_response(masked: Vec<String>) -> Self {
        Self {
            direction: Direction::Response,
            masked,
        }
    }

    /// Returns the masked path and query. The scheme and host of an absolute URL are dropped.
    pub(super) fn url(&mut self, url: &str) -> String {
        if url.len() > MAX_URL {
            self.masked.push(url.to_owned());
            return format!("/{MASK}");
        }
        let path_and_query = path_and_query(url);
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        let segments: Vec<&str> = path.split('/').map(|part| self.segment(part)).collect();
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

    /// Returns the headers to show. A long value is masked.
    pub(super) fn headers(&self, request: &Request) -> BTreeMap<&'static str, String> {
        let shown = allow_list::headers().filter_map(|name| {
            let value = request.header(name)?;
            let is_short = value.chars().count() <= MAX_TEXT;
            Some((name, if is_short { value } else { MASK }.to_owned()))
        });
        shown.collect()
    }

    pub(super) fn request_body(&mut self, request: &Request) -> Option<Value> {
        let body = &request.body;
        let media_type = request.header("content-type").unwrap_or_default();
        let is_form = media_type.starts_with("application/x-www-form-urlencoded");
        if !is_form || body.len() > MAX_BODY {
            return self.body(body);
        }
        let pairs = request.form_pairs();
        let pairs = pairs.iter().map(|(name, value)| {
            let (name, value) = self.parameter(name, value);
            (name.to_owned(), value.into())
        });
        let members: Map<String, Value> = pairs.collect();
        (!members.is_empty()).then_some(Value::Object(members))
    }

    pub(super) fn response_body(&mut self, response: &Response) -> Option<Value> {
        self.body(&response.body)
    }

    fn body(&mut self, body: &[u8]) -> Option<Value> {
        if body.is_empty() {
            return None;
        }
        let size = body.len();
        if size > MAX_BODY {
            return Some(format!("{size} bytes").into());
        }
        let is_request = self.direction == Direction::Request;
        Some(match serde_json::from_slice(body) {
            Ok(json) if is_request && count_values(&json) > MAX_REQUEST_VALUES => {
                format!("{size} bytes").into()
            }
            Ok(json) => self.value("", json),
            Err(_) => format!("{size} bytes, not JSON").into(),
        })
    }

    /// Masks the value of the member `name`. The items of an array have the name of the array.
    fn value(&mut self, name: &str, value: Value) -> Value {
        match value {
            Value::Object(members) => self.object(name, members),
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.value(name, item));
                items.collect()
            }
            Value::String(text) => self.text(name, text).into(),
            Value::Number(number) if !self.shows_value(name) => {
                self.masked.push(number.to_string());
                MASK.into()
            }
            Value::Number(_) | Value::Bool(_) | Value::Null => value,
        }
    }

    fn object(&mut self, parent: &str, members: Map<String, Value>) -> Value {
        // `name` is shown elsewhere: there it is the name of a form or a field.
        let has_user_data =
            members.contains_key("sub") || (parent == "user" && members.contains_key("name"));
        let members = members.into_iter().map(|(name, value)| {
            let value = match (self.direction, name.as_str(), value) {
                (Direction::Response, "href", Value::String(href)) => self.href(href).into(),
                (Direction::Response, _, value) if has_user_data => self.value("", value),
                (_, _, value) => self.value(&name, value),
            };
            (self.name(name), value)
        });
        let mut members: Map<String, Value> = members.collect();
        // A message with parameters contains them in its text.
        let parameters = members.get("i18n").and_then(|i18n| i18n.get("params"));
        let parameters = parameters.and_then(Value::as_array);
        let has_parameters = parameters.is_some_and(|parameters| !parameters.is_empty());
        if has_parameters && members.contains_key("message") {
            members.insert("message".to_owned(), MASK.into());
        }
        Value::Object(members)
    }

    fn name(&mut self, name: String) -> String {
        if self.direction == Direction::Response || allow_list::shows_request_name(&name) {
            return name;
        }
        self.masked.push(name);
        MASK.to_owned()
    }

    fn text(&mut self, name: &str, text: String) -> String {
        let is_quoted = |masked: &String| masked.len() >= MIN_QUOTE && text.contains(masked);
        let quotes_request =
            self.direction == Direction::Response && self.masked.iter().any(is_quoted);
        if self.shows_value(name) && !quotes_request && text.chars().count() <= MAX_TEXT {
            return text;
        }
        self.masked.push(text);
        MASK.to_owned()
    }

    /// Masks the `href` of a form. One that is not an HTTP URL is masked completely.
    fn href(&mut self, href: String) -> String {
        if href.starts_with("http://") || href.starts_with("https://") {
            return self.url(&href);
        }
        self.masked.push(href);
        MASK.to_owned()
    }

    fn parameter<'a>(&mut self, name: &'a str, value: &str) -> (&'a str, String) {
        let is_short = value.chars().count() <= MAX_TEXT;
        let value = if allow_list::shows_request_value(name) && is_short {
            value.to_owned()
        } else {
            self.masked.push(value.to_owned());
            MASK.to_owned()
        };
        if allow_list::shows_request_name(name) {
            return (name, value);
        }
        self.masked.push(name.to_owned());
        (MASK, value)
    }

    fn segment<'a>(&mut self, segment: &'a str) -> &'a str {
        if allow_list::shows_path_segment(segment) {
            return segment;
        }
        self.masked.push(segment.to_owned());
        MASK
    }

    fn shows_value(&self, name: &str) -> bool {
        match self.direction {
            Direction::Request => allow_list::shows_request_value(name),
            Direction::Response => allow_list::shows_response_value(name),
        }
    }
}

fn count_values(json: &Value) -> usize {
    let inner: usize = match json {
        Value::Object(members) => members.values().map(count_values).sum(),
        Value::Array(items) => items.iter().map(count_values).sum(),
        _ => 0,
    };
    1 + inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mask_request(body: Value) -> Value {
        let request = Request::json("/", &body);
        Masker::for_request().request_body(&request).unwrap()
    }

    fn mask_response(masked_in_request: &str, body: Value) -> Value {
        let mut masker = Masker::for_response(vec![masked_in_request.to_owned()]);
        masker
            .response_body(&Response::json(200, "application/json", &body))
            .unwrap()
    }

    #[test]
    fn values_that_are_not_on_the_allow_list_are_masked() {
        let body = json!({
            "identifier": "ada", "credentials": { "passcode": "s3cret", "totp": 123_456 },
            "authenticator": { "id": "aut1", "methodType": "sms" }, "rememberMe": true,
        });
        let masked = json!({
            "identifier": MASK, "credentials": { "passcode": MASK, "totp": MASK },
            "authenticator": { "id": "aut1", "methodType": "sms" }, "rememberMe": true,
        });
        assert_eq!(mask_request(body), masked);
    }

    #[test]
    fn unknown_names_in_requests_are_masked() {
        assert_eq!(
            mask_request(json!({ "s3cret": [1, "x"] })),
            json!({ MASK: [MASK, MASK] })
        );
        let request = Request::form("/", &[("s3cret", ""), ("grant_type", "password")]);
        let masked = Masker::for_request().request_body(&request);
        assert_eq!(
            masked,
            Some(json!({ MASK: MASK, "grant_type": "password" }))
        );
    }

    #[test]
    fn a_response_that_quotes_a_masked_value_is_masked() {
        let body = json!({ "error": "invalid", "error_description": "no scope s3cret here" });
        let masked = json!({ "error": "invalid", "error_description": MASK });
        assert_eq!(mask_response("s3cret", body), masked);
        let message = json!({
            "class": "INFO", "message": "There is no ada.",
            "i18n": { "key": "idx.unknown.user", "params": ["ada"] },
        });
        let masked = mask_response("", message);
        assert_eq!(masked["message"], MASK);
        assert_eq!(masked["i18n"]["key"], "idx.unknown.user");
    }

    #[test]
    fn urls_keep_the_path_segments_and_parameters_of_the_api() {
        let mut masker = Masker::for_request();
        let url = "https://org.example.com/email/verify/t0ken?stateToken=02h&scope=openid&q9";
        assert_eq!(
            masker.url(url),
            "/email/verify/•••?stateToken=•••&scope=openid&•••=•••"
        );
        assert_eq!(masker.masked, ["t0ken", "02h", "", "q9"]);
        let url = "/oauth2/v1/authorize?redirect_uri=https://app.example/back";
        assert_eq!(masker.url(url), url);
        let hrefs = json!([
            { "href": "https://org.example.com/idp/idx/identify" },
            { "href": "data:image/png;base64,AAAA" },
        ]);
        let masked = json!([{ "href": "/idp/idx/identify" }, { "href": MASK }]);
        assert_eq!(mask_response("", hrefs), masked);
    }

    #[test]
    fn large_and_non_json_bodies_are_logged_by_size() {
        let mut masker = Masker::for_request();
        assert_eq!(masker.body(b""), None);
        assert_eq!(masker.body(b"s3cret"), Some("6 bytes, not JSON".into()));
        let large = format!("[{}1]", " ".repeat(MAX_BODY));
        assert_eq!(masker.body(large.as_bytes()), Some("65539 bytes".into()));
        let many = json!(vec![1; MAX_REQUEST_VALUES]).to_string();
        assert_eq!(masker.body(many.as_bytes()), Some("401 bytes".into()));
        assert_eq!(masker.url(&"/a".repeat(MAX_URL)), "/•••");
        // The number of values is not limited in responses.
        let mut masker = Masker::for_response(Vec::new());
        let masked = masker.body(many.as_bytes());
        assert!(masked.is_some_and(|masked| masked.is_array()));
    }

    #[test]
    fn user_names_are_masked_and_field_names_are_shown() {
        let claims = json!({ "sub": "00u1", "name": "Ada Lovelace", "email_verified": true });
        let masked = json!({ "sub": MASK, "name": MASK, "email_verified": true });
        assert_eq!(mask_response("", claims), masked);
        let data = json!({ "user": { "displayName": "Ada", "name": "ada", "id": "00u1" } });
        let masked = json!({ "user": { "displayName": MASK, "name": MASK, "id": MASK } });
        assert_eq!(mask_response("", data), masked);
        let fields = json!([{ "name": "identifier", "label": "Username" }]);
        assert_eq!(mask_response("", fields)[0]["name"], "identifier");
    }
}
