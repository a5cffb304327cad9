//! What the server says to the user.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::value::Value;
use crate::names::Severity;
use crate::wire::ParseError;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// A message for the user, at the top of the page or at a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The key for an app's own translation (`i18n.key`). Match on this, never on the text.
    pub key: Option<String>,
    /// The values that belong into the translated text (`i18n.params`).
    pub params: Vec<String>,
    /// How serious it is; some messages do not say.
    pub severity: Option<Severity>,
    /// The text, in the language that the server chose.
    pub text: String,
    /// The path of the field that the message is about; `None` at the top of the page.
    pub field: Option<String>,
    /// Links that belong to the message: label and address.
    pub links: Vec<MessageLink>,
}

/// A link in a message. `Debug` leaves out its query: it may carry a token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageLink {
    /// What to show.
    pub label: String,
    /// Where it goes. Check it before you open it: it is the server's word.
    pub url: String,
}

impl Message {
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

/// Texts and numbers, as texts.
fn params(i18n: &Json<'_>) -> Vec<String> {
    let scalars = i18n.items("params").iter().filter_map(Value::read);
    scalars.map(|param| param.to_id_text()).collect()
}

impl fmt::Debug for MessageLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.url.split(['?', '#']).next().unwrap_or_default();
        write!(f, "MessageLink({:?}: {address})", self.label)
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
    fn class_and_key_may_be_missing() {
        let json = parse(
            r#"{"messages":{"type":"array","value":[
                {"message":"Stale."},
                {"class":"WARNING","message":"Soon.","i18n":{"key":"k","params":["3",4,null]}}]}}"#,
        )
        .unwrap();
        let messages = Message::read_all(&json, Some("a.b")).unwrap();
        let [stale, soon] = &messages[..] else {
            panic!("two messages")
        };
        assert_eq!((&stale.key, &stale.severity), (&None, &None));
        assert_eq!(soon.key.as_deref(), Some("k"));
        assert_eq!(soon.severity, Some(Severity::Warning));
        assert_eq!(soon.params, ["3", "4"]);
        assert_eq!(soon.field.as_deref(), Some("a.b"));
    }
}
