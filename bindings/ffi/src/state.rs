//! The names of the states.

/// The names of the states, for logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StateName {
    /// To ask for an interaction handle.
    Interact,
    /// To ask what the server wants now.
    Introspect,
    /// To show the page, and poll.
    Prompt,
    /// To send an answer.
    Submit,
    /// To turn the code into tokens.
    Exchange,
    /// The end, with tokens or a code.
    Done,
    /// The end, without.
    Failed,
}

impl From<idx_flow::StateName> for StateName {
    fn from(name: idx_flow::StateName) -> Self {
        match name {
            idx_flow::StateName::Interact => Self::Interact,
            idx_flow::StateName::Introspect => Self::Introspect,
            idx_flow::StateName::Prompt => Self::Prompt,
            idx_flow::StateName::Submit => Self::Submit,
            idx_flow::StateName::Exchange => Self::Exchange,
            idx_flow::StateName::Done => Self::Done,
            idx_flow::StateName::Failed => Self::Failed,
        }
    }
}
