//! Messages of the server for the user.

use idx_flow::Severity;

use crate::custom::RedactedUrl;

/// A message for the user. It belongs to the prompt or to a field.
#[derive(uniffi::Record)]
pub struct Message {
    /// The key for the app's own translation (`i18n.key`). Compare this, not the text.
    pub key: Option<String>,
    /// The parameters of the translated text (`i18n.params`).
    pub params: Vec<String>,
    /// The severity, if the server provides it.
    pub severity: Option<Severity>,
    /// The text, in the language that the server selected.
    pub text: String,
    /// The path of the field that the message is about. Not set if it is about the prompt.
    pub field: Option<String>,
    /// The links in the message.
    pub links: Vec<MessageLink>,
}

/// A link in a message.
#[derive(uniffi::Record)]
pub struct MessageLink {
    /// The label to show.
    pub label: String,
    /// The URL as received. Validate it before you open it.
    pub url: RedactedUrl,
}

impl From<&idx_flow::Message> for Message {
    fn from(message: &idx_flow::Message) -> Self {
        let link = |link: &idx_flow::MessageLink| MessageLink {
            label: link.label.clone(),
            url: link.url.as_str().into(),
        };
        Self {
            key: message.key.clone(),
            params: message.params.clone(),
            severity: message.severity.clone(),
            text: message.text.clone(),
            field: message.field.clone(),
            links: message.links.iter().map(link).collect(),
        }
    }
}
