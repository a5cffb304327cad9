//! Consent and identity verification.

use serde::{Deserialize, Serialize};

/// The scopes that need the user's consent. The org remembers the consent of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The kind of consent.
    #[serde(default)]
    pub kind: ConsentKind,
    /// The scopes. Scopes that the client does not request are ignored.
    pub scopes: Vec<String>,
}

/// A kind of consent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// Consent to all scopes or none (`consent`).
    #[default]
    User,
    /// Consent of an administrator to all scopes or none (`admin-consent`).
    Admin,
    /// Consent to each scope (`granular-consent`).
    Granular,
}

/// An identity verification vendor, and the result of the verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityVerification {
    /// The display name.
    pub name: String,
    /// Whether the verification succeeds.
    #[serde(default = "default_verified")]
    pub verified: bool,
}

fn default_verified() -> bool {
    true
}
