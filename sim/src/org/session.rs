//! What an org may do to running sign-ins on its own.

use super::Org;

impl Org {
    /// Ends every sign-in that is under way. Who goes on with one learns that it has expired.
    pub fn end_sessions(&mut self) {
        self.transactions.clear();
    }

    /// Gives every sign-in another state handle. The one before stays good until the next change.
    pub fn rotate_state_handles(&mut self) {
        for transaction in &mut self.transactions {
            let fresh = self.org_state.ids.state_handle();
            let old = std::mem::replace(&mut transaction.state_handle, fresh);
            transaction.previous_handle = Some(old);
        }
    }
}
