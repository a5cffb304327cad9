//! Errors for the developer of the host. Their texts name fields and limits, but no values.

use thiserror::Error;

/// The host passed a value that is not valid, or called a method at the wrong time. The flow is
/// unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InputError {
    /// The issuer is not the URL of an Okta authorization server.
    #[error("the issuer is invalid: {0}")]
    Issuer(&'static str),
    /// The redirect URI is not an absolute URI.
    #[error("the redirect URI is not an absolute URI")]
    RedirectUri,
    /// A value cannot be sent in an HTTP header.
    #[error("{name} cannot be sent in an HTTP header: use {rule}")]
    Header {
        /// The name of the value.
        name: &'static str,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// No answer is expected: a request is in progress, or the flow has ended.
    #[error("no answer is expected now: a request is in progress, or the flow has ended")]
    NotExpected,
    /// The prompt has no remediation with this id: it was made for an earlier prompt, or is misspelled.
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
    /// The server sent no URL for this remediation, or one that is not safe to use.
    #[error("the remediation \"{0}\" has no usable URL")]
    NoUrl(String),
    /// The prompt does not offer what was requested.
    #[error("the prompt does not offer {requested}; it offers: {offered}")]
    NotOffered {
        /// What was requested, such as `okta_verify with push`.
        requested: String,
        /// What the prompt offers instead: raw values, separated by commas, or `nothing`.
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
    /// The tokens include no refresh token.
    #[error("the tokens include no refresh token: request the scope offline_access at sign-in")]
    NoRefreshToken,
    /// The URL is not the flow's redirect URI.
    #[error("the URL is not this flow's redirect URI")]
    RedirectUriMismatch,
    /// The URL has another `state` than this flow, or none. It may be forged.
    #[error("the callback's state does not match this flow: the URL was ignored")]
    StateMismatch,
    /// The URL has neither a code nor an error.
    #[error("the URL has neither a code nor an error")]
    RedirectWithoutResult,
}

/// The number of names that an error lists at most.
const MAX_OFFERED: usize = 20;

impl InputError {
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

/// A snapshot that cannot be restored. Start a new flow instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The text is not a snapshot, or is incomplete.
    #[error("the text is not a valid snapshot")]
    Invalid,
    /// Another version of this library wrote the snapshot.
    #[error("the snapshot has schema {found}, but this version reads schema {supported}")]
    UnsupportedSchema {
        /// The snapshot's schema.
        found: u64,
        /// The schema that this version reads.
        supported: u64,
    },
}
