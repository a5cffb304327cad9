//! Durations of a setup, in seconds.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A hundred years: what is farther off no timestamp can say.
const MOST: u64 = 100 * 365 * 24 * 60 * 60;

/// Seconds that can be added to the org's time.
pub(super) fn bounded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    if seconds > MOST {
        return Err(D::Error::custom(format_args!(
            "{seconds} seconds are more than a hundred years ({MOST})"
        )));
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;

    #[test]
    fn no_duration_is_longer_than_a_hundred_years() {
        let setups = |seconds: u64| {
            [
                format!(r#"{{"policy": {{"transaction_lifetime_s": {seconds}}}}}"#),
                format!(r#"{{"policy": {{"push_lifetime_s": {seconds}}}}}"#),
                format!(
                    r#"{{"policy": {{"rate_limit": {{"requests": 1, "window_s": {seconds}}}}}}}"#
                ),
                format!(r#"{{"refresh_tokens": {{"grace_s": {seconds}}}}}"#),
            ]
        };
        for (good, bad) in setups(MOST).iter().zip(setups(MOST + 1)) {
            assert!(serde_json::from_str::<Setup>(good).is_ok(), "{good}");
            let error = serde_json::from_str::<Setup>(&bad).unwrap_err().to_string();
            assert!(error.contains("a hundred years"), "{error}");
        }
    }
}
