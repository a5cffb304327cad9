//! Duo.

use std::time::SystemTime;

use super::Org;
use crate::duo::{self, DuoError};

impl Org {
    /// Approves a sign-in at Duo. `signed_token` is the `signedToken` of the response. Returns the
    /// signed response that Duo's iframe passes to the client.
    ///
    /// # Errors
    /// [`DuoError`] if this org did not sign the token, or if it has expired.
    pub fn approve_duo(&self, signed_token: &str, now: SystemTime) -> Result<String, DuoError> {
        duo::approve(&self.setup().duo, signed_token, now)
    }
}
