//! What the server says to the user.

use idx_flow::Severity;

use crate::custom::RedactedUrl;

/// A message for the user, at the top of the page or at a field.
#[derive(uniffi::Record)]
pub struct Message {
    /// The key for an app's own translation (`i18n.key`). Match on this, never on the text.
    pub key: Option<String>,
    /// The values that belong into the translated text (`i18n.params`).
    pub params: Vec<String>,
    /// How serious it is; some messages do not say.
    pub severity: Option<Severity>,
    /// The text, in the language that the server chose.
    pub text: String,
    /// The path of the field that the message is about; none at the top of the page.
    pub field: Option<String>,
    /// Links that belong to the message.
    pub links: Vec<MessageLink>,
}

/// A link in a message.
#[derive(uniffi::Record)]
pub struct MessageLink {
    /// What to show.
    pub label: String,
    /// Where it goes. Check it before you open it: it is the server's word.
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
