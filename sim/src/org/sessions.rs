//! The sessions of a user.

use std::time::SystemTime;

use super::Org;
use crate::state::BrowserSession;

/// A completed sign-in, without its cookies and tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSummary {
    /// The login of the user.
    pub login: String,
    /// When the user last verified an authenticator.
    pub auth_time: SystemTime,
    /// The authentication method references (RFC 8176).
    pub amr: Vec<&'static str>,
    /// Whether the user stays signed in on the device.
    pub keep_me_signed_in: bool,
    /// Whether the client has a valid refresh token.
    pub has_refresh_token: bool,
}

impl Org {
    /// Returns the browser sessions of all users, oldest first. A session ends by logout, or if the
    /// user revokes it with a new password.
    pub fn sessions(&self) -> Vec<SessionSummary> {
        let sessions = self.org_state.browser_sessions.iter();
        sessions
            .filter_map(|browser| self.summary(browser))
            .collect()
    }

    fn summary(&self, browser: &BrowserSession) -> Option<SessionSummary> {
        let session = &browser.session;
        let issued = &self.org_state.issued;
        Some(SessionSummary {
            login: self.org_state.account(&session.user)?.login.clone(),
            auth_time: session.auth_time,
            amr: session.amr.clone(),
            keep_me_signed_in: browser.is_persistent,
            has_refresh_token: issued.has_refresh_token(&session.family),
        })
    }
}
