//! Messages for people, with the keys by which clients know them.

use serde_json::{Value, json};

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    key: &'static str,
    text: String,
    params: Vec<String>,
    class: &'static str,
}

/// Why a request was not granted: the page comes again, with these messages.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// The path of the field the messages belong to; `None`: they stand at the top.
    pub(crate) field: Option<String>,
    pub(crate) messages: Vec<Message>,
}

impl Message {
    pub(crate) fn error(key: &'static str, text: impl Into<String>) -> Self {
        Self {
            key,
            text: text.into(),
            params: Vec::new(),
            class: "ERROR",
        }
    }

    pub(crate) fn info(key: &'static str, text: impl Into<String>) -> Self {
        Self {
            class: "INFO",
            ..Self::error(key, text)
        }
    }

    pub(crate) fn param(mut self, param: impl Into<String>) -> Self {
        self.params.push(param.into());
        self
    }

    /// At the top of the page.
    pub(crate) fn at_top(self, status: u16) -> Refusal {
        Refusal {
            status,
            field: None,
            messages: vec![self],
        }
    }

    /// At one field of the form, by its path: `credentials.passcode`.
    pub(crate) fn at(self, status: u16, field: impl Into<String>) -> Refusal {
        Refusal {
            status,
            field: Some(field.into()),
            messages: vec![self],
        }
    }
}

impl From<&Message> for Value {
    fn from(message: &Message) -> Self {
        json!({
            "message": message.text,
            "i18n": {"key": message.key, "params": message.params},
            "class": message.class,
        })
    }
}

/// `{"type": "array", "value": […]}` of messages.
pub(crate) fn list(messages: &[Message]) -> Value {
    super::form::array(messages.iter().map(Value::from).collect())
}

pub(crate) fn session_expired() -> Message {
    Message::error(
        "idx.session.expired",
        "Your session has expired. Start again.",
    )
}

/// A code that was right, once.
pub(crate) fn used_code() -> Message {
    let text = "That code was used before. Wait for the next one.";
    Message::error("authfactor.challenge.soft_token.used_passcode", text)
}

pub(crate) fn wrong_code() -> Message {
    Message::error(
        "api.authn.error.PASSCODE_INVALID",
        "That code is not right. Try again.",
    )
}

pub(crate) fn authentication_failed() -> Message {
    Message::error("errors.E0000004", "Unable to sign in")
}

pub(crate) fn not_allowed() -> Message {
    Message::error("errors.E0000079", "That is not possible at this point.")
}

pub(crate) fn missing(label: &str) -> Message {
    Message::error(
        "model.validation.field.blank",
        "This field cannot be left blank",
    )
    .param(label)
}
