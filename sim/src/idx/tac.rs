//! Temporary access codes: given out by an administrator, good for a while.

use serde_json::Value;

use super::context::{Outcome, RequestContext, required};
use super::message::wrong_code;
use crate::org::account::Credential;
use crate::setup::AuthenticatorKey;

const KEY: AuthenticatorKey = AuthenticatorKey::Tac;

impl RequestContext<'_> {
    /// Codes whose time is over are on nobody's list.
    pub(crate) fn forget_old_access_codes(&mut self) {
        let now = self.now;
        let is_over = |credential: &Credential| match credential {
            Credential::Tac(access) => access.expires_at.is_some_and(|end| end <= now),
            _ => false,
        };
        for account in &mut self.org_state.accounts {
            account.enrollments.retain(|it| !is_over(&it.credential));
        }
    }

    pub(crate) fn check_access_code(&mut self, body: &Value) -> Outcome {
        let given = required(body, "credentials.passcode")?;
        let user = self.tx.user.clone().unwrap_or_default();
        let account = self.org_state.account_mut(&user);
        let known = account.and_then(|account| {
            let at = account.position(KEY)?;
            Some((at, account))
        });
        let wrong = || wrong_code().at(401, "credentials.passcode");
        let (at, account) = known.ok_or_else(wrong)?;
        match account.enrollments.get(at).map(|it| &it.credential) {
            Some(Credential::Tac(access)) if access.code == given => {
                if !access.multi_use {
                    account.enrollments.remove(at);
                }
                Ok(())
            }
            _ => Err(wrong()),
        }
    }
}
