//! Errors. Their texts contain no values that the user entered.

mod problem;

use std::fmt;
use std::time::Duration;

use idx_flow::{AnswerError, ConfigError, RedirectError, RestoreError, Secret};

pub use problem::{AnswerProblem, ConfigProblem, RedirectProblem};

use crate::password::PasswordRule;

/// The reason why a call failed. The flow is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Error)]
pub enum FlowError {
    /// The configuration cannot be used.
    Config {
        /// The problem.
        problem: ConfigProblem,
        /// A description for developers.
        text: String,
    },
    /// The answer does not fit the prompt.
    Answer {
        /// The problem.
        problem: AnswerProblem,
        /// The path of the affected field, or the ID of the affected remediation.
        field: Option<String>,
        /// The time until the server accepts the answer, for the problem `RateLimited`.
        retry_after: Option<Duration>,
        /// The rules that the new password breaks, for the problem `PasswordPolicy`.
        rules: Vec<PasswordRule>,
        /// A description for developers.
        text: String,
    },
    /// The callback URL cannot be used.
    Redirect {
        /// The problem.
        problem: RedirectProblem,
        /// The code of an email whose link was opened on this device, although the sign-in runs on
        /// another one, for the problem `StateMismatch`. The app may show it, so that the user can enter
        /// it there.
        otp: Option<Secret>,
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

impl FlowError {
    pub(crate) fn internal() -> Self {
        Self::Internal {
            text: "internal error in idx-flow: please report it".to_owned(),
        }
    }

    pub(crate) fn invalid_stored_id_token() -> Self {
        Self::Config {
            problem: ConfigProblem::InvalidStoredIdToken,
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

impl From<ConfigError> for FlowError {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Entropy => Self::no_entropy(),
            error => Self::Config {
                text: error.to_string(),
                problem: ConfigProblem::from(&error),
            },
        }
    }
}

impl From<AnswerError> for FlowError {
    fn from(error: AnswerError) -> Self {
        let (problem, field) = problem::of_answer(&error);
        let (retry_after, rules) = match &error {
            AnswerError::RateLimited { wait, .. } => (Some(*wait), Vec::new()),
            AnswerError::PasswordPolicy { rules, .. } => (None, rules.clone()),
            _ => (None, Vec::new()),
        };
        Self::Answer {
            problem,
            field,
            retry_after,
            rules: PasswordRule::list(&rules),
            text: error.to_string(),
        }
    }
}

impl From<RedirectError> for FlowError {
    fn from(error: RedirectError) -> Self {
        Self::Redirect {
            text: error.to_string(),
            problem: RedirectProblem::from(&error),
            otp: match error {
                RedirectError::StateMismatch { otp } => otp,
                _ => None,
            },
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
            Self::Config { text, .. }
            | Self::Answer { text, .. }
            | Self::Redirect { text, .. }
            | Self::Restore { text, .. }
            | Self::NoEntropy { text }
            | Self::Internal { text } => f.write_str(text),
        }
    }
}

impl std::error::Error for FlowError {}
