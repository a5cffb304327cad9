//! Completed sign-ins.

use std::time::SystemTime;

use super::authorization::Authorization;
use crate::http::Request;

/// A completed sign-in, from which tokens are issued.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The account's id.
    pub(crate) user: String,
    pub(crate) amr: Vec<&'static str>,
    pub(crate) authorization: Authorization,
    pub(crate) auth_time: SystemTime,
    /// Identifies the sign-in. All of its tokens belong to one family.
    pub(crate) family: String,
    /// The refresh token to return with the next tokens, if they result from a refresh.
    pub(crate) refresh_token: Option<String>,
}

/// The session of a browser.
#[derive(Debug, Clone)]
pub(crate) struct BrowserSession {
    /// The value of the `idx` cookie.
    pub(crate) cookie: String,
    /// The value of the `sid` cookie, if the browser was redirected with a state token.
    pub(crate) sid: Option<String>,
    /// Whether the user stays signed in on this device.
    pub(crate) is_persistent: bool,
    pub(crate) session: Session,
}

impl BrowserSession {
    /// Returns whether a request has a cookie of this session.
    pub(crate) fn is_session_of(&self, request: &Request) -> bool {
        let has_sid = self.sid.is_some() && request.cookie("sid") == self.sid.as_deref();
        has_sid || request.cookie("idx") == Some(&self.cookie)
    }
}
