//! The captcha's own side: it gives a token to whoever solves it, and says once whether one is good.

use std::collections::BTreeSet;

use super::Org;

/// The tokens that were given and not yet used.
#[derive(Debug, Clone, Default)]
pub(crate) struct Captchas(BTreeSet<String>);

impl Captchas {
    /// Whether the token is good. It is used up.
    pub(crate) fn redeem(&mut self, token: &str) -> bool {
        self.0.remove(token)
    }
}

impl Org {
    /// Solves the captcha of this site key, as a person would: its token is good once. `None`: the
    /// org has no such captcha.
    pub fn solve_captcha(&mut self, site_key: &str) -> Option<String> {
        let captcha = self.org_state.setup.captcha.as_ref();
        captcha.filter(|captcha| captcha.site_key == site_key)?;
        let token = self.org_state.ids.token();
        self.org_state.captchas.0.insert(token.clone());
        Some(token)
    }
}
