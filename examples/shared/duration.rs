//! Formats durations for users.

use std::time::Duration;

/// Returns `a moment`, `30 seconds` or `5 minutes`. The duration is rounded up.
pub(crate) fn duration(duration: Duration) -> String {
    match duration.as_millis().div_ceil(1000) {
        0..=1 => "a moment".to_owned(),
        seconds @ 2..120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_up() {
        assert_eq!(duration(Duration::from_millis(1)), "a moment");
        assert_eq!(duration(Duration::from_millis(59_100)), "60 seconds");
        assert_eq!(duration(Duration::from_secs(121)), "3 minutes");
    }
}
