//! Messages and durations as text.

use std::time::Duration;

use idx_flow::{Message, Prompt, Severity};

use crate::labels;

/// Returns a message with a symbol for its severity and the label of its field.
pub(crate) fn message(prompt: &Prompt, message: &Message) -> String {
    let symbol = match message.severity {
        Some(Severity::Error) => '✗',
        Some(Severity::Warning) => '!',
        _ => '•',
    };
    let find = |path: &String| prompt.remediations.iter().find_map(|form| form.field(path));
    match message.field.as_ref().and_then(find) {
        Some(field) => format!("{symbol} {}: {}", labels::field(field), message.text),
        None => format!("{symbol} {}", message.text),
    }
}

/// Returns a duration in minutes and seconds: `9:05`.
pub(crate) fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Returns a duration in seconds, rounded up: `1 second`, `30 seconds`.
pub(crate) fn seconds(duration: Duration) -> String {
    match duration.as_millis().div_ceil(1000) {
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_seconds_with_two_digits() {
        assert_eq!(clock(Duration::from_millis(65_900)), "1:05");
        assert_eq!(clock(Duration::from_secs(3600)), "60:00");
    }

    #[test]
    fn seconds_are_rounded_up() {
        assert_eq!(seconds(Duration::from_millis(1)), "1 second");
        assert_eq!(seconds(Duration::from_millis(1001)), "2 seconds");
    }
}
