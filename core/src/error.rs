//! Errors that the host's programmer acts on. None of them shows a value that somebody typed.

use thiserror::Error;

/// The host asked for something that cannot be. The flow is exactly as it was.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InputError {
    /// The issuer is no URL that an Okta authorization server can have.
    #[error("the issuer is not usable: {0}")]
    Issuer(&'static str),
    /// The redirect URI is no absolute URI.
    #[error("the redirect URI is not an absolute URI")]
    RedirectUri,
    /// A text that goes into an HTTP header has control characters or non-ASCII ones, or is too long.
    #[error("{0} cannot be sent in an HTTP header: use printable ASCII, 256 characters at most")]
    Header(&'static str),
    /// Nothing can be answered now: a request is out, or the flow has ended.
    #[error("the flow waits for no answer now: call next_action to see what it waits for")]
    NotExpected,
    /// The prompt has no such remediation: it was answered for an earlier page, or misspelt.
    #[error("the prompt has no remediation \"{0}\": take an id from Prompt::remediations")]
    UnknownRemediation(String),
    /// The form has no such field, or it belongs to a choice that was not made.
    #[error("the form has no field \"{0}\": take a path from Remediation::fields")]
    UnknownField(String),
    /// A value is missing that the server insists on.
    #[error("the field \"{0}\" needs a value")]
    Missing(String),
    /// The form asks for a captcha, and no token was given.
    #[error(
        "the form asks for a captcha: solve it, and add its token with Answer::with_captcha (\"{0}\")"
    )]
    Captcha(String),
    /// The value is none of the field's choices.
    #[error("the field \"{0}\" takes the id of one of its choices")]
    InvalidChoice(String),
    /// The value is of another kind than the field.
    #[error("the field \"{0}\" takes a value of another kind")]
    WrongKind(String),
    /// The text is shorter than the field allows.
    #[error("the field \"{path}\" takes at least {min} characters")]
    TooShort {
        /// The field.
        path: String,
        /// The least length, in characters.
        min: u32,
    },
    /// The text is longer than the field allows.
    #[error("the field \"{path}\" takes at most {max} characters")]
    TooLong {
        /// The field.
        path: String,
        /// The greatest length, in characters.
        max: u32,
    },
    /// The server gave no address for this remediation, or one that is not safe to open.
    #[error("the remediation \"{0}\" has no address that can be used")]
    NoAddress(String),
    /// The prompt does not offer what the helper looks for (an authenticator, a channel, a code field).
    #[error("the prompt does not offer {0}")]
    NotOffered(&'static str),
    /// What the platform gave back for a WebAuthn ceremony is not its response, or not to this page.
    #[error("the WebAuthn response is not usable: {member} {problem}")]
    Webauthn {
        /// The member of the JSON that it is about.
        member: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The tokens hold no refresh token: ask for the scope `offline_access`.
    #[error("there is no refresh token among these: ask for the scope offline_access at sign-in")]
    NoRefreshToken,
    /// The URL that came back is not the flow's redirect URI.
    #[error("the URL is not this flow's redirect URI")]
    RedirectUriMismatch,
    /// The URL that came back has another flow's state, or none: it may be forged.
    #[error("the URL has not this flow's state: it may be forged, and was not used")]
    StateMismatch,
    /// The URL that came back says nothing: neither a code nor an error.
    #[error("the URL has neither a code nor an error")]
    RedirectWithoutResult,
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
