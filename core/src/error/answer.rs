use std::time::Duration;

use thiserror::Error;

use crate::prompt::password_policy::PasswordRule;

/// An answer that does not fit the prompt. The flow is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// No answer is expected: a request is in progress, or the flow has ended.
    #[error("no answer is expected now: a request is in progress, or the flow has ended")]
    NotExpected,
    /// The answer was made for an earlier prompt, and another one is on the screen now.
    #[error("the answer was made for an earlier prompt: answer the current prompt instead")]
    StalePrompt,
    /// The prompt has no remediation with this id.
    #[error("the prompt has no remediation with the id \"{0}\"")]
    UnknownRemediation(String),
    /// The form has no field with this path, or the field belongs to a choice that was not made.
    #[error("the form has no field with the path \"{0}\"")]
    UnknownField(String),
    /// A required value is missing.
    #[error("the field \"{0}\" is required")]
    Missing(String),
    /// The form requires a captcha, and its token is missing.
    #[error("the form requires a captcha: add its token at \"{0}\"")]
    Captcha(String),
    /// The value is not the id of one of the field's choices.
    #[error("the value of the field \"{0}\" is not the id of one of its choices")]
    InvalidChoice(String),
    /// The field takes another kind of value.
    #[error("the field \"{0}\" takes another kind of value")]
    WrongKind(String),
    /// The text is too short.
    #[error("the field \"{path}\" requires at least {min} characters")]
    TooShort {
        /// The field's path.
        path: String,
        /// The minimum length in characters.
        min: u32,
    },
    /// The text is too long.
    #[error("the field \"{path}\" allows at most {max} characters")]
    TooLong {
        /// The field's path.
        path: String,
        /// The maximum length in characters.
        max: u32,
    },
    /// The form has no optional constant with this path, so it cannot be omitted.
    #[error("the form has no optional value at \"{0}\" that could be omitted")]
    NotOmittable(String),
    /// The new password breaks rules of the password policy.
    #[error("the password in the field \"{path}\" does not satisfy the password policy")]
    PasswordPolicy {
        /// The field's path.
        path: String,
        /// The rules that it breaks.
        rules: Vec<PasswordRule>,
    },
    /// The server rate-limits this answer. Other remediations can be used meanwhile.
    #[error("the server accepts \"{remediation}\" again in {} s", wait.as_millis().div_ceil(1000))]
    RateLimited {
        /// The id of the remediation.
        remediation: String,
        /// The remaining time.
        wait: Duration,
    },
    /// The server sent no URL for this remediation, or one that is not safe to use.
    #[error("the remediation \"{0}\" has no usable URL")]
    NoUrl(String),
    /// The prompt does not offer the requested authenticator, channel, form or remediation.
    #[error("the prompt does not offer {requested}; it offers: {offered}")]
    NotOffered {
        /// The requested item, such as `okta_verify with push`.
        requested: String,
        /// The items that the prompt offers: raw values, separated by commas, or `nothing`.
        offered: String,
    },
    /// The WebAuthn response is invalid, or belongs to another challenge.
    #[error("the WebAuthn response is invalid: {member} {problem}")]
    Webauthn {
        /// The JSON member that is invalid.
        member: &'static str,
        /// The reason.
        problem: &'static str,
    },
}

/// The number of names that an error lists at most.
const MAX_OFFERED: usize = 20;

impl AnswerError {
    /// The error for a request that the prompt does not offer.
    pub(crate) fn not_offered<'o>(
        requested: impl Into<String>,
        offered: impl IntoIterator<Item = &'o str>,
    ) -> Self {
        // raw values only: other text of the server does not belong in an error
        let is_raw_value = |name: &str| {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
        };
        let mut names: Vec<&str> = Vec::new();
        for name in offered {
            if is_raw_value(name) && !names.contains(&name) && names.len() < MAX_OFFERED {
                names.push(name);
            }
        }
        let offered = match names.is_empty() {
            true => "nothing".to_owned(),
            false => names.join(", "),
        };
        Self::NotOffered {
            requested: requested.into(),
            offered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remaining_time_is_rounded_up() {
        for (wait, seconds) in [(0, 0), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            let remediation = "resend".to_owned();
            let wait = Duration::from_millis(wait);
            let error = AnswerError::RateLimited { remediation, wait };
            let text = format!("the server accepts \"resend\" again in {seconds} s");
            assert_eq!(error.to_string(), text);
        }
    }
}
