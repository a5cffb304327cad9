//! A token in someone's hand.

use std::time::SystemTime;

use crate::org::Org;
use crate::otp;
use crate::setup::{AuthenticatorKey, OtpToken};

/// A token that shows one-time codes. It knows nothing of the org, like the real ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HardwareToken {
    token: OtpToken,
    pressed: u64,
}

impl HardwareToken {
    /// Takes a token into the hand.
    pub fn new(token: OtpToken) -> Self {
        Self { token, pressed: 0 }
    }

    /// The token for this authenticator that the setup gave to a user.
    pub fn of(org: &Org, login: &str, key: AuthenticatorKey) -> Option<Self> {
        let mut users = org.setup().users.iter();
        let user = users.find(|user| user.login.eq_ignore_ascii_case(login))?;
        let token = user.tokens.iter().find(|token| token.key == key)?;
        Some(Self::new(token.clone()))
    }

    /// What it is known by: what is printed on it.
    pub fn id(&self) -> &str {
        &self.token.id
    }

    /// Presses the button, touches the key, or looks at the screen: the code that it shows now. A
    /// PIN is not part of it.
    pub fn press(&mut self, now: SystemTime) -> String {
        let code = otp::shown(&self.token, self.pressed, now);
        self.pressed += 1;
        code
    }
}
