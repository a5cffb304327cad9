//! The side of Okta Verify that devices talk to: activation and pushes.

use std::time::SystemTime;

use super::Org;

/// What kind of phone a device is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hardware {
    /// Its name, as the org lists it.
    pub name: String,
    /// Whether biometrics are turned on.
    pub biometrics: bool,
    /// Whether its key store is FIPS compliant.
    pub fips: bool,
}

/// What a device gets to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// The device's id in the org.
    pub device_id: String,
    /// The shared secret of its one-time passwords.
    pub secret: Vec<u8>,
}

/// A push as it shows on the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingPush {
    /// The login of who signs in.
    pub login: String,
    /// The numbers to choose from; empty where the push asks for no number.
    pub numbers: Vec<String>,
}

/// What the person does with a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushAnswer {
    /// "Yes, it's me."
    Approve,
    /// "No, it's not me."
    Reject,
    /// The number tapped.
    Number(String),
}

/// Why the org refused a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The link is not an activation link of this org.
    #[error("not an activation link of this org")]
    NotALink,
    /// The link has been used, replaced, or its sign-in has ended.
    #[error("the activation link is no longer valid")]
    LinkExpired,
    /// The policy wants biometrics; the screen says so and goes on waiting.
    #[error("the device must have biometrics turned on")]
    NoBiometrics,
    /// The policy wants a FIPS-compliant device; the screen says so and goes on waiting.
    #[error("the device must be FIPS compliant")]
    NotFips,
    /// No push waits for this device.
    #[error("no push waits for an answer")]
    NoPush,
    /// The push asks for a number, and this was none.
    #[error("the push asks for the number on the screen")]
    NumberNeeded,
}

impl Org {
    /// Activates Okta Verify on a device, by the link of a QR code, a mail or a text message.
    pub fn activate_device(
        &mut self,
        link: &str,
        hardware: &Hardware,
        now: SystemTime,
    ) -> Result<Activation, DeviceError> {
        let _ = (link, hardware, now);
        Err(DeviceError::NotALink)
    }

    /// The device that the setup enrolled for a user: its name and what it keeps.
    pub fn enrolled_device(&self, login: &str) -> Option<(String, Activation)> {
        let _ = login;
        None
    }

    /// The push that waits on a device.
    pub fn pending_push(&self, device_id: &str, now: SystemTime) -> Option<PendingPush> {
        let _ = (device_id, now);
        None
    }

    /// Answers the push that waits on a device.
    pub fn answer_push(
        &mut self,
        device_id: &str,
        answer: &PushAnswer,
        now: SystemTime,
    ) -> Result<(), DeviceError> {
        let _ = (device_id, answer, now);
        Err(DeviceError::NoPush)
    }
}
