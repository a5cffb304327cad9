//! The validation servers of token vendors.

use std::time::SystemTime;

use crate::otp;
use crate::setup::{AuthenticatorKey, OtpToken, TokenMode, User};

/// The number of wrong passcodes after which a SecurID server also asks for the next code.
const MAX_FAILURES: u32 = 3;

/// Validates the one-time codes of all tokens. It knows each token's secret and its used codes.
#[derive(Debug, Clone)]
pub(crate) struct TokenServer(Vec<TokenState>);

#[derive(Debug, Clone)]
struct TokenState {
    token: OtpToken,
    /// The counter of the first code that has not been used.
    next_counter: u64,
    failures: u32,
}

/// The value that a SecurID server asks for in place of a passcode. It applies to the sign-in in
/// which the server asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecuridChallenge {
    /// The token's next code, without the PIN.
    NextCode,
    /// A new PIN.
    NewPin,
    /// The new PIN and the token's next code.
    PasscodeWithNewPin,
}

/// The reason why a passcode was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasscodeError {
    Incorrect,
    /// The code is correct but was used before.
    AlreadyUsed,
    /// The passcode is correct, but the server also asks for another value.
    ChallengeRequired(SecuridChallenge),
}

impl TokenServer {
    pub(crate) fn new(users: &[User]) -> Self {
        let mut server = Self(Vec::new());
        users.iter().for_each(|user| server.add(&user.tokens));
        server
    }

    pub(crate) fn add(&mut self, tokens: &[OtpToken]) {
        let state = |token: &OtpToken| TokenState {
            token: token.clone(),
            next_counter: 0,
            failures: 0,
        };
        self.0.extend(tokens.iter().map(state));
    }

    /// Checks a passcode, or the answer to a challenge, and marks its code as used.
    pub(crate) fn check(
        &mut self,
        (key, id): (AuthenticatorKey, &str),
        challenge: Option<SecuridChallenge>,
        passcode: &str,
        now: SystemTime,
    ) -> Result<(), PasscodeError> {
        let state = self.find(key, id).ok_or(PasscodeError::Incorrect)?;
        match challenge {
            Some(SecuridChallenge::NewPin) => {
                let next = state.set_pin(passcode);
                Err(PasscodeError::ChallengeRequired(next))
            }
            Some(SecuridChallenge::NextCode) => state.check_next_code(passcode, now),
            Some(SecuridChallenge::PasscodeWithNewPin) | None => {
                state.check_passcode(passcode, now)
            }
        }
    }

    /// Checks two consecutive codes and marks them as used.
    pub(crate) fn check_consecutive(
        &mut self,
        key: AuthenticatorKey,
        id: &str,
        (first, second): (&str, &str),
        now: SystemTime,
    ) -> Result<(), PasscodeError> {
        let state = self.find(key, id).ok_or(PasscodeError::Incorrect)?;
        let first = state.unused_counter(first, now)?;
        let second = state.unused_counter(second, now)?;
        if second != first + 1 {
            return Err(PasscodeError::Incorrect);
        }
        state.next_counter = second + 1;
        Ok(())
    }

    /// Returns the id of the token whose public id the code starts with.
    pub(crate) fn id_in_code(&self, key: AuthenticatorKey, code: &str) -> Option<String> {
        let mut tokens = self.0.iter().map(|state| &state.token);
        let token = tokens.find(|token| token.key == key && code.starts_with(&token.id));
        token.map(|token| token.id.clone())
    }

    fn find(&mut self, key: AuthenticatorKey, id: &str) -> Option<&mut TokenState> {
        let mut states = self.0.iter_mut();
        states.find(|state| state.token.key == key && state.token.id == id)
    }
}

impl TokenState {
    /// The mode does not change until its challenge is answered, so a sign-in that was abandoned
    /// does not skip the challenge.
    fn check_passcode(&mut self, passcode: &str, now: SystemTime) -> Result<(), PasscodeError> {
        let pin = self.token.pin.as_deref().unwrap_or_default();
        let code = passcode.strip_prefix(pin).map(str::to_owned);
        self.use_code(code.as_deref(), now)?;
        let challenge = match self.token.mode {
            TokenMode::Ordinary => return Ok(()),
            TokenMode::NextToken => SecuridChallenge::NextCode,
            TokenMode::NewPin => SecuridChallenge::NewPin,
        };
        Err(PasscodeError::ChallengeRequired(challenge))
    }

    fn check_next_code(&mut self, code: &str, now: SystemTime) -> Result<(), PasscodeError> {
        self.use_code(Some(code), now)?;
        self.token.mode = TokenMode::Ordinary;
        Ok(())
    }

    fn use_code(&mut self, code: Option<&str>, now: SystemTime) -> Result<(), PasscodeError> {
        let counter = match code.map(|code| self.unused_counter(code, now)) {
            Some(Ok(counter)) => counter,
            Some(Err(error @ PasscodeError::AlreadyUsed)) => return Err(error),
            _ => {
                self.count_failure();
                return Err(PasscodeError::Incorrect);
            }
        };
        self.next_counter = counter + 1;
        self.failures = 0;
        Ok(())
    }

    fn count_failure(&mut self) {
        self.failures += 1;
        let is_securid = matches!(
            self.token.key,
            AuthenticatorKey::RsaToken | AuthenticatorKey::OnpremMfa
        );
        if is_securid && self.failures >= MAX_FAILURES && self.token.mode == TokenMode::Ordinary {
            self.token.mode = TokenMode::NextToken;
        }
    }

    /// Sets a new PIN if it is valid, and returns the next challenge.
    fn set_pin(&mut self, pin: &str) -> SecuridChallenge {
        let is_valid =
            (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
        if !is_valid {
            return SecuridChallenge::NewPin;
        }
        self.token.pin = Some(pin.to_owned());
        self.token.mode = TokenMode::Ordinary;
        SecuridChallenge::PasscodeWithNewPin
    }

    /// Returns the counter of a code that has not been used.
    fn unused_counter(&self, code: &str, now: SystemTime) -> Result<u64, PasscodeError> {
        let counter = otp::find_counter(&self.token, code, self.next_counter, now);
        match counter.ok_or(PasscodeError::Incorrect)? {
            used if used < self.next_counter => Err(PasscodeError::AlreadyUsed),
            counter => Ok(counter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    fn at(minute: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 60 * minute)
    }

    fn server(token: &OtpToken) -> TokenServer {
        TokenServer::new(&[User {
            tokens: vec![token.clone()],
            ..User::default()
        }])
    }

    #[test]
    fn a_code_is_accepted_once() {
        for key in [AuthenticatorKey::YubikeyToken, AuthenticatorKey::CustomOtp] {
            let token = OtpToken::new(key);
            let mut server = server(&token);
            let mut check = |presses| {
                let code = otp::code(&token, presses, at(0));
                server.check((key, &token.id), None, &code, at(0))
            };
            assert_eq!(check(2), Ok(()), "{key:?}");
            assert_eq!(check(2), Err(PasscodeError::AlreadyUsed), "{key:?}");
            assert_eq!(check(1), Err(PasscodeError::AlreadyUsed), "{key:?}");
            assert_eq!(check(3), Ok(()), "{key:?}");
            let other = server.check((key, "other"), None, "", at(0));
            assert_eq!(other, Err(PasscodeError::Incorrect));
        }
    }

    #[test]
    fn a_pair_must_be_two_consecutive_codes() {
        let token = OtpToken::new(AuthenticatorKey::SymantecVip);
        let mut server = server(&token);
        let code = |second| otp::code(&token, 0, at(0) + Duration::from_secs(second));
        let now = at(0) + Duration::from_secs(30);
        let mut check = |first, second| {
            server.check_consecutive(token.key, &token.id, (&code(first), &code(second)), now)
        };
        assert_eq!(check(0, 0), Err(PasscodeError::Incorrect));
        assert_eq!(check(30, 0), Err(PasscodeError::Incorrect));
        assert_eq!(check(0, 30), Ok(()));
        assert_eq!(check(0, 30), Err(PasscodeError::AlreadyUsed));
    }

    #[test]
    fn three_wrong_passcodes_require_the_next_code() {
        let token = OtpToken {
            pin: Some("1234".to_owned()),
            ..OtpToken::new(AuthenticatorKey::RsaToken)
        };
        let mut server = server(&token);
        let code = |minute| otp::code(&token, 0, at(minute));
        let mut check = |challenge, passcode: &str, minute| {
            server.check((token.key, &token.id), challenge, passcode, at(minute))
        };
        for wrong in ["", &code(0), "1234000000"] {
            assert_eq!(check(None, wrong, 0), Err(PasscodeError::Incorrect));
        }
        let next = Some(SecuridChallenge::NextCode);
        let next_code_required = Err(PasscodeError::ChallengeRequired(SecuridChallenge::NextCode));
        assert_eq!(
            check(None, &format!("1234{}", code(0)), 0),
            next_code_required
        );
        assert_eq!(check(next, &code(0), 0), Err(PasscodeError::AlreadyUsed));
        // A new sign-in does not skip the challenge.
        assert_eq!(
            check(None, &format!("1234{}", code(1)), 1),
            next_code_required
        );
        assert_eq!(check(next, &code(2), 2), Ok(()));
        assert_eq!(check(None, &format!("1234{}", code(3)), 3), Ok(()));
    }

    #[test]
    fn a_new_pin_is_required_with_the_next_code() {
        let token = OtpToken {
            mode: TokenMode::NewPin,
            ..OtpToken::new(AuthenticatorKey::OnpremMfa)
        };
        let mut server = server(&token);
        let code = |minute| otp::code(&token, 0, at(minute));
        let mut check = |challenge, passcode: &str, minute| {
            server.check((token.key, &token.id), challenge, passcode, at(minute))
        };
        let new_pin = SecuridChallenge::NewPin;
        let passcode = SecuridChallenge::PasscodeWithNewPin;
        let required = |challenge| Err(PasscodeError::ChallengeRequired(challenge));
        assert_eq!(check(None, &code(0), 0), required(new_pin));
        assert_eq!(check(Some(new_pin), "12", 0), required(new_pin));
        assert_eq!(check(Some(new_pin), "4711", 0), required(passcode));
        let incorrect = Err(PasscodeError::Incorrect);
        assert_eq!(check(Some(passcode), &code(1), 1), incorrect);
        let with_pin = format!("4711{}", code(1));
        assert_eq!(check(Some(passcode), &with_pin, 1), Ok(()));
    }
}
