//! Errors of WebAuthn verification.

/// The reason why a WebAuthn response is not valid, for the developer of a client.
pub(crate) type VerificationError = &'static str;
