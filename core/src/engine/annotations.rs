//! The annotations that the engine adds to the server's prompt.

use serde::{Deserialize, Serialize};

use crate::prompt::Prompt;
use crate::prompt::message::Message;
use crate::prompt::notice::Notice;

/// The data that the engine adds to the prompt of the newest response, for the prompt on the screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Annotations {
    /// The version of the prompt.
    pub(crate) version: u64,
    pub(crate) notice: Option<Notice>,
    /// Messages of a response that had no form.
    pub(crate) messages: Vec<Message>,
}

impl Annotations {
    /// Adds the annotations to a prompt. `messages` are those of its response.
    pub(super) fn apply(&self, prompt: &mut Prompt, messages: &[Message]) {
        prompt.version = self.version;
        prompt.notice.clone_from(&self.notice);
        prompt.messages = merge(&self.messages, messages);
    }
}

/// Both lists in this order, without repetitions of a text.
pub(super) fn merge(first: &[Message], second: &[Message]) -> Vec<Message> {
    let is_new = |message: &&Message| {
        let mut known = first.iter();
        !known.any(|other| other.key == message.key && other.text == message.text)
    };
    let added = second.iter().filter(is_new);
    first.iter().chain(added).cloned().collect()
}
