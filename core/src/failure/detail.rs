//! The details of a failure.

use serde::{Deserialize, Serialize};

/// The details of a failure, for developers and Okta's support. The texts may come from the server: log
/// them with care, and do not show them to users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FailureDetail {
    /// No details beyond the kind and the messages.
    None,
    /// An OAuth error response (RFC 6749 section 5.2).
    OAuthError {
        /// The `error`.
        error: String,
        /// The `error_description`.
        description: Option<String>,
    },
    /// An error of Okta's API.
    ApiError {
        /// The `errorCode`, such as `E0000011`.
        code: String,
        /// The `errorSummary`.
        summary: Option<String>,
        /// The `errorId`.
        id: Option<String>,
        /// The `errorSummary` of each of the `errorCauses`.
        causes: Vec<String>,
    },
    /// A claim of the ID token, or a member of a response, is missing or invalid.
    Claim {
        /// The name, such as `iss`, `nonce` or `access_token`.
        name: String,
        /// The expected value, if it is not a secret.
        expected: Option<String>,
        /// The actual value, if it is not a secret.
        found: Option<String>,
    },
    /// An HTTP status without a usable body.
    HttpStatus {
        /// The status code.
        status: u16,
    },
    /// The response exceeds a limit.
    LimitExceeded {
        /// A description of the limit.
        limit: String,
    },
    /// The URL of a remediation is not trusted.
    UntrustedUrl {
        /// The id of the remediation.
        remediation: String,
    },
}

impl FailureDetail {
    /// A claim or member without values: they are secret, or missing.
    pub(crate) fn claim(name: &str) -> Self {
        Self::Claim {
            name: name.to_owned(),
            expected: None,
            found: None,
        }
    }

    /// A claim or member whose values differ.
    pub(crate) fn mismatch(name: &str, expected: &str, found: Option<&str>) -> Self {
        Self::Claim {
            name: name.to_owned(),
            expected: Some(expected.to_owned()),
            found: found.map(str::to_owned),
        }
    }

    pub(crate) fn code(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::OAuthError { error, .. } => Some(error.clone()),
            Self::ApiError { code, .. } => Some(code.clone()),
            Self::Claim { name, .. } => Some(name.clone()),
            Self::HttpStatus { status } => Some(status.to_string()),
            Self::LimitExceeded { .. } => Some("limits".to_owned()),
            Self::UntrustedUrl { remediation } => Some(remediation.clone()),
        }
    }
}
