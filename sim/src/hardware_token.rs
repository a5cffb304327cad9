//! Simulated hardware tokens.

use std::time::SystemTime;

use crate::org::Org;
use crate::otp;
use crate::setup::{AuthenticatorKey, OtpToken};

/// A token that generates one-time codes. It does not communicate with the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HardwareToken {
    token: OtpToken,
    presses: u64,
}

impl HardwareToken {
    /// Creates a token that has not been used.
    pub fn new(token: OtpToken) -> Self {
        Self { token, presses: 0 }
    }

    /// Creates the token for this authenticator from the user's setup.
    pub fn for_user(org: &Org, login: &str, key: AuthenticatorKey) -> Option<Self> {
        let mut users = org.setup().users.iter();
        let user = users.find(|user| user.login.eq_ignore_ascii_case(login))?;
        let token = user.tokens.iter().find(|token| token.key == key)?;
        Some(Self::new(token.clone()))
    }

    /// Returns the token's id, as printed on the token.
    pub fn id(&self) -> &str {
        &self.token.id
    }

    /// Presses the token's button and returns its code, without the PIN.
    pub fn press(&mut self, now: SystemTime) -> String {
        let code = otp::code(&self.token, self.presses, now);
        self.presses += 1;
        code
    }
}
