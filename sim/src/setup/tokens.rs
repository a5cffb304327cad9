//! How the org treats what it has issued.

use serde::{Deserialize, Serialize};

/// Refresh tokens: persistent ones, or ones that are replaced whenever they are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RefreshTokens {
    /// Whether each refresh brings another refresh token.
    pub rotation: bool,
    /// Seconds for which a token that was replaced is still taken. Used later, it counts as stolen,
    /// and every token of its sign-in is taken back.
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
