//! The server's messages for the user.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::value::Value;
use crate::names::Severity;
use crate::wire::ParseError;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// A message for the user, about the prompt or about a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// The key of the message (`i18n.key`), for translation. Match on the key, never on the text.
    pub key: Option<String>,
    /// The parameters of a translated text (`i18n.params`).
    pub params: Vec<String>,
    /// The severity (`class`), if the server sent it.
    pub severity: Option<Severity>,
    /// The text, in the language that the server chose.
    pub text: String,
    /// The path of the field that the message is about; `None` if it is about the prompt.
    pub field: Option<String>,
    /// The links of the message.
    pub links: Vec<MessageLink>,
}

/// A link in a message. `Debug` omits the query of its URL, which may contain a token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MessageLink {
    /// The label to show.
    pub label: String,
    /// The URL as the server sent it. It is not checked: check its scheme before you open it.
    pub url: String,
}

impl Message {
    /// Reads the messages of a response or of a field.
    pub(crate) fn read_all(owner: &Json<'_>, field: Option<&str>) -> Result<Vec<Self>, ParseError> {
        let items = owner.items("messages");
        if items.len() > MAX_LIST {
            return Err(ParseError::TooMany("messages"));
        }
        Ok(items.iter().map(|item| Self::read(item, field)).collect())
    }

    fn read(json: &Json<'_>, field: Option<&str>) -> Self {
        let i18n = json.object("i18n");
        Self {
            key: i18n
                .and_then(|i18n| i18n.text("key"))
                .filter(|key| !key.is_empty()),
            params: i18n.map(params).unwrap_or_default(),
            severity: json.str("class").map(Severity::from),
            text: json.text("message").unwrap_or_default(),
            field: field.map(str::to_owned),
            links: json
                .items("links")
                .iter()
                .filter_map(MessageLink::read)
                .collect(),
        }
    }
}

/// The scalar parameters, as texts.
fn params(i18n: &Json<'_>) -> Vec<String> {
    let scalars = i18n.items("params").iter().filter_map(Value::read);
    scalars.map(|param| param.to_id_text()).collect()
}

impl fmt::Debug for MessageLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let without_query = self.url.split(['?', '#']).next().unwrap_or_default();
        write!(f, "MessageLink({:?}: {without_query})", self.label)
    }
}

impl MessageLink {
    fn read(json: &Json<'_>) -> Option<Self> {
        let url = json.text("url").or_else(|| json.text("href"))?;
        Some(Self {
            label: json.text("label").unwrap_or_else(|| url.clone()),
            url,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn class_and_key_are_optional() {
        let json = parse(
            r#"{"messages":{"type":"array","value":[
                {"message":"Stale."},
                {"class":"WARNING","message":"Soon.","i18n":{"key":"k","params":["3",4,null]}}]}}"#,
        )
        .unwrap();
        let messages = Message::read_all(&json, Some("a.b")).unwrap();
        let [stale, soon] = &messages[..] else {
            panic!("expected two messages, got {messages:?}")
        };
        assert_eq!((&stale.key, &stale.severity), (&None, &None));
        assert_eq!(soon.key.as_deref(), Some("k"));
        assert_eq!(soon.severity, Some(Severity::Warning));
        assert_eq!(soon.params, ["3", "4"]);
        assert_eq!(soon.field.as_deref(), Some("a.b"));
    }
}
