//! The endpoint of FastPass devices.

use std::time::SystemTime;

use super::Org;
use super::device::DeviceError;
use crate::idx::{Challenge, DeviceChallenge, Step, Transaction};

impl Org {
    /// Accepts a challenge that a device has signed. A challenge is accepted once, for the device's
    /// user.
    ///
    /// # Errors
    /// [`DeviceError::NoChallenge`] if no transaction waits for this challenge from this device.
    pub fn answer_challenge(
        &mut self,
        device_id: &str,
        request: &str,
        now: SystemTime,
    ) -> Result<(), DeviceError> {
        let user = self.device_owner(device_id);
        let user = user.map(|account| account.id.clone());
        let user = user.ok_or(DeviceError::NoChallenge)?;
        let is_pending = |challenge: &&mut DeviceChallenge| {
            challenge.request == request && challenge.signed_by.is_none()
        };
        let open = self.transactions.iter_mut().filter(|tx| tx.is_open(now));
        let of_user = open.filter(|tx| tx.user.as_ref().is_none_or(|known| *known == user));
        let challenge = of_user.filter_map(device_challenge).find(is_pending);
        let challenge = challenge.ok_or(DeviceError::NoChallenge)?;
        challenge.signed_by = Some(user);
        Ok(())
    }
}

fn device_challenge(tx: &mut Transaction) -> Option<&mut DeviceChallenge> {
    match &mut tx.step {
        Step::Launch(challenge) | Step::Verify(_, Challenge::Device(challenge)) => Some(challenge),
        _ => None,
    }
}
