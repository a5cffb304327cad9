//! Messages to the user, identified by their i18n keys.

use serde_json::{Value, json};

use super::form::array;

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    key: &'static str,
    text: String,
    params: Vec<String>,
    class: &'static str,
}

/// The rejection of a request. The response describes the current step again, with these messages.
#[derive(Debug, Clone)]
pub(crate) struct Rejection {
    pub(crate) status: u16,
    /// The path of the field that the messages belong to, or `None` for top-level messages.
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

    /// Returns a rejection with this message at the top level.
    pub(crate) fn reject(self, status: u16) -> Rejection {
        Rejection {
            status,
            field: None,
            messages: vec![self],
        }
    }

    /// Returns a rejection with this message at a field, such as `credentials.passcode`.
    pub(crate) fn reject_field(self, status: u16, field: impl Into<String>) -> Rejection {
        Rejection {
            status,
            field: Some(field.into()),
            messages: vec![self],
        }
    }
}

impl Rejection {
    /// Returns a rejection without messages.
    pub(crate) fn without_message(status: u16) -> Self {
        Self {
            status,
            field: None,
            messages: Vec::new(),
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

/// Returns `{"type": "array", "value": […]}` with these messages.
pub(crate) fn list(messages: &[Message]) -> Value {
    array(messages.iter().map(Value::from).collect())
}

pub(crate) fn session_expired() -> Message {
    Message::error(
        "idx.session.expired",
        "Your session has expired. Start again.",
    )
}

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
