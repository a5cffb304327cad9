//! Everything the org sent to people: mail, text messages, calls.

/// Letters that are kept; each new one drops the oldest.
const CAPACITY: usize = 1000;

/// What has been sent, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    messages: Vec<InboxMessage>,
}

/// One mail, text message or call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxMessage {
    /// The email address or phone number.
    pub to: String,
    /// How it was sent.
    pub kind: InboxMessageKind,
    /// What it is about, as its subject or first words.
    pub subject: String,
    /// The one-time code in it.
    pub code: Option<String>,
    /// The link in it.
    pub link: Option<String>,
}

/// How something was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum InboxMessageKind {
    Email,
    Sms,
    Voice,
}

impl Inbox {
    /// Everything, oldest first.
    pub fn messages(&self) -> &[InboxMessage] {
        &self.messages
    }

    /// What was sent to `recipient`, oldest first.
    pub fn to<'a>(
        &'a self,
        recipient: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a InboxMessage> {
        let all = self.messages.iter();
        all.filter(move |message| message.is_for(recipient))
    }

    /// The newest code sent to `recipient`.
    pub fn code(&self, recipient: &str) -> Option<&str> {
        self.newest(recipient, |message| message.code.as_deref())
    }

    /// The newest link sent to `recipient`.
    pub fn link(&self, recipient: &str) -> Option<&str> {
        self.newest(recipient, |message| message.link.as_deref())
    }

    fn newest(&self, recipient: &str, part: fn(&InboxMessage) -> Option<&str>) -> Option<&str> {
        let mut messages = self.messages.iter().rev();
        messages.find_map(|message| part(message).filter(|_| message.is_for(recipient)))
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
    fn only_the_last_letters_are_kept() {
        let mut inbox = Inbox::default();
        for number in 0..=CAPACITY {
            inbox.deliver(message(&number.to_string()));
        }
        assert_eq!(inbox.messages().len(), CAPACITY);
        assert_eq!(inbox.messages()[0], message("1"));
    }

    #[test]
    fn the_newest_code_counts() {
        let mut inbox = Inbox::default();
        for code in ["111111", "222222"] {
            inbox.deliver(message(code));
        }
        assert_eq!(inbox.code("Ada@example.com"), Some("222222"));
        assert_eq!(inbox.code("bob@example.com"), None);
    }
}
