//! The captcha provider: it issues a token for a solved captcha and accepts it once.

use std::collections::BTreeSet;

/// The captcha tokens that were issued and have not been used.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaptchaTokens(BTreeSet<String>);

impl CaptchaTokens {
    pub(crate) fn add(&mut self, token: String) {
        self.0.insert(token);
    }

    /// Returns whether the token is valid, and removes it.
    pub(crate) fn redeem(&mut self, token: &str) -> bool {
        self.0.remove(token)
    }
}
