//! Errors of WebAuthn verification.

/// Why a WebAuthn response is not valid, for the developer of a client.
pub(crate) type VerificationError = &'static str;
