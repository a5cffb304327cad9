//! What people are asked to agree to, and whose identity is verified elsewhere.

use serde::{Deserialize, Serialize};

/// The scopes that a user has to agree to. Asked once: the org remembers it for user and client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// How it is asked.
    #[serde(default)]
    pub kind: ConsentKind,
    /// Which scopes; of those that a client does not ask for nothing is said.
    pub scopes: Vec<String>,
}

/// How consent is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// All or nothing: `consent`.
    #[default]
    User,
    /// All or nothing, by an administrator: `admin-consent`.
    Admin,
    /// Scope by scope: `granular-consent`.
    Granular,
}

/// A service that verifies who somebody is, and what comes of going there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityVerification {
    /// The name to show.
    pub name: String,
    /// Whether it finds that they are who they say.
    #[serde(default = "yes")]
    pub verified: bool,
}

fn yes() -> bool {
    true
}
