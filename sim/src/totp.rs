//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, thirty seconds.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use totp_rs::{Builder, Secret, Totp};

use crate::time::seconds;

/// How long a code shows.
const STEP: Duration = Duration::from_secs(30);

/// The code of `secret` at `now`.
pub fn code(secret: &[u8], now: SystemTime) -> String {
    totp(secret).generate(seconds(now)).to_string()
}

/// How long the code of `now` still shows.
pub fn remaining(now: SystemTime) -> Duration {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let into = since.as_nanos() % STEP.as_nanos();
    STEP.saturating_sub(Duration::from_nanos(
        u64::try_from(into).unwrap_or_default(),
    ))
}

/// The number of the step whose code this is: of `now`, or of thirty seconds off.
pub(crate) fn step(secret: &[u8], code: &str, now: SystemTime) -> Option<u64> {
    let current = seconds(now) / STEP.as_secs();
    let mut near = current.saturating_sub(1)..=current + 1;
    near.find(|number| hotp(secret, *number) == code)
}

/// A secret in Base32, as apps let people type it.
pub(crate) fn base32(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// The code with this number (RFC 4226): a counter's, or a period's since 1970.
pub(crate) fn hotp(secret: &[u8], number: u64) -> String {
    let counting = Builder::new()
        .with_secret(secret.to_vec())
        .with_step_duration(1)
        .build_noncompliant();
    counting.generate(number).to_string()
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
    fn the_codes_of_rfc_6238() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        // Appendix B, cut to six digits.
        assert_eq!(code(b"12345678901234567890", at(59)), "287082");
        assert_eq!(code(b"12345678901234567890", at(1_111_111_109)), "081804");
    }

    #[test]
    fn a_code_shows_for_the_rest_of_its_step() {
        let at = |ms| UNIX_EPOCH + Duration::from_millis(ms);
        assert_eq!(remaining(at(60_000)), STEP);
        assert_eq!(remaining(at(89_999)), Duration::from_millis(1));
    }

    #[test]
    fn the_codes_of_rfc_4226() {
        // Appendix D.
        let codes = [0, 1, 9].map(|number| hotp(b"12345678901234567890", number));
        assert_eq!(codes, ["755224", "287082", "520489"]);
    }

    #[test]
    fn a_code_is_good_for_a_neighbouring_step_only() {
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let code = code(b"secret-of-a-device!!", now);
        let later = |seconds| now + Duration::from_secs(seconds);
        let number = step(b"secret-of-a-device!!", &code, now);
        assert_eq!(number, Some(33_333));
        assert_eq!(step(b"secret-of-a-device!!", &code, later(30)), number);
        assert_eq!(step(b"secret-of-a-device!!", &code, later(120)), None);
    }
}
