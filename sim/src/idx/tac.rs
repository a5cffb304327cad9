//! The temporary access code authenticator.

use serde_json::Value;

use super::body::{PASSCODE, required};
use super::context::{HandlerResult, RequestContext};
use super::message::wrong_code;
use crate::setup::AuthenticatorKey;
use crate::state::Credential;

const KEY: AuthenticatorKey = AuthenticatorKey::Tac;

impl RequestContext<'_> {
    /// Removes the enrollments of expired codes.
    pub(crate) fn remove_expired_access_codes(&mut self) {
        let now = self.now;
        let is_expired = |credential: &Credential| match credential {
            Credential::Tac(code) => code.expires_at.is_some_and(|at| at <= now),
            _ => false,
        };
        for account in &mut self.org_state.accounts {
            account
                .enrollments
                .retain(|enrollment| !is_expired(&enrollment.credential));
        }
    }

    pub(crate) fn check_access_code(&mut self, body: &Value) -> HandlerResult {
        let candidate = required(body, PASSCODE)?;
        let wrong = || wrong_code().reject_field(401, PASSCODE);
        let user = self.tx.user.clone().unwrap_or_default();
        let account = self.org_state.account_mut(&user).ok_or_else(wrong)?;
        let position = account.position(KEY).ok_or_else(wrong)?;
        let enrollment = account.enrollments.get(position);
        match enrollment.map(|enrollment| &enrollment.credential) {
            Some(Credential::Tac(code)) if code.code == candidate => {
                if !code.multi_use {
                    account.enrollments.remove(position);
                }
                Ok(())
            }
            _ => Err(wrong()),
        }
    }
}
