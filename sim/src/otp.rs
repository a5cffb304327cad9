//! One-time codes of tokens.

mod yubikey;

use std::time::SystemTime;

use crate::setup::{AuthenticatorKey, OtpToken};
use crate::time::seconds;
use crate::totp;

/// The look-ahead window for counter-based tokens (RFC 4226, section 7.4).
const LOOK_AHEAD: u64 = 10;

/// The moving factor of a token (RFC 4226, section 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MovingFactor {
    /// The number of periods since 1970 (RFC 6238). The value is the period, in seconds.
    Time(u64),
    /// A counter (RFC 4226).
    Counter,
    /// A YubiKey's counter. Each code contains its counter, encrypted.
    Yubikey,
}

impl MovingFactor {
    fn of(key: AuthenticatorKey) -> Self {
        match key {
            AuthenticatorKey::YubikeyToken => Self::Yubikey,
            AuthenticatorKey::RsaToken | AuthenticatorKey::OnpremMfa => Self::Time(60),
            AuthenticatorKey::CustomOtp => Self::Counter,
            _ => Self::Time(30),
        }
    }
}

/// Returns the code that a token generates after this number of earlier presses.
pub(crate) fn code(token: &OtpToken, presses: u64, now: SystemTime) -> String {
    let secret = decode_hex(&token.secret);
    match MovingFactor::of(token.key) {
        MovingFactor::Time(period) => totp::hotp(&secret, seconds(now) / period),
        MovingFactor::Counter => totp::hotp(&secret, presses),
        MovingFactor::Yubikey => yubikey::generate(&token.id, &secret, presses),
    }
}

/// Returns the counter of a code, or `None` if the token does not generate this code around `now`.
/// `next` is the first counter that has not been used.
pub(crate) fn find_counter(
    token: &OtpToken,
    code: &str,
    next: u64,
    now: SystemTime,
) -> Option<u64> {
    let secret = decode_hex(&token.secret);
    let mut candidates = match MovingFactor::of(token.key) {
        MovingFactor::Yubikey => return yubikey::decrypt_counter(&token.id, &secret, code),
        MovingFactor::Counter => next.saturating_sub(LOOK_AHEAD)..=next + LOOK_AHEAD,
        MovingFactor::Time(period) => {
            let current = seconds(now) / period;
            current.saturating_sub(2)..=current + 1
        }
    };
    candidates.find(|counter| totp::hotp(&secret, *counter) == code)
}

/// Decodes hexadecimal digits. Other characters count as zero.
fn decode_hex(hex: &str) -> Vec<u8> {
    let digit = |character: u8| char::from(character).to_digit(16).unwrap_or(0) as u8;
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            pair.iter()
                .fold(0, |byte, character| byte << 4 | digit(*character))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn the_counter_of_a_code_is_found() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_030);
        for key in [
            AuthenticatorKey::YubikeyToken,
            AuthenticatorKey::SymantecVip,
            AuthenticatorKey::RsaToken,
            AuthenticatorKey::CustomOtp,
        ] {
            let token = OtpToken::new(key);
            let code = code(&token, 3, now);
            let expected = match MovingFactor::of(key) {
                MovingFactor::Time(period) => 1_800_000_030 / period,
                MovingFactor::Counter => 3,
                MovingFactor::Yubikey => 0x0103,
            };
            let counter = find_counter(&token, &code, 0, now);
            assert_eq!(counter, Some(expected), "{key:?}");
            assert_eq!(find_counter(&token, "000000", 0, now), None, "{key:?}");
            let other = OtpToken {
                secret: "00".repeat(22),
                ..token
            };
            assert_eq!(find_counter(&other, &code, 0, now), None, "{key:?}");
        }
    }

    #[test]
    fn an_old_time_based_code_is_not_accepted() {
        let token = OtpToken::new(AuthenticatorKey::RsaToken);
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_030);
        let code = code(&token, 0, now);
        let later = now + Duration::from_secs(240);
        assert_eq!(find_counter(&token, &code, 0, later), None);
    }
}
