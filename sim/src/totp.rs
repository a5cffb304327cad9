//! Time-based one-time passwords (RFC 6238): SHA-1, 6 digits, 30 seconds.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use totp_rs::{Builder, Secret, Totp};

use crate::time::seconds;

/// The duration of a time step.
const STEP: Duration = Duration::from_secs(30);

/// Returns the code of `secret` at `now`.
pub fn code(secret: &[u8], now: SystemTime) -> String {
    totp(secret).generate(seconds(now)).to_string()
}

/// Returns the time until the next code.
pub fn remaining(now: SystemTime) -> Duration {
    let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let elapsed = since_epoch.as_nanos() % STEP.as_nanos();
    STEP.saturating_sub(Duration::from_nanos(
        u64::try_from(elapsed).unwrap_or_default(),
    ))
}

/// Returns the time step of a code: the current one, the one before or the one after.
pub(crate) fn step(secret: &[u8], code: &str, now: SystemTime) -> Option<u64> {
    let current = seconds(now) / STEP.as_secs();
    let mut steps = current.saturating_sub(1)..=current + 1;
    steps.find(|step| hotp(secret, *step) == code)
}

/// Returns a secret in Base32.
pub(crate) fn base32(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// Returns the code of a counter (RFC 4226).
pub(crate) fn hotp(secret: &[u8], counter: u64) -> String {
    let totp = Builder::new()
        .with_secret(secret.to_vec())
        .with_step_duration(1)
        .build_noncompliant();
    totp.generate(counter).to_string()
}

fn totp(secret: &[u8]) -> Totp {
    Builder::new()
        .with_secret(secret.to_vec())
        .build_noncompliant()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_match_the_test_vectors_of_rfc_6238() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        // Appendix B, truncated to six digits.
        assert_eq!(code(b"12345678901234567890", at(59)), "287082");
        assert_eq!(code(b"12345678901234567890", at(1_111_111_109)), "081804");
    }

    #[test]
    fn a_code_remains_until_the_end_of_its_step() {
        let at = |ms| UNIX_EPOCH + Duration::from_millis(ms);
        assert_eq!(remaining(at(60_000)), STEP);
        assert_eq!(remaining(at(89_999)), Duration::from_millis(1));
    }

    #[test]
    fn codes_match_the_test_vectors_of_rfc_4226() {
        // Appendix D.
        let codes = [0, 1, 9].map(|counter| hotp(b"12345678901234567890", counter));
        assert_eq!(codes, ["755224", "287082", "520489"]);
    }

    #[test]
    fn a_code_is_accepted_one_step_later_but_not_four() {
        let secret = b"secret-of-a-device!!";
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let code = code(secret, now);
        let later = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(step(secret, &code, now), Some(33_333));
        assert_eq!(step(secret, &code, later(30)), Some(33_333));
        assert_eq!(step(secret, &code, later(120)), None);
    }
}
