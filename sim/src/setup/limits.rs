//! Limits on requests, wrong answers and messages.

use serde::{Deserialize, Serialize};

/// The maximum number of requests of a transaction in a time window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// The number of requests.
    pub requests: u32,
    /// The time window, in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub window_s: u64,
}

/// The maximum number of wrong codes for one authenticator in a transaction. Passwords are limited
/// by [`Lockout`] instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeLimit {
    /// The number of wrong codes after which every answer is refused, even a correct one.
    pub attempts: u32,
    /// The time until answers are accepted again, in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub reset_s: u64,
}

/// The maximum number of messages of one kind (email, text message or call) in a transaction. The
/// first one is always sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResendLimit {
    /// The number of messages after the first one in the time window.
    pub count: u32,
    /// The time window, in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub window_s: u64,
    /// The minimum time between two messages, in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub interval_s: u64,
}

/// The lockout of accounts after wrong passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lockout {
    /// The number of wrong passwords in a row that lock an account, or `None` if none do.
    pub attempts: Option<u32>,
    /// Whether a user is told that the account is locked (`errors.E0000069`). If not, the response is
    /// the one to a wrong password.
    pub reported: bool,
}

impl Default for CodeLimit {
    fn default() -> Self {
        Self {
            attempts: 5,
            reset_s: 300,
        }
    }
}

impl Default for ResendLimit {
    fn default() -> Self {
        Self {
            count: 5,
            window_s: 300,
            interval_s: 0,
        }
    }
}

impl Default for Lockout {
    fn default() -> Self {
        Self {
            attempts: Some(10),
            reported: true,
        }
    }
}
