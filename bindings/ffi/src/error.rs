//! Errors that a host's developer acts on. Their texts hold no value that somebody typed.

use std::fmt;

use idx_flow::{InputError, RestoreError};

/// Why the engine did not do what it was asked to. The flow is exactly as it was.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Error)]
pub enum FlowError {
    /// What was given cannot be used.
    Input {
        /// What is wrong with it.
        problem: InputProblem,
        /// The path of the field that it is about, or the id of the remediation.
        field: Option<String>,
        /// The same in words, for developers.
        text: String,
    },
    /// The snapshot cannot be restored: start a new flow.
    Restore {
        /// Whether a later version of this library wrote it.
        newer: bool,
        /// The same in words, for developers.
        text: String,
    },
    /// The operating system gave no random bytes.
    NoEntropy {
        /// The same in words, for developers.
        text: String,
    },
    /// A fault of this library: please report it.
    Internal {
        /// The same in words, for developers. It holds nothing of the flow.
        text: String,
    },
}

/// What is wrong with what the host gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum InputProblem {
    /// The configuration cannot be used: its issuer, its redirect URI, or a text for a header.
    Configuration,
    /// Nothing can be answered now: a request is out, or the flow has ended.
    NotExpected,
    /// The answer was made for another page than that which is shown by now.
    StalePrompt,
    /// The prompt has no such remediation: it was answered for an earlier page, or misspelt.
    UnknownRemediation,
    /// The form has no such field, or it belongs to a choice that was not made.
    UnknownField,
    /// A value is missing that the server insists on.
    Missing,
    /// The token of the page's captcha is missing: it has to be solved first.
    Captcha,
    /// The value is none of the field's choices.
    InvalidChoice,
    /// The value is of another kind than the field.
    WrongKind,
    /// The text is shorter than the field allows.
    TooShort,
    /// The text is longer than the field allows.
    TooLong,
    /// The server gave no address for this remediation, or one that is not safe to open.
    NoAddress,
    /// The prompt does not offer what the helper looks for.
    NotOffered,
    /// What came back for a WebAuthn ceremony is not its response, or not to this page.
    WebauthnResponse,
    /// The tokens hold no refresh token: ask for the scope `offline_access`.
    NoRefreshToken,
    /// The ID token among those that are held is none, so that a fresh one cannot be held against it.
    InvalidStoredIdToken,
    /// The URL that came back is not the flow's redirect URI.
    RedirectUriMismatch,
    /// The URL that came back has another flow's state, or none: it may be forged.
    StateMismatch,
    /// The URL that came back has neither a code nor an error.
    RedirectWithoutResult,
}

impl FlowError {
    pub(crate) fn internal() -> Self {
        Self::Internal {
            text: "a fault of idx-flow (a panic in Rust): please report it".to_owned(),
        }
    }

    pub(crate) fn stale_prompt() -> Self {
        Self::Input {
            problem: InputProblem::StalePrompt,
            field: None,
            text: "the answer was made for an earlier page: look at what is shown now".to_owned(),
        }
    }

    pub(crate) fn invalid_stored_id_token() -> Self {
        Self::Input {
            problem: InputProblem::InvalidStoredIdToken,
            field: None,
            text: "the ID token that is held is none: hand over the one that came, or none at all"
                .to_owned(),
        }
    }

    pub(crate) fn no_entropy() -> Self {
        Self::NoEntropy {
            text: "the operating system gave no random bytes".to_owned(),
        }
    }
}

impl From<InputError> for FlowError {
    fn from(error: InputError) -> Self {
        use InputError as E;
        use InputProblem as P;
        let text = error.to_string();
        let (problem, field) = match error {
            E::Issuer(_) | E::RedirectUri | E::Header(_) => (P::Configuration, None),
            E::NotExpected => (P::NotExpected, None),
            E::UnknownRemediation(id) => (P::UnknownRemediation, Some(id)),
            E::UnknownField(path) => (P::UnknownField, Some(path)),
            E::Missing(path) => (P::Missing, Some(path)),
            E::Captcha(path) => (P::Captcha, Some(path)),
            E::InvalidChoice(path) => (P::InvalidChoice, Some(path)),
            E::WrongKind(path) => (P::WrongKind, Some(path)),
            E::TooShort { path, .. } => (P::TooShort, Some(path)),
            E::TooLong { path, .. } => (P::TooLong, Some(path)),
            E::NoAddress(id) => (P::NoAddress, Some(id)),
            E::Webauthn { .. } => (P::WebauthnResponse, None),
            E::NoRefreshToken => (P::NoRefreshToken, None),
            E::RedirectUriMismatch => (P::RedirectUriMismatch, None),
            E::StateMismatch => (P::StateMismatch, None),
            E::RedirectWithoutResult => (P::RedirectWithoutResult, None),
            // a later version of the engine may have more; its text says what
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
        Self::Restore {
            newer: matches!(error, RestoreError::UnsupportedSchema { found, supported } if found > supported),
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
    fn a_captcha_is_another_problem_than_a_missing_value() {
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
