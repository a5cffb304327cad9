//! The problems with a configuration, an answer or a callback URL.

use idx_flow::{AnswerError, ConfigError, RedirectError};

/// The problem with a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ConfigProblem {
    /// The issuer is not the URL of an Okta authorization server.
    Issuer,
    /// The client ID is empty.
    ClientId,
    /// A redirect URI is invalid.
    RedirectUri,
    /// The `state` is empty.
    State,
    /// A value cannot be sent in an HTTP header.
    Header,
    /// The header is reserved: the library or the HTTP stack sets it.
    ReservedHeader,
    /// The relying party ID is not a host name.
    RelyingPartyId,
    /// The stored tokens include no refresh token. Request the scope `offline_access` at sign-in.
    NoRefreshToken,
    /// The stored ID token is not a valid JWT, so a new ID token cannot be compared with it.
    InvalidStoredIdToken,
    /// Another problem. The text describes it.
    Other,
}

/// The problem with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AnswerProblem {
    /// No answer is expected: a request is in progress, or the flow has ended.
    NotExpected,
    /// The answer was made for an earlier prompt, which has been replaced. Show the current prompt.
    StalePrompt,
    /// The prompt has no remediation with this id.
    UnknownRemediation,
    /// The form has no field with this path, or the field belongs to a choice that was not selected.
    UnknownField,
    /// A required value is missing.
    Missing,
    /// The captcha token is missing. Solve the captcha first.
    Captcha,
    /// The value is not the id of one of the field's choices.
    InvalidChoice,
    /// The field takes another kind of value.
    WrongKind,
    /// The text is shorter than the field's minimum length.
    TooShort,
    /// The text is longer than the field's maximum length.
    TooLong,
    /// The form has no optional value with this path that could be omitted.
    NotOmittable,
    /// The new password breaks rules of the password policy.
    PasswordPolicy,
    /// The server rate-limits this answer. Other remediations can be used meanwhile.
    RateLimited,
    /// The remediation has no URL, or one that is not safe to use.
    NoUrl,
    /// The prompt does not offer the requested authenticator, channel, form or remediation.
    NotOffered,
    /// The WebAuthn response is invalid, or does not belong to this prompt.
    WebauthnResponse,
    /// Another problem. The text describes it.
    Other,
}

/// The problem with a callback URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RedirectProblem {
    /// No redirect is expected: a request is in progress, or the flow has ended.
    NotExpected,
    /// The URL is not one of the flow's redirect URIs.
    UriMismatch,
    /// The URL's `state` is missing or does not match this flow. The URL may be forged, or belong to a
    /// flow on another device.
    StateMismatch,
    /// A parameter occurs more than once.
    RepeatedParameter,
    /// The URL contains neither a code nor an error.
    WithoutResult,
    /// The URL contains the code of an email, but the prompt does not ask for one.
    EmailCodeNotExpected,
    /// The code of the email cannot be submitted. The text describes the problem.
    Answer,
    /// Another problem. The text describes it.
    Other,
}

impl From<&ConfigError> for ConfigProblem {
    fn from(error: &ConfigError) -> Self {
        match error {
            ConfigError::Issuer(_) => Self::Issuer,
            ConfigError::ClientId => Self::ClientId,
            ConfigError::RedirectUri { .. } => Self::RedirectUri,
            ConfigError::State => Self::State,
            ConfigError::Header { .. } => Self::Header,
            ConfigError::ReservedHeader(_) => Self::ReservedHeader,
            ConfigError::RelyingPartyId => Self::RelyingPartyId,
            ConfigError::NoRefreshToken => Self::NoRefreshToken,
            _ => Self::Other,
        }
    }
}

/// The problem, and the field or remediation that it is about.
pub(super) fn of_answer(error: &AnswerError) -> (AnswerProblem, Option<String>) {
    use AnswerError as E;
    use AnswerProblem as P;
    let (problem, field) = match error {
        E::NotExpected => (P::NotExpected, None),
        E::StalePrompt => (P::StalePrompt, None),
        E::UnknownRemediation(id) => (P::UnknownRemediation, Some(id)),
        E::UnknownField(path) => (P::UnknownField, Some(path)),
        E::Missing(path) => (P::Missing, Some(path)),
        E::Captcha(path) => (P::Captcha, Some(path)),
        E::InvalidChoice(path) => (P::InvalidChoice, Some(path)),
        E::WrongKind(path) => (P::WrongKind, Some(path)),
        E::TooShort { path, .. } => (P::TooShort, Some(path)),
        E::TooLong { path, .. } => (P::TooLong, Some(path)),
        E::NotOmittable(path) => (P::NotOmittable, Some(path)),
        E::PasswordPolicy { path, .. } => (P::PasswordPolicy, Some(path)),
        E::RateLimited { remediation, .. } => (P::RateLimited, Some(remediation)),
        E::NoUrl(id) => (P::NoUrl, Some(id)),
        E::NotOffered { .. } => (P::NotOffered, None),
        E::Webauthn { .. } => (P::WebauthnResponse, None),
        _ => (P::Other, None),
    };
    (problem, field.cloned())
}

impl From<&RedirectError> for RedirectProblem {
    fn from(error: &RedirectError) -> Self {
        match error {
            RedirectError::NotExpected => Self::NotExpected,
            RedirectError::UriMismatch => Self::UriMismatch,
            RedirectError::StateMismatch { .. } => Self::StateMismatch,
            RedirectError::RepeatedParameter(_) => Self::RepeatedParameter,
            RedirectError::WithoutResult => Self::WithoutResult,
            RedirectError::EmailCodeNotExpected => Self::EmailCodeNotExpected,
            RedirectError::Answer(_) => Self::Answer,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_error_has_its_own_problem() {
        let problem = |error: AnswerError| of_answer(&error);
        let path = || "x".to_owned();
        let captcha = problem(AnswerError::Captcha(path()));
        assert_eq!(captcha, (AnswerProblem::Captcha, Some(path())));
        let missing = problem(AnswerError::Missing(path()));
        assert_eq!(missing, (AnswerProblem::Missing, Some(path())));
        let stale = problem(AnswerError::StalePrompt);
        assert_eq!(stale, (AnswerProblem::StalePrompt, None));
    }
}
