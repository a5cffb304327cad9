//! Errors as text: rejected input, missing responses, and failures.

use idx_flow::{AnswerError, Failure, FailureDetail, RedirectError, RetryCause, WaitReason};
use idx_flow_ureq::TransportError;

use crate::duration::duration;
use crate::password_rule::password_rule;

/// Returns the reason why the engine rejected an answer. Nothing was sent.
pub(crate) fn answer(error: &AnswerError) -> Vec<String> {
    match error {
        AnswerError::PasswordPolicy { rules, .. } => {
            let rules = rules.iter().map(|rule| password_rule(*rule));
            let rules = rules.map(|rule| format!("  - {rule}"));
            let title = "Password requirements were not met:".to_owned();
            [title].into_iter().chain(rules).collect()
        }
        AnswerError::RateLimited { wait, .. } => {
            let left = duration(*wait);
            vec![format!("Too many attempts. Try again in {left}.")]
        }
        other => vec![sentence(&other.to_string())],
    }
}

/// Returns the reason why the engine rejected the URL of a redirect.
pub(crate) fn redirect(error: &RedirectError) -> String {
    match error {
        RedirectError::StateMismatch { otp: Some(code) } => {
            let code = code.expose();
            format!(
                "This link belongs to a sign-in on another device. Enter this code there: {code}"
            )
        }
        other => sentence(&other.to_string()),
    }
}

/// Returns the reason why a request got no response, as a sentence.
pub(crate) fn lost(error: &TransportError) -> String {
    sentence(&error.to_string())
}

/// Returns the reason why a run gave up, with the request ID for Okta's support.
pub(crate) fn transport(error: &TransportError) -> String {
    match error {
        TransportError::Unavailable {
            status: 429,
            okta_request_id,
        } => with_request_id(
            "too many attempts; try again later".to_owned(),
            okta_request_id.as_deref(),
        ),
        TransportError::Unavailable {
            okta_request_id, ..
        } => with_request_id(error.to_string(), okta_request_id.as_deref()),
        other => other.to_string(),
    }
}

/// Returns the reason why a flow failed, with the server's description, its messages, and the request
/// ID for Okta's support.
pub(crate) fn failure(failure: &Failure) -> String {
    let messages = failure.messages.iter().map(|message| message.text.clone());
    let mut text = failure.to_string();
    for detail in details(&failure.detail).into_iter().chain(messages) {
        text = format!("{text}: {detail}");
    }
    with_request_id(text, failure.okta_request_id.as_deref())
}

/// Returns the parts of the detail that the failure's own text does not contain.
fn details(detail: &FailureDetail) -> Vec<String> {
    match detail {
        FailureDetail::OAuthError { description, .. } => description.iter().cloned().collect(),
        FailureDetail::ApiError {
            summary, causes, ..
        } => summary.iter().chain(causes).cloned().collect(),
        FailureDetail::Claim {
            expected: Some(expected),
            found,
            ..
        } => {
            let found = found.as_deref().unwrap_or("nothing");
            vec![format!("expected {expected}, found {found}")]
        }
        FailureDetail::LimitExceeded { limit } => vec![limit.clone()],
        _ => Vec::new(),
    }
}

/// Returns the reason why the flow waits to send a request again. `None` if the user acts elsewhere.
pub(crate) fn wait(reason: WaitReason, left: &str) -> Option<String> {
    match reason {
        WaitReason::RateLimited => Some(format!("Too many requests. Trying again in {left}.")),
        WaitReason::Retrying { attempt, cause } => {
            let problem = match cause {
                RetryCause::Status(status) => {
                    format!("The server is not available (HTTP status {status}).")
                }
                _ => "The server does not respond.".to_owned(),
            };
            Some(format!(
                "{problem} Trying again in {left} (attempt {attempt})."
            ))
        }
        _ => None,
    }
}

fn with_request_id(text: String, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{text}; Okta request ID {id}"),
        None => text,
    }
}

/// Starts with an upper-case letter, and ends with a period.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    let first: String = first.into_iter().flatten().collect();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::PasswordRule;
    use std::time::Duration;

    #[test]
    fn the_broken_rules_of_the_password_policy_are_listed() {
        let error = AnswerError::PasswordPolicy {
            path: "credentials.passcode".to_owned(),
            rules: vec![PasswordRule::MinLength(8), PasswordRule::MinSymbol(1)],
        };
        let expected = [
            "Password requirements were not met:",
            "  - At least 8 characters",
            "  - At least 1 symbol",
        ];
        assert_eq!(answer(&error), expected);
    }

    #[test]
    fn a_rejected_answer_is_explained_in_a_sentence() {
        let limited = AnswerError::RateLimited {
            remediation: "resend".to_owned(),
            wait: Duration::from_secs(30),
        };
        let text = "Too many attempts. Try again in 30 seconds.";
        assert_eq!(answer(&limited), [text]);
        let missing = AnswerError::Missing("identifier".to_owned());
        assert_eq!(answer(&missing), ["The field \"identifier\" is required."]);
    }

    #[test]
    fn the_code_of_a_link_for_another_device_is_shown() {
        let error = RedirectError::StateMismatch {
            otp: Some("123456".into()),
        };
        assert!(redirect(&error).ends_with("Enter this code there: 123456"));
    }

    #[test]
    fn a_retry_names_its_reason_and_the_attempt() {
        let retry = |cause| wait(WaitReason::Retrying { attempt: 2, cause }, "4 seconds");
        let network = "The server does not respond. Trying again in 4 seconds (attempt 2).";
        assert_eq!(retry(RetryCause::Network).as_deref(), Some(network));
        let status = "The server is not available (HTTP status 503). Trying again in 4 seconds \
            (attempt 2).";
        assert_eq!(retry(RetryCause::Status(503)).as_deref(), Some(status));
        assert_eq!(wait(WaitReason::Pending, "4 seconds"), None);
    }

    #[test]
    fn a_request_id_is_shown_for_support() {
        let error = TransportError::Unavailable {
            status: 503,
            okta_request_id: Some("req1".to_owned()),
        };
        let text = "the server is not available (HTTP status 503); Okta request ID req1";
        assert_eq!(transport(&error), text);
    }
}
