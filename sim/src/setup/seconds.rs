//! Durations of a setup, in seconds.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The maximum duration: a hundred years. Timestamps cannot represent much later times.
const MAX: u64 = 100 * 365 * 24 * 60 * 60;

/// Deserializes a duration in seconds and checks that it is not too long.
pub(super) fn bounded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    if seconds > MAX {
        return Err(D::Error::custom(format_args!(
            "a duration must be at most a hundred years ({MAX} seconds)"
        )));
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;

    #[test]
    fn a_duration_is_at_most_a_hundred_years() {
        let setups = |seconds: u64| {
            [
                format!(r#"{{"policy": {{"transaction_lifetime_s": {seconds}}}}}"#),
                format!(r#"{{"policy": {{"push_lifetime_s": {seconds}}}}}"#),
                format!(r#"{{"policy": {{"interaction_code_lifetime_s": {seconds}}}}}"#),
                format!(r#"{{"policy": {{"code_limit": {{"reset_s": {seconds}}}}}}}"#),
                format!(r#"{{"policy": {{"resend_limit": {{"window_s": {seconds}}}}}}}"#),
                format!(r#"{{"policy": {{"resend_limit": {{"interval_s": {seconds}}}}}}}"#),
                format!(
                    r#"{{"policy": {{"rate_limit": {{"requests": 1, "window_s": {seconds}}}}}}}"#
                ),
                format!(r#"{{"refresh_tokens": {{"grace_s": {seconds}}}}}"#),
            ]
        };
        for (valid, invalid) in setups(MAX).iter().zip(setups(MAX + 1)) {
            assert!(serde_json::from_str::<Setup>(valid).is_ok(), "{valid}");
            let result = serde_json::from_str::<Setup>(&invalid);
            let error = result.unwrap_err().to_string();
            assert!(error.contains("a hundred years"), "{error}");
        }
    }
}
