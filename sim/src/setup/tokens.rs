//! Refresh tokens.

use serde::{Deserialize, Serialize};

/// The handling of refresh tokens: persistent or rotating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RefreshTokens {
    /// Whether each refresh returns a new refresh token.
    pub rotation: bool,
    /// The grace period of a replaced token, in seconds. A later use means that the token was
    /// stolen, and revokes all tokens of its sign-in.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub grace_s: u64,
}

impl Default for RefreshTokens {
    fn default() -> Self {
        Self {
            rotation: true,
            grace_s: 30,
        }
    }
}
