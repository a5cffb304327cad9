//! The reason for waiting.

/// The reason why a flow waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WaitReason {
    /// The user acts elsewhere, for example approves a push notification.
    Pending,
    /// The server limits the rate of requests.
    RateLimited,
    /// A request failed, and is sent again.
    Retrying {
        /// The number of the next attempt: 2 after the first failure.
        attempt: i32,
        /// The HTTP status of the last attempt. Not set if no response came: no network, a timeout or a
        /// broken connection.
        status: Option<i32>,
    },
}

impl From<idx_flow::WaitReason> for WaitReason {
    fn from(reason: idx_flow::WaitReason) -> Self {
        match reason {
            idx_flow::WaitReason::RateLimited => Self::RateLimited,
            idx_flow::WaitReason::Retrying { attempt, cause } => Self::Retrying {
                attempt: i32::try_from(attempt).unwrap_or(i32::MAX),
                status: match cause {
                    idx_flow::RetryCause::Status(status) => Some(status.into()),
                    _ => None,
                },
            },
            _ => Self::Pending,
        }
    }
}
