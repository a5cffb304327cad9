//! Times in the formats of the protocols.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the seconds since 1970.
pub(crate) fn seconds(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Returns an ISO 8601 timestamp in UTC, with milliseconds.
pub(crate) fn timestamp(at: SystemTime) -> String {
    humantime::format_rfc3339_millis(at.max(UNIX_EPOCH)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_time_before_1970_becomes_the_start_of_1970() {
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(seconds(before), 0);
        assert_eq!(timestamp(before), "1970-01-01T00:00:00.000Z");
    }
}
