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
    Message::error("idx.session.expired", "The session has expired.")
}

pub(crate) fn too_many_requests() -> Message {
    Message::error("tooManyRequests", "Too many requests")
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
