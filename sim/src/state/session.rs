//! Completed sign-ins.

use std::time::SystemTime;

use super::authorization::Authorization;

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

/// The session of a browser, identified by a cookie.
#[derive(Debug, Clone)]
pub(crate) struct BrowserSession {
    pub(crate) cookie: String,
    pub(crate) session: Session,
}
