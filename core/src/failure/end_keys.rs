//! Message keys and error codes that end a transaction, even in reply to an answer.

use super::FailureKind;
use crate::prompt::message::Message;

/// The transaction has expired (IDX wire).
const EXPIRED: &[&str] = &[
    "idx.session.expired",
    "error.expired.session",
    "core.system.transaction_resource_not_found",
];
/// The user, an administrator or a policy has ended the transaction (IDX wire).
const ENDED: &[&str] = &[
    "idx.operation.cancelled.by.user",
    "idx.operation.cancelled.on.other.device",
    "security.access_denied",
    "idx.error.code.access_denied",
    "idx.error.code.user_not_assigned",
    "idx.error.user.not.assigned.to.app",
    "idx.error.registration.unavailable",
    "idx.expired.activation.token",
    "idx.missing.activation.token",
    "idx.invalid.forgot.password.token",
    "idx.invalid.reset.password.token",
    "idx.return.error",
    "idx.return.link.expired",
    "idx.return.stale",
    "oie.assurance.unsatisfiable",
];
/// Families of keys: the part after the prefix names the policy.
const ENDED_PREFIXES: &[&str] = &["idx.error.code.access_denied."];

/// How these messages end the transaction: `Expired`, `Terminal`, or `None` if they do not.
pub(crate) fn end_of_messages(messages: &[Message]) -> Option<FailureKind> {
    let keys = || messages.iter().filter_map(|message| message.key.as_deref());
    let is_ended = |key: &str| {
        ENDED.contains(&key) || ENDED_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
    };
    if keys().any(|key| EXPIRED.contains(&key)) {
        Some(FailureKind::Expired)
    } else {
        keys().any(is_ended).then_some(FailureKind::Terminal)
    }
}

/// How an error of Okta's API ends the transaction; `None` if it only rejects an answer.
pub(crate) fn end_of_api_error(code: &str) -> Option<FailureKind> {
    match code {
        // invalid token: the session has expired
        "E0000011" => Some(FailureKind::Expired),
        // access denied, feature disabled
        "E0000006" | "E0000015" | "E0000022" => Some(FailureKind::Denied),
        _ => None,
    }
}
