//! The captcha provider.

use super::Org;

impl Org {
    /// Solves the captcha with this site key and returns its one-time token. Returns `None` if the
    /// org has no such captcha.
    pub fn solve_captcha(&mut self, site_key: &str) -> Option<String> {
        let captcha = self.org_state.setup.captcha.as_ref();
        captcha.filter(|captcha| captcha.site_key == site_key)?;
        let token = self.org_state.ids.token();
        self.org_state.captcha_tokens.add(token.clone());
        Some(token)
    }
}
