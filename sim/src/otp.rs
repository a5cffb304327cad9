//! One-time codes of the tokens that people carry.

pub(crate) mod yubikey;

use std::time::SystemTime;

use crate::setup::{AuthenticatorKey, OtpToken};
use crate::time::seconds;
use crate::totp;

/// How far a server looks for a code of a token that counts (RFC 4226 section 7.4).
const LOOK_AHEAD: u64 = 10;

/// What makes each code of a token another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moving {
    /// A period of so many seconds (RFC 6238).
    Time(u64),
    /// A counter (RFC 4226).
    Count,
    /// A YubiKey's counter, which stands encrypted in the code itself.
    Yubikey,
}

impl Moving {
    pub(crate) fn of(key: AuthenticatorKey) -> Self {
        match key {
            AuthenticatorKey::YubikeyToken => Self::Yubikey,
            AuthenticatorKey::RsaToken | AuthenticatorKey::OnpremMfa => Self::Time(60),
            AuthenticatorKey::CustomOtp => Self::Count,
            _ => Self::Time(30),
        }
    }
}

/// The code that a token shows now, when it was pressed so often before.
pub(crate) fn shown(token: &OtpToken, pressed: u64, now: SystemTime) -> String {
    let secret = bytes(&token.secret);
    match Moving::of(token.key) {
        Moving::Time(period) => totp::hotp(&secret, seconds(now) / period),
        Moving::Count => totp::hotp(&secret, pressed),
        Moving::Yubikey => yubikey::press(&token.id, &secret, pressed),
    }
}

/// Which of the token's codes this is: the number of its period or press. `None`: none that it shows
/// now, or none at all. `next` is the first that has not been used.
pub(crate) fn number(token: &OtpToken, code: &str, next: u64, now: SystemTime) -> Option<u64> {
    let secret = bytes(&token.secret);
    let mut candidates = match Moving::of(token.key) {
        Moving::Yubikey => return yubikey::open(&token.id, &secret, code),
        Moving::Count => next.saturating_sub(LOOK_AHEAD)..=next + LOOK_AHEAD,
        Moving::Time(period) => {
            let current = seconds(now) / period;
            current.saturating_sub(2)..=current + 1
        }
    };
    candidates.find(|number| totp::hotp(&secret, *number) == code)
}

/// Hexadecimal digits as bytes; what is none counts as zero.
fn bytes(hex: &str) -> Vec<u8> {
    let digit = |letter: u8| char::from(letter).to_digit(16).unwrap_or(0) as u8;
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            pair.iter()
                .fold(0, |byte, letter| byte << 4 | digit(*letter))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn a_server_knows_which_code_it_is() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_030);
        for key in [
            AuthenticatorKey::YubikeyToken,
            AuthenticatorKey::SymantecVip,
            AuthenticatorKey::RsaToken,
            AuthenticatorKey::CustomOtp,
        ] {
            let token = OtpToken::new(key);
            let code = shown(&token, 3, now);
            let expected = match Moving::of(key) {
                Moving::Time(period) => 1_800_000_030 / period,
                Moving::Count => 3,
                Moving::Yubikey => 0x0103,
            };
            assert_eq!(number(&token, &code, 0, now), Some(expected), "{key:?}");
            assert_eq!(number(&token, "000000", 0, now), None, "{key:?}");
            let other = OtpToken {
                secret: "00".repeat(22),
                ..token
            };
            assert_eq!(number(&other, &code, 0, now), None, "{key:?}");
        }
    }

    #[test]
    fn codes_of_long_ago_are_none_of_a_clock() {
        let token = OtpToken::new(AuthenticatorKey::RsaToken);
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_030);
        let code = shown(&token, 0, now);
        assert_eq!(
            number(&token, &code, 0, now + Duration::from_secs(240)),
            None
        );
    }
}
