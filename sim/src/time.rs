//! Moments as protocols write them.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub(crate) fn seconds(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// ISO 8601 in milliseconds, in UTC.
pub(crate) fn timestamp(at: SystemTime) -> String {
    humantime::format_rfc3339_millis(at.max(UNIX_EPOCH)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_was_before_1970_is_its_first_moment() {
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(seconds(before), 0);
        assert_eq!(timestamp(before), "1970-01-01T00:00:00.000Z");
    }
}
