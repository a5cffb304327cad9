//! The handling of idle connections.

use serde::{Deserialize, Serialize};

/// The handling of idle connections. A client that reuses a dropped connection loses its request; a
/// new connection always works. Requests to the control API are not affected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IdleConnections {
    /// The time after which the server drops an idle connection, in ms. The client is not told. If
    /// `None`, the server keeps connections open.
    pub timeout_ms: Option<u64>,
    /// What happens to a request on a dropped connection.
    pub late_request: LateRequest,
}

/// What happens to a request on a dropped connection. The org does not receive it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateRequest {
    /// The connection is reset.
    #[default]
    Reset,
    /// The request is ignored: the client waits until it times out.
    Ignored,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omitted_settings_have_their_defaults() {
        let settings: IdleConnections = serde_json::from_str(r#"{"timeout_ms": 5}"#).unwrap();
        assert_eq!(settings.timeout_ms, Some(5));
        assert_eq!(settings.late_request, LateRequest::Reset);
    }
}
