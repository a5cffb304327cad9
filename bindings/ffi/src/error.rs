//! Errors. Their texts contain no values that the user entered.

use std::fmt;

use idx_flow::{InputError, RestoreError};

/// The reason why a call failed. The flow is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Error)]
pub enum FlowError {
    /// An argument is invalid.
    Input {
        /// The problem.
        problem: InputProblem,
        /// The path of the affected field, or the ID of the affected remediation.
        field: Option<String>,
        /// A description for developers.
        text: String,
    },
    /// The snapshot cannot be restored. Start a new flow.
    Restore {
        /// Whether a newer version of this library created the snapshot.
        is_newer: bool,
        /// A description for developers.
        text: String,
    },
    /// The operating system provided no random bytes.
    NoEntropy {
        /// A description for developers.
        text: String,
    },
    /// An internal error of this library. Please report it.
    Internal {
        /// A description for developers. It contains no data of the flow.
        text: String,
    },
}

/// The problem with an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum InputProblem {
    /// The issuer, the redirect URI or a header value in the configuration is invalid.
    Configuration,
    /// No answer is expected: a request is in progress, or the flow has ended.
    NotExpected,
    /// The answer was made for an earlier prompt, which has been replaced. Show the current prompt.
    StalePrompt,
    /// The prompt has no remediation with this ID.
    UnknownRemediation,
    /// The form has no field with this path, or the field belongs to a choice that was not selected.
    UnknownField,
    /// A required value is missing.
    Missing,
    /// The captcha token is missing. Solve the captcha first.
    Captcha,
    /// The value is not the ID of one of the field's choices.
    InvalidChoice,
    /// The field takes another kind of value.
    WrongKind,
    /// The text is shorter than the field's minimum length.
    TooShort,
    /// The text is longer than the field's maximum length.
    TooLong,
    /// The remediation has no URL, or one that is not safe to open.
    NoUrl,
    /// The prompt does not offer the requested authenticator, channel, form or remediation.
    NotOffered,
    /// The WebAuthn response is invalid, or does not belong to this prompt.
    WebauthnResponse,
    /// The stored tokens include no refresh token. Request the scope `offline_access` at sign-in.
    NoRefreshToken,
    /// The stored ID token is not a valid JWT, so a new ID token cannot be compared with it.
    InvalidStoredIdToken,
    /// The URL is not the flow's redirect URI.
    RedirectUriMismatch,
    /// The URL's `state` is missing or does not match this flow. The URL may be forged.
    StateMismatch,
    /// The URL contains neither a code nor an error.
    RedirectWithoutResult,
}

impl FlowError {
    pub(crate) fn internal() -> Self {
        Self::Internal {
            text: "internal error in idx-flow: please report it".to_owned(),
        }
    }

    pub(crate) fn stale_prompt() -> Self {
        Self::Input {
            problem: InputProblem::StalePrompt,
            field: None,
            text: "the answer was made for an earlier prompt: answer the current prompt instead"
                .to_owned(),
        }
    }

    pub(crate) fn invalid_stored_id_token() -> Self {
        Self::Input {
            problem: InputProblem::InvalidStoredIdToken,
            field: None,
            text: "the stored ID token is not a valid JWT: pass the original, or omit it"
                .to_owned(),
        }
    }

    pub(crate) fn no_entropy() -> Self {
        Self::NoEntropy {
            text: "the operating system provided no random bytes".to_owned(),
        }
    }
}

impl From<InputError> for FlowError {
    fn from(error: InputError) -> Self {
        use InputError as E;
        use InputProblem as P;
        let text = error.to_string();
        let (problem, field) = match error {
            E::Issuer(_) | E::RedirectUri | E::Header { .. } => (P::Configuration, None),
            E::NotExpected => (P::NotExpected, None),
            E::UnknownRemediation(id) => (P::UnknownRemediation, Some(id)),
            E::UnknownField(path) => (P::UnknownField, Some(path)),
            E::Missing(path) => (P::Missing, Some(path)),
            E::Captcha(path) => (P::Captcha, Some(path)),
            E::InvalidChoice(path) => (P::InvalidChoice, Some(path)),
            E::WrongKind(path) => (P::WrongKind, Some(path)),
            E::TooShort { path, .. } => (P::TooShort, Some(path)),
            E::TooLong { path, .. } => (P::TooLong, Some(path)),
            E::NoUrl(id) => (P::NoUrl, Some(id)),
            E::Webauthn { .. } => (P::WebauthnResponse, None),
            E::NoRefreshToken => (P::NoRefreshToken, None),
            E::RedirectUriMismatch => (P::RedirectUriMismatch, None),
            E::StateMismatch => (P::StateMismatch, None),
            E::RedirectWithoutResult => (P::RedirectWithoutResult, None),
            // InputError is non-exhaustive
            _ => (P::NotOffered, None),
        };
        Self::Input {
            problem,
            field,
            text,
        }
    }
}

impl From<RestoreError> for FlowError {
    fn from(error: RestoreError) -> Self {
        let is_newer = match error {
            RestoreError::UnsupportedSchema { found, supported } => found > supported,
            _ => false,
        };
        Self::Restore {
            is_newer,
            text: error.to_string(),
        }
    }
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input { text, .. }
            | Self::Restore { text, .. }
            | Self::NoEntropy { text }
            | Self::Internal { text } => f.write_str(text),
        }
    }
}

impl std::error::Error for FlowError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_captcha_token_has_its_own_problem() {
        let problem = |error: InputError| match FlowError::from(error) {
            FlowError::Input { problem, .. } => problem,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            problem(InputError::Captcha("x".into())),
            InputProblem::Captcha
        );
        assert_eq!(
            problem(InputError::Missing("x".into())),
            InputProblem::Missing
        );
    }
}
