//! HTTP requests and responses as plain values.

use serde::Serialize;
use serde_json::Value;

/// A request to the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST` or `OPTIONS`.
    pub method: String,
    /// An absolute URL, or a path and query.
    pub url: String,
    /// Names and values in the order received. Names can have any case.
    pub headers: Vec<(String, String)>,
    /// The body. Empty if the request has none.
    pub body: Vec<u8>,
}

/// A response of the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body. Empty if the response has none.
    pub body: Vec<u8>,
}

impl Request {
    /// Creates a GET request.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Creates a POST request to the IDX API.
    pub fn json(url: impl Into<String>, body: &Value) -> Self {
        let media_type = "application/ion+json; okta-version=1.0.0".to_owned();
        Self {
            method: "POST".to_owned(),
            url: url.into(),
            headers: vec![
                ("content-type".to_owned(), media_type.clone()),
                ("accept".to_owned(), media_type),
            ],
            body: body.to_string().into_bytes(),
        }
    }

    /// Creates a POST request with a form body, as for the OAuth endpoints.
    pub fn form<K, V>(url: impl Into<String>, pairs: &[(K, V)]) -> Self
    where
        K: AsRef<str>,
        V: AsRef<str>,
    {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Self {
            method: "POST".to_owned(),
            url: url.into(),
            headers: vec![
                (
                    "content-type".to_owned(),
                    "application/x-www-form-urlencoded".to_owned(),
                ),
                ("accept".to_owned(), "application/json".to_owned()),
            ],
            body: body.into_bytes(),
        }
    }

    /// Returns the value of the first header with this name. Case is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }

    /// Returns the value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let mut cookies = self.header("cookie")?.split(';');
        cookies.find_map(|cookie| {
            let (known, value) = cookie.trim().split_once('=')?;
            (known == name).then_some(value)
        })
    }

    /// Returns the path without query and fragment.
    pub fn path(&self) -> &str {
        let url = path_and_query(&self.url);
        url.split(['?', '#']).next().unwrap_or(url)
    }

    /// Returns the decoded query parameters.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or(query);
        pairs(query.as_bytes())
    }

    /// Returns the decoded form parameters of the body.
    pub fn form_pairs(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }

    /// Returns the body as JSON, or `Null` if it is not valid JSON.
    pub fn body_json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

impl Response {
    /// Creates a response without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Creates a JSON response with this media type.
    pub fn json(status: u16, media_type: &str, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::empty(status)
            .with_header("content-type", media_type)
            .with_body(body)
    }

    /// Creates an HTML page.
    pub fn html(status: u16, body: &str) -> Self {
        Self::empty(status)
            .with_header("content-type", "text/html;charset=utf-8")
            .with_body(body.as_bytes().to_vec())
    }

    /// Creates a redirect to `url` (status 302).
    pub fn redirect(url: &str) -> Self {
        Self::empty(302).with_header("location", url)
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Adds headers.
    #[must_use]
    pub(crate) fn with_headers(
        mut self,
        headers: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let headers = headers.into_iter();
        self.headers
            .extend(headers.map(|(name, value)| (name.to_owned(), value)));
        self
    }

    /// Replaces the body.
    #[must_use]
    pub fn with_body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// Returns the value of the first header with this name. Case is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }

    /// Returns the body as JSON, or `Null` if it is not valid JSON.
    pub fn body_json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// Returns the path, query and fragment of a URL.
pub(crate) fn path_and_query(url: &str) -> &str {
    let absolute = url.split_once("://").filter(|_| !url.starts_with('/'));
    absolute.map_or(url, |(_, rest)| {
        rest.find('/').map_or("/", |start| rest.split_at(start).1)
    })
}

pub(crate) fn find_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_and_relative_urls_have_a_path_and_a_query() {
        let absolute = Request::get("https://org.example.com/a/b?x=1%202&y=");
        assert_eq!(absolute.path(), "/a/b");
        assert_eq!(absolute.query()[0], ("x".into(), "1 2".into()));
        assert_eq!(Request::get("/a?b=c#d").query()[0].1, "c");
        assert_eq!(Request::get("/a?b=https://c.example/d").path(), "/a");
        assert_eq!(Request::get("https://org.example.com").path(), "/");
    }

    #[test]
    fn header_names_ignore_case() {
        let response = Response::empty(200).with_header("x-okta-request-id", "r1");
        assert_eq!(response.header("X-Okta-Request-Id"), Some("r1"));
    }
}
