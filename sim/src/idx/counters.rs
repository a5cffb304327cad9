//! What a transaction counts: wrong codes and sent messages.

use std::time::SystemTime;

use crate::inbox::InboxMessageKind;

/// The wrong codes for one authenticator in a transaction.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WrongCodes {
    pub(super) count: u32,
    /// Until when answers are refused, once the limit is reached.
    pub(super) refused_until: Option<SystemTime>,
}

/// A message that was sent in a transaction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SentMessage {
    pub(super) kind: InboxMessageKind,
    pub(super) at: SystemTime,
}
