//! The servers of those who make tokens: they know each token's secret, and which codes are used.

use std::time::SystemTime;

use crate::otp;
use crate::setup::{AuthenticatorKey, OtpToken, TokenMode, User};

/// Wrong passcodes until a SecurID server asks for the next code too.
const MAX_WRONG: u32 = 3;

/// Every token, and how far it has been used.
#[derive(Debug, Clone)]
pub(crate) struct Tokens(Vec<Known>);

#[derive(Debug, Clone)]
struct Known {
    token: OtpToken,
    /// The number of the first code that has not been used.
    next: u64,
    wrong: u32,
    asked: Option<Asked>,
}

/// What a SecurID server wants instead of a passcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The next code of the token, alone.
    NextCode,
    NewPin,
    /// The new PIN, and the next code.
    NextPasscode,
}

/// Why a code is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Wrong,
    /// It was right, once.
    Used,
    /// It is, but the server asks for something more.
    MoreAsked,
}

impl Tokens {
    pub(crate) fn new(users: &[User]) -> Self {
        let mut tokens = Self(Vec::new());
        users.iter().for_each(|user| tokens.add(&user.tokens));
        tokens
    }

    pub(crate) fn add(&mut self, tokens: &[OtpToken]) {
        let known = |token: &OtpToken| Known {
            token: token.clone(),
            next: 0,
            wrong: 0,
            asked: None,
        };
        self.0.extend(tokens.iter().map(known));
    }

    /// What the server asks of the holder of a token instead of a passcode.
    pub(crate) fn asked(&self, key: AuthenticatorKey, id: &str) -> Option<Asked> {
        let is_it = |known: &&Known| known.is(key, id);
        self.0.iter().find(is_it)?.asked
    }

    /// Checks a passcode, and uses it up.
    pub(crate) fn check(
        &mut self,
        key: AuthenticatorKey,
        id: &str,
        passcode: &str,
        now: SystemTime,
    ) -> Result<(), Refused> {
        let known = self.0.iter_mut().find(|known| known.is(key, id));
        let known = known.ok_or(Refused::Wrong)?;
        match known.asked {
            Some(Asked::NewPin) => known.renew_pin(passcode),
            _ => known.check(passcode, now),
        }
    }

    /// Checks two codes that the token showed one after the other, and uses them up.
    pub(crate) fn check_pair(
        &mut self,
        key: AuthenticatorKey,
        id: &str,
        (first, second): (&str, &str),
        now: SystemTime,
    ) -> Result<(), Refused> {
        let known = self.0.iter_mut().find(|known| known.is(key, id));
        let known = known.ok_or(Refused::Wrong)?;
        let first = known.number(first, now)?;
        let second = known.number(second, now)?;
        if second != first + 1 {
            return Err(Refused::Wrong);
        }
        known.next = second + 1;
        Ok(())
    }

    /// The token whose code this is: by the public id in front of it.
    pub(crate) fn named_in(&self, key: AuthenticatorKey, code: &str) -> Option<String> {
        let mut tokens = self.0.iter().map(|known| &known.token);
        let named = tokens.find(|token| token.key == key && code.starts_with(&token.id));
        named.map(|token| token.id.clone())
    }
}

impl Known {
    fn is(&self, key: AuthenticatorKey, id: &str) -> bool {
        self.token.key == key && self.token.id == id
    }

    fn check(&mut self, passcode: &str, now: SystemTime) -> Result<(), Refused> {
        let pin = self.token.pin.as_deref();
        let pin = pin.filter(|_| self.asked != Some(Asked::NextCode));
        let code = passcode.strip_prefix(pin.unwrap_or_default());
        let number = match code.map(|code| self.number(code, now)) {
            Some(Ok(number)) => number,
            Some(Err(refused @ Refused::Used)) => return Err(refused),
            _ => return Err(self.count_wrong()),
        };
        self.next = number + 1;
        self.wrong = 0;
        self.asked = match (self.asked, std::mem::take(&mut self.token.mode)) {
            (Some(_), _) | (None, TokenMode::Ordinary) => None,
            (None, TokenMode::NextToken) => Some(Asked::NextCode),
            (None, TokenMode::NewPin) => Some(Asked::NewPin),
        };
        self.asked.map_or(Ok(()), |_| Err(Refused::MoreAsked))
    }

    fn count_wrong(&mut self) -> Refused {
        self.wrong += 1;
        let is_securid = matches!(
            self.token.key,
            AuthenticatorKey::RsaToken | AuthenticatorKey::OnpremMfa
        );
        if is_securid && self.wrong >= MAX_WRONG && self.token.mode == TokenMode::Ordinary {
            self.token.mode = TokenMode::NextToken;
        }
        Refused::Wrong
    }

    fn renew_pin(&mut self, pin: &str) -> Result<(), Refused> {
        let is_pin = (4..=8).contains(&pin.len()) && pin.bytes().all(|it| it.is_ascii_digit());
        if is_pin {
            self.token.pin = Some(pin.to_owned());
            self.asked = Some(Asked::NextPasscode);
        }
        Err(Refused::MoreAsked)
    }

    /// The number of a code that has not been used.
    fn number(&self, code: &str, now: SystemTime) -> Result<u64, Refused> {
        let number = otp::number(&self.token, code, self.next, now).ok_or(Refused::Wrong)?;
        if number < self.next {
            return Err(Refused::Used);
        }
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    fn at(minute: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 60 * minute)
    }

    fn of(token: &OtpToken) -> Tokens {
        Tokens::new(&[User {
            tokens: vec![token.clone()],
            ..User::default()
        }])
    }

    #[test]
    fn a_code_is_good_once() {
        for key in [AuthenticatorKey::YubikeyToken, AuthenticatorKey::CustomOtp] {
            let token = OtpToken::new(key);
            let mut tokens = of(&token);
            let mut check =
                |pressed| tokens.check(key, &token.id, &otp::shown(&token, pressed, at(0)), at(0));
            assert_eq!(check(2), Ok(()), "{key:?}");
            assert_eq!(check(2), Err(Refused::Used), "{key:?}");
            assert_eq!(check(1), Err(Refused::Used), "{key:?}");
            assert_eq!(check(3), Ok(()), "{key:?}");
            assert_eq!(tokens.check(key, "other", "", at(0)), Err(Refused::Wrong));
        }
    }

    #[test]
    fn a_pair_is_one_code_and_the_next() {
        let token = OtpToken::new(AuthenticatorKey::SymantecVip);
        let mut tokens = of(&token);
        let code = |second| otp::shown(&token, 0, at(0) + Duration::from_secs(second));
        let now = at(0) + Duration::from_secs(30);
        let mut pair = |first, second| {
            tokens.check_pair(token.key, &token.id, (&code(first), &code(second)), now)
        };
        assert_eq!(pair(0, 0), Err(Refused::Wrong));
        assert_eq!(pair(30, 0), Err(Refused::Wrong));
        assert_eq!(pair(0, 30), Ok(()));
        assert_eq!(pair(0, 30), Err(Refused::Used));
    }

    #[test]
    fn three_wrong_passcodes_and_the_next_code_is_asked() {
        let token = OtpToken {
            pin: Some("1234".to_owned()),
            ..OtpToken::new(AuthenticatorKey::RsaToken)
        };
        let mut tokens = of(&token);
        let code = |minute| otp::shown(&token, 0, at(minute));
        let mut check =
            |passcode: &str, minute| tokens.check(token.key, &token.id, passcode, at(minute));
        for wrong in ["", &code(0), "1234000000"] {
            assert_eq!(check(wrong, 0), Err(Refused::Wrong));
        }
        let right = format!("1234{}", code(0));
        assert_eq!(check(&right, 0), Err(Refused::MoreAsked));
        assert_eq!(check(&code(0), 0), Err(Refused::Used));
        assert_eq!(check(&code(1), 1), Ok(()));
    }

    #[test]
    fn a_new_pin_is_given_and_then_used() {
        let token = OtpToken {
            mode: TokenMode::NewPin,
            ..OtpToken::new(AuthenticatorKey::OnpremMfa)
        };
        let mut tokens = of(&token);
        let code = |minute| otp::shown(&token, 0, at(minute));
        let mut check =
            |passcode: &str, minute| tokens.check(token.key, &token.id, passcode, at(minute));
        assert_eq!(check(&code(0), 0), Err(Refused::MoreAsked));
        assert_eq!(check("12", 0), Err(Refused::MoreAsked));
        assert_eq!(check("4711", 0), Err(Refused::MoreAsked));
        assert_eq!(check(&code(1), 1), Err(Refused::Wrong));
        assert_eq!(check(&format!("4711{}", code(1)), 1), Ok(()));
    }
}
