//! The side of FastPass that devices talk to.

use std::time::SystemTime;

use super::Org;
use super::device::DeviceError;
use crate::idx::transaction::{DeviceChallenge, Proof, Step, Transaction};

impl Org {
    /// Takes in a challenge that a device has signed. A challenge works once, for who owns the device.
    ///
    /// # Errors
    /// No sign-in waits for that challenge, or not for that device.
    pub fn answer_challenge(
        &mut self,
        device_id: &str,
        request: &str,
        now: SystemTime,
    ) -> Result<(), DeviceError> {
        let owner = self.owner(device_id).map(|account| account.id.clone());
        let owner = owner.ok_or(DeviceError::NoChallenge)?;
        let is_meant = |waiting: &&mut DeviceChallenge| {
            waiting.request == request && waiting.signed_by.is_none()
        };
        let open = self.transactions.iter_mut().filter(|tx| tx.is_open(now));
        let theirs = open.filter(|tx| tx.user.as_ref().is_none_or(|user| *user == owner));
        let waiting = theirs.filter_map(challenge).find(is_meant);
        let waiting = waiting.ok_or(DeviceError::NoChallenge)?;
        waiting.signed_by = Some(owner);
        Ok(())
    }
}

fn challenge(tx: &mut Transaction) -> Option<&mut DeviceChallenge> {
    match &mut tx.step {
        Step::Launch(challenge) | Step::Verify(_, Proof::Device(challenge)) => Some(challenge),
        _ => None,
    }
}
