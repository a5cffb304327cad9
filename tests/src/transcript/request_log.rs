//! The requests of a scenario in full: headers and bodies, with secrets masked.

use std::collections::BTreeMap;
use std::fmt;

use idx_flow::{Header, Request};
use serde_json::Value;

use crate::secret_scanner::{SECRET_NAMES, form_pairs};

/// Random values that are no secrets, but differ in each run.
const RANDOM_NAMES: [&str; 1] = ["code_challenge"];
const MASK: &str = "[secret]";

/// The requests, each with its body, and with its headers if they differ from those of the previous
/// request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestLog {
    lines: Vec<String>,
    headers: Vec<String>,
}

impl RequestLog {
    /// Adds a request to the issuer.
    pub fn add(&mut self, request: &Request) {
        let (origin, path) = split(&request.url);
        let purpose = request.purpose;
        self.lines
            .push(format!("{purpose:?} {} {path}", request.method));
        let headers = request.headers.iter();
        let headers: Vec<_> = headers.map(|header| describe(header, origin)).collect();
        if headers != self.headers {
            let lines = headers.iter().map(|header| format!("  {header}"));
            self.lines.extend(lines);
            self.headers = headers;
        }
        self.lines.push(format!("  {}", masked_body(request)));
    }
}

impl fmt::Display for RequestLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

/// The origin of a URL, and its path without a query.
fn split(url: &str) -> (&str, &str) {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let start = url.find("//").map_or(0, |start| start + 2);
    let path = url.split_at(start).1.find('/');
    url.split_at(path.map_or(url.len(), |path| start + path))
}

/// A header without secrets, without the version of the library, and without the address of the org.
fn describe(header: &Header, origin: &str) -> String {
    let Header { name, value, .. } = header;
    let value = match name.as_str() {
        "Cookie" => MASK.to_owned(),
        "Origin" => value.replace(origin, "{issuer's origin}"),
        _ => match value.split_once("idx-flow/") {
            Some((host, _)) => format!("{host}idx-flow/{{version}}"),
            None => value.clone(),
        },
    };
    format!("{name}: {value}")
}

fn masked_body(request: &Request) -> String {
    let body = request.body.expose();
    if let Ok(mut json) = serde_json::from_str(body) {
        mask(&mut json);
        return json.to_string();
    }
    let pairs = form_pairs(body).into_iter().map(|(name, value)| {
        let is_masked = is_masked(&name);
        format!("{name}={}", if is_masked { MASK } else { &value })
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Masks secrets, and sorts the members by name.
fn mask(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                match value {
                    Value::String(text) if is_masked(name) => MASK.clone_into(text),
                    value => mask(value),
                }
            }
            let sorted: BTreeMap<_, _> = std::mem::take(members).into_iter().collect();
            members.extend(sorted);
        }
        _ => {}
    }
}

fn is_masked(name: &str) -> bool {
    SECRET_NAMES.contains(&name) || RANDOM_NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_an_origin_and_a_path() {
        let url = "https://org.example.com/idp/idx/x?token=a#b";
        assert_eq!(split(url), ("https://org.example.com", "/idp/idx/x"));
        assert_eq!(split("http://127.0.0.1:80"), ("http://127.0.0.1:80", ""));
    }

    #[test]
    fn secrets_are_masked_at_any_depth() {
        let mut json = serde_json::json!({"a": [{"passcode": "x", "id": "y"}], "stateHandle": "z"});
        mask(&mut json);
        let expected = r#"{"a":[{"id":"y","passcode":"[secret]"}],"stateHandle":"[secret]"}"#;
        assert_eq!(json.to_string(), expected);
    }
}
