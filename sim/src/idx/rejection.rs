//! Rejections of requests.

use std::time::{SystemTime, UNIX_EPOCH};

use super::message::Message;

/// The rejection of a request. The response describes the current step again, with these messages.
#[derive(Debug, Clone)]
pub(crate) struct Rejection {
    pub(crate) status: u16,
    /// The path of the field that the messages belong to, or `None` for top-level messages.
    pub(crate) field: Option<String>,
    pub(crate) messages: Vec<Message>,
    /// Whether the response has only the messages, without the current step.
    pub(crate) is_error_only: bool,
    /// Additional headers of the response.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Message {
    /// Returns a rejection with this message at the top level.
    pub(crate) fn reject(self, status: u16) -> Rejection {
        Rejection {
            messages: vec![self],
            ..Rejection::without_message(status)
        }
    }

    /// Returns a rejection with this message at a field, such as `credentials.passcode`.
    pub(crate) fn reject_field(self, status: u16, field: impl Into<String>) -> Rejection {
        Rejection {
            field: Some(field.into()),
            ..self.reject(status)
        }
    }

    /// Returns a rejection for exceeding a limit of `limit` actions until a time.
    pub(crate) fn reject_until(self, reset_at: SystemTime, limit: u32) -> Rejection {
        Rejection {
            headers: limit_headers(limit, reset_at).to_vec(),
            ..self.reject(429)
        }
    }
}

impl Rejection {
    /// Returns a rejection without messages.
    pub(crate) fn without_message(status: u16) -> Self {
        Self {
            status,
            field: None,
            messages: Vec::new(),
            is_error_only: false,
            headers: Vec::new(),
        }
    }

    /// Omits the current step from the response.
    pub(crate) fn error_only(self) -> Self {
        Self {
            is_error_only: true,
            ..self
        }
    }
}

/// Returns the headers that tell when a limit is reset, in full seconds.
pub(crate) fn limit_headers(limit: u32, reset_at: SystemTime) -> [(&'static str, String); 3] {
    let reset = reset_at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let reset = reset.as_secs() + u64::from(reset.subsec_nanos() > 0);
    [
        ("x-rate-limit-limit", limit.to_string()),
        ("x-rate-limit-remaining", "0".to_owned()),
        ("x-rate-limit-reset", reset.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_reset_time_is_rounded_up_to_full_seconds() {
        let reset = |millis| {
            let at = UNIX_EPOCH + Duration::from_millis(millis);
            let [.., (name, value)] = limit_headers(5, at);
            assert_eq!(name, "x-rate-limit-reset");
            value
        };
        assert_eq!(reset(7000), "7");
        assert_eq!(reset(7001), "8");
    }
}
