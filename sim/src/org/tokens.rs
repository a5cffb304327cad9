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
}

/// What a SecurID server wants instead of a passcode, of the sign-in that it was told to.
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
    MoreAsked(Asked),
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
        };
        self.0.extend(tokens.iter().map(known));
    }

    /// Checks a passcode, or what was asked for instead, and uses it up.
    pub(crate) fn check(
        &mut self,
        (key, id): (AuthenticatorKey, &str),
        asked: Option<Asked>,
        passcode: &str,
        now: SystemTime,
    ) -> Result<(), Refused> {
        let known = self.0.iter_mut().find(|known| known.is(key, id));
        let known = known.ok_or(Refused::Wrong)?;
        match asked {
            Some(Asked::NewPin) => Err(Refused::MoreAsked(known.renew_pin(passcode))),
            Some(Asked::NextCode) => known.check_next(passcode, now),
            Some(Asked::NextPasscode) | None => known.check(passcode, now),
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

    /// The mode stays until what it asks was given: a sign-in that is left has to begin anew.
    fn check(&mut self, passcode: &str, now: SystemTime) -> Result<(), Refused> {
        let pin = self.token.pin.as_deref().unwrap_or_default();
        let code = passcode.strip_prefix(pin).map(str::to_owned);
        self.use_up(code.as_deref(), now)?;
        match self.token.mode {
            TokenMode::Ordinary => Ok(()),
            TokenMode::NextToken => Err(Refused::MoreAsked(Asked::NextCode)),
            TokenMode::NewPin => Err(Refused::MoreAsked(Asked::NewPin)),
        }
    }

    fn check_next(&mut self, code: &str, now: SystemTime) -> Result<(), Refused> {
        self.use_up(Some(code), now)?;
        self.token.mode = TokenMode::Ordinary;
        Ok(())
    }

    fn use_up(&mut self, code: Option<&str>, now: SystemTime) -> Result<(), Refused> {
        let number = match code.map(|code| self.number(code, now)) {
            Some(Ok(number)) => number,
            Some(Err(refused @ Refused::Used)) => return Err(refused),
            _ => return Err(self.count_wrong()),
        };
        self.next = number + 1;
        self.wrong = 0;
        Ok(())
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

    /// What is asked then.
    fn renew_pin(&mut self, pin: &str) -> Asked {
        let is_pin = (4..=8).contains(&pin.len()) && pin.bytes().all(|it| it.is_ascii_digit());
        if !is_pin {
            return Asked::NewPin;
        }
        self.token.pin = Some(pin.to_owned());
        self.token.mode = TokenMode::Ordinary;
        Asked::NextPasscode
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
            let mut check = |pressed| {
                tokens.check(
                    (key, &token.id),
                    None,
                    &otp::shown(&token, pressed, at(0)),
                    at(0),
                )
            };
            assert_eq!(check(2), Ok(()), "{key:?}");
            assert_eq!(check(2), Err(Refused::Used), "{key:?}");
            assert_eq!(check(1), Err(Refused::Used), "{key:?}");
            assert_eq!(check(3), Ok(()), "{key:?}");
            let other = tokens.check((key, "other"), None, "", at(0));
            assert_eq!(other, Err(Refused::Wrong));
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
        let mut check = |asked, passcode: &str, minute| {
            tokens.check((token.key, &token.id), asked, passcode, at(minute))
        };
        for wrong in ["", &code(0), "1234000000"] {
            assert_eq!(check(None, wrong, 0), Err(Refused::Wrong));
        }
        let next = Some(Asked::NextCode);
        let asks_next = Err(Refused::MoreAsked(Asked::NextCode));
        assert_eq!(check(None, &format!("1234{}", code(0)), 0), asks_next);
        assert_eq!(check(next, &code(0), 0), Err(Refused::Used));
        // a sign-in that is left does not lift the question
        assert_eq!(check(None, &format!("1234{}", code(1)), 1), asks_next);
        assert_eq!(check(next, &code(2), 2), Ok(()));
        assert_eq!(check(None, &format!("1234{}", code(3)), 3), Ok(()));
    }

    #[test]
    fn a_new_pin_is_given_and_then_used() {
        let token = OtpToken {
            mode: TokenMode::NewPin,
            ..OtpToken::new(AuthenticatorKey::OnpremMfa)
        };
        let mut tokens = of(&token);
        let code = |minute| otp::shown(&token, 0, at(minute));
        let mut check = |asked, passcode: &str, minute| {
            tokens.check((token.key, &token.id), asked, passcode, at(minute))
        };
        let asks = |what| Err(Refused::MoreAsked(what));
        let (new_pin, next) = (Some(Asked::NewPin), Some(Asked::NextPasscode));
        assert_eq!(check(None, &code(0), 0), asks(Asked::NewPin));
        assert_eq!(check(new_pin, "12", 0), asks(Asked::NewPin));
        assert_eq!(check(new_pin, "4711", 0), asks(Asked::NextPasscode));
        assert_eq!(check(next, &code(1), 1), Err(Refused::Wrong));
        assert_eq!(check(next, &format!("4711{}", code(1)), 1), Ok(()));
    }
}
