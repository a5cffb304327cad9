//! Temporary access codes.

use std::time::{Duration, SystemTime};

use super::Org;
use crate::state::{AccessCode, Credential};

impl Org {
    /// Creates a temporary access code for a user. It replaces an earlier one. It works once, or
    /// until it expires if `multi_use` is set. Returns `None` if there is no such user.
    pub fn temporary_access_code(
        &mut self,
        login: &str,
        lifetime: Duration,
        multi_use: bool,
        now: SystemTime,
    ) -> Option<String> {
        let user = self.org_state.account_by_login(login)?.id.clone();
        let code: String = self.org_state.ids.token().split_at(12).0.to_owned();
        let access_code = AccessCode {
            code: code.clone(),
            expires_at: now.checked_add(lifetime),
            multi_use,
        };
        let ids = &mut self.org_state.ids;
        let mut accounts = self.org_state.accounts.iter_mut();
        let account = accounts.find(|account| account.id == user)?;
        account.enroll(Credential::Tac(access_code), ids);
        Some(code)
    }
}
