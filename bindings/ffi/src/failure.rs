//! The failure that ends a flow or a token request.

use crate::message::Message;

/// The reason why a flow, or a token request, failed.
#[derive(uniffi::Record)]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// The details of the failure, for developers and Okta's support.
    pub detail: FailureDetail,
    /// The code in the detail: an OAuth `error` (RFC 6749 section 5.2), an API `errorCode`, the name of
    /// an invalid claim such as `iss`, an HTTP status, or `limits`.
    pub code: Option<String>,
    /// The server's messages for the user.
    pub messages: Vec<Message>,
    /// Whether the server ended the transaction with information only. For example, the sign-in
    /// continues in another tab, an account was unlocked, or an email was sent.
    pub is_informational: bool,
    /// The `x-okta-request-id` of the response, for Okta's support.
    pub okta_request_id: Option<String>,
    /// A description of the failure for developers. It contains no values that the user entered.
    pub text: String,
}

/// The details of a failure, for developers and Okta's support. The texts may come from the server: log
/// them with care, and do not show them to users.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
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
        status: i32,
    },
    /// The response exceeds a limit.
    LimitExceeded {
        /// A description of the limit.
        limit: String,
    },
    /// The URL of a remediation is not trusted.
    UntrustedUrl {
        /// The ID of the remediation.
        remediation: String,
    },
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FailureKind {
    /// The server refused access because of the client's configuration, a policy, or an identity
    /// provider.
    Denied,
    /// The transaction has expired.
    Expired,
    /// The server ended the transaction without an interaction code. Its messages contain the reason,
    /// which may report success, such as an unlocked account: see `isInformational`.
    Terminal,
    /// The response is not valid IDX or OAuth, or exceeds a limit.
    Protocol,
    /// The response contains a URL that is not on the issuer's origin, or is not safe to open.
    Untrusted,
    /// The server refused to issue tokens, or a claim of the ID token is invalid.
    TokenRejected,
    /// An internal error of this library. Please report it. The Swift and Kotlin packages report it if a
    /// call into the engine fails unexpectedly.
    Internal,
}

impl Failure {
    /// An internal error of this library.
    pub(crate) fn internal() -> Self {
        Self {
            kind: FailureKind::Internal,
            detail: FailureDetail::None,
            code: None,
            messages: Vec::new(),
            is_informational: false,
            okta_request_id: None,
            text: "internal error in idx-flow: please report it".to_owned(),
        }
    }
}

impl From<idx_flow::Failure> for Failure {
    fn from(failure: idx_flow::Failure) -> Self {
        Self {
            kind: failure.kind.into(),
            is_informational: failure.is_informational(),
            text: failure.to_string(),
            code: failure.code(),
            messages: failure.messages.iter().map(Message::from).collect(),
            okta_request_id: failure.okta_request_id,
            detail: failure.detail.into(),
        }
    }
}

impl From<idx_flow::FailureKind> for FailureKind {
    fn from(kind: idx_flow::FailureKind) -> Self {
        match kind {
            idx_flow::FailureKind::Denied => Self::Denied,
            idx_flow::FailureKind::Expired => Self::Expired,
            idx_flow::FailureKind::Terminal => Self::Terminal,
            idx_flow::FailureKind::Protocol => Self::Protocol,
            idx_flow::FailureKind::Untrusted => Self::Untrusted,
            idx_flow::FailureKind::TokenRejected => Self::TokenRejected,
            _ => Self::Internal,
        }
    }
}

impl From<idx_flow::FailureDetail> for FailureDetail {
    fn from(detail: idx_flow::FailureDetail) -> Self {
        use idx_flow::FailureDetail as Core;
        match detail {
            Core::OAuthError { error, description } => Self::OAuthError { error, description },
            Core::ApiError {
                code,
                summary,
                id,
                causes,
            } => Self::ApiError {
                code,
                summary,
                id,
                causes,
            },
            Core::Claim {
                name,
                expected,
                found,
            } => Self::Claim {
                name,
                expected,
                found,
            },
            Core::HttpStatus { status } => Self::HttpStatus {
                status: status.into(),
            },
            Core::LimitExceeded { limit } => Self::LimitExceeded { limit },
            Core::UntrustedUrl { remediation } => Self::UntrustedUrl { remediation },
            _ => Self::None,
        }
    }
}
