//! Temporary access codes, which an administrator gives out.

use std::time::{Duration, SystemTime};

use super::Org;
use super::account::{AccessCode, Credential};

impl Org {
    /// A temporary access code for a user: good for so long, and once unless it is `multi_use`. It
    /// takes the place of the one before.
    pub fn temporary_access_code(
        &mut self,
        login: &str,
        lifetime: Duration,
        multi_use: bool,
        now: SystemTime,
    ) -> Option<String> {
        let user = self.org_state.account_by_login(login)?.id.clone();
        let code: String = self.org_state.ids.token().split_at(12).0.to_owned();
        let access = AccessCode {
            code: code.clone(),
            expires_at: now.checked_add(lifetime),
            multi_use,
        };
        let ids = &mut self.org_state.ids;
        let mut accounts = self.org_state.accounts.iter_mut();
        let account = accounts.find(|account| account.id == user)?;
        account.enroll(Credential::Tac(access), ids);
        Some(code)
    }
}
