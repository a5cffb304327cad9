//! The session that results from a transaction.

use super::transaction::Transaction;
use crate::state::Session;

impl Transaction {
    pub(crate) fn session(&self) -> Session {
        Session {
            user: self.user.clone().unwrap_or_default(),
            amr: self.amr(),
            authorization: self.authorization.clone(),
            auth_time: self.auth_time,
            family: self.interaction_handle.clone(),
            refresh_token: None,
        }
    }

    /// Returns the authentication method references of the verified and enrolled authenticators.
    fn amr(&self) -> Vec<&'static str> {
        let enrolled = self.enrolled.iter().filter_map(|key| key.methods().first());
        let mut amr: Vec<&str> = Vec::new();
        for method in self.verified.iter().chain(enrolled) {
            if !amr.contains(&method.amr()) {
                amr.push(method.amr());
            }
        }
        if amr.len() > 1 {
            amr.push("mfa");
        }
        amr
    }
}
