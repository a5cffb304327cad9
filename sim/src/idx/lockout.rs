//! The lockout of accounts after wrong passwords.

use super::context::RequestContext;
use super::message::{Message, authentication_failed};
use crate::setup::UserStatus;

impl RequestContext<'_> {
    /// Returns whether a user's password is correct. Wrong ones are counted, and lock the account if
    /// there are too many.
    pub(crate) fn try_password(&mut self, user: &str, password: &str) -> bool {
        let limit = self.org_state.setup.policy.lockout.attempts;
        let Some(account) = self.org_state.account_mut(user) else {
            return false;
        };
        if account.has_password(password) {
            account.wrong_passwords = 0;
            return true;
        }
        account.wrong_passwords += 1;
        let is_too_many = limit.is_some_and(|limit| account.wrong_passwords >= limit);
        if is_too_many && account.status == UserStatus::Active {
            account.status = UserStatus::LockedOut;
        }
        false
    }

    /// Returns the message for a locked account. It hides the lockout if the policy says so.
    pub(crate) fn lockout_message(&self) -> Message {
        if self.org_state.setup.policy.lockout.reported {
            Message::error("errors.E0000069", "This account is locked.")
        } else {
            authentication_failed()
        }
    }

    pub(crate) fn is_locked_out(&self, user: &str) -> bool {
        let account = self.org_state.account(user);
        account.is_some_and(|account| account.status == UserStatus::LockedOut)
    }
}
