//! The messages that the org has sent to users: emails, text messages and calls.

/// The maximum number of messages. A new message replaces the oldest one.
const CAPACITY: usize = 1000;

/// The messages of all users, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    messages: Vec<InboxMessage>,
}

/// An email, text message or call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxMessage {
    /// The email address or phone number.
    pub to: String,
    /// The kind of message.
    pub kind: InboxMessageKind,
    /// The subject, or the first words of a text message or call.
    pub subject: String,
    /// The one-time code.
    pub code: Option<String>,
    /// The link.
    pub link: Option<String>,
}

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub enum InboxMessageKind {
    Email,
    Sms,
    Voice,
}

impl Inbox {
    /// Returns all messages, oldest first.
    pub fn messages(&self) -> &[InboxMessage] {
        &self.messages
    }

    /// Returns the messages to `recipient`, oldest first. Case is ignored.
    pub fn to<'a>(
        &'a self,
        recipient: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a InboxMessage> {
        let messages = self.messages.iter();
        messages.filter(move |message| message.is_for(recipient))
    }

    /// Returns the latest code sent to `recipient`.
    pub fn code(&self, recipient: &str) -> Option<&str> {
        self.latest(recipient, |message| message.code.as_deref())
    }

    /// Returns the latest link sent to `recipient`.
    pub fn link(&self, recipient: &str) -> Option<&str> {
        self.latest(recipient, |message| message.link.as_deref())
    }

    fn latest(&self, recipient: &str, value: fn(&InboxMessage) -> Option<&str>) -> Option<&str> {
        let mut messages = self.messages.iter().rev();
        messages.find_map(|message| value(message).filter(|_| message.is_for(recipient)))
    }

    pub(crate) fn deliver(&mut self, message: InboxMessage) {
        if self.messages.len() == CAPACITY {
            self.messages.remove(0);
        }
        self.messages.push(message);
    }
}

impl InboxMessage {
    fn is_for(&self, recipient: &str) -> bool {
        self.to.eq_ignore_ascii_case(recipient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(code: &str) -> InboxMessage {
        InboxMessage {
            to: "ada@example.com".to_owned(),
            kind: InboxMessageKind::Email,
            subject: "Your code".to_owned(),
            code: Some(code.to_owned()),
            link: None,
        }
    }

    #[test]
    fn a_full_inbox_drops_the_oldest_message() {
        let mut inbox = Inbox::default();
        for number in 0..=CAPACITY {
            inbox.deliver(message(&number.to_string()));
        }
        assert_eq!(inbox.messages().len(), CAPACITY);
        assert_eq!(inbox.messages()[0], message("1"));
    }

    #[test]
    fn the_latest_code_is_returned() {
        let mut inbox = Inbox::default();
        for code in ["111111", "222222"] {
            inbox.deliver(message(code));
        }
        assert_eq!(inbox.code("Ada@example.com"), Some("222222"));
        assert_eq!(inbox.code("bob@example.com"), None);
    }
}
