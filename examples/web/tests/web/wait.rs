//! Waits for conditions.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// The condition has failed if it is not met in this time.
const TIMEOUT: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(10);

/// Checks a condition repeatedly until it returns a value.
pub(crate) fn wait_for<T>(condition: &str, mut check: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        if let Some(value) = check() {
            return value;
        }
        assert!(Instant::now() < deadline, "timeout: {condition}");
        sleep(INTERVAL);
    }
}
