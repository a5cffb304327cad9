//! Whether the engine polls.

use idx_flow::{Prompt, Remediation};

/// Whether the engine polls while the prompt is shown. Without a poll, the wait of an action lasts until
/// the transaction expires.
pub(crate) fn is_polled(prompt: &Prompt) -> bool {
    prompt.remediations.iter().any(Remediation::is_poll)
}
