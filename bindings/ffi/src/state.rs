//! The states of a flow.

/// The state of a flow, for logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StateName {
    /// Requesting an interaction handle.
    Interact,
    /// Asking the server for the current step.
    Introspect,
    /// Showing the prompt, and polling if the prompt has a form to poll.
    Prompt,
    /// Submitting an answer.
    Submit,
    /// Exchanging the interaction code for tokens.
    Exchange,
    /// Ended with tokens or an interaction code.
    Done,
    /// Ended without tokens.
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
