//! Someone's phone with Okta Verify on it.

mod fastpass;

use std::time::SystemTime;

use crate::org::Org;
use crate::org::device::{Activation, DeviceError, Hardware, PendingPush, PushAnswer};
use crate::picture::{self, PictureError};
use crate::setup::Listener;
use crate::totp;

/// A phone. It knows only what it scanned or opened, and talks to the org like a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// What kind of phone it is.
    pub hardware: Hardware,
    /// Where Okta Verify listens, if this is the device at hand.
    pub listeners: Vec<Listener>,
    account: Option<Activation>,
}

/// Why the phone could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// The camera saw no code.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The org refused.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// Okta Verify has no account yet.
    #[error("no account on this phone")]
    NoAccount,
}

impl Phone {
    /// A new phone with biometrics and a FIPS-compliant key store, and no account yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            hardware: Hardware {
                name: name.into(),
                biometrics: true,
                fips: true,
            },
            listeners: Vec::new(),
            account: None,
        }
    }

    /// The phone of a user for whom the setup enrolled Okta Verify.
    pub fn enrolled(org: &Org, login: &str) -> Option<Self> {
        let (name, account) = org.enrolled_device(login)?;
        let fast_pass = org.setup().policy.okta_verify.fast_pass.as_ref();
        Some(Self {
            account: Some(account),
            listeners: fast_pass.map(|it| it.listeners.clone()).unwrap_or_default(),
            ..Self::new(name)
        })
    }

    /// Scans the QR code of an enrollment: decodes the PNG and activates the account.
    pub fn scan(&mut self, org: &mut Org, png: &[u8], now: SystemTime) -> Result<(), PhoneError> {
        let link = picture::decode(png)?;
        self.open_link(org, &link, now)
    }

    /// Opens the activation link of a mail, a text message or the same device.
    pub fn open_link(
        &mut self,
        org: &mut Org,
        link: &str,
        now: SystemTime,
    ) -> Result<(), PhoneError> {
        self.account = Some(org.activate_device(link, &self.hardware, now)?);
        Ok(())
    }

    /// The push that waits for an answer, with the numbers to choose from if it asks for one.
    pub fn pending(&self, org: &Org, now: SystemTime) -> Option<PendingPush> {
        org.pending_push(&self.account.as_ref()?.device_id, now)
    }

    /// "Yes, it's me."
    pub fn approve(&self, org: &mut Org, now: SystemTime) -> Result<(), PhoneError> {
        self.answer(org, &PushAnswer::Approve, now)
    }

    /// "No, it's not me."
    pub fn reject(&self, org: &mut Org, now: SystemTime) -> Result<(), PhoneError> {
        self.answer(org, &PushAnswer::Reject, now)
    }

    /// Taps the number that the other screen shows. A wrong one rejects the push.
    pub fn choose_number(
        &self,
        org: &mut Org,
        number: &str,
        now: SystemTime,
    ) -> Result<(), PhoneError> {
        self.answer(org, &PushAnswer::Number(number.to_owned()), now)
    }

    /// The six digits that Okta Verify shows now.
    pub fn totp(&self, now: SystemTime) -> Option<String> {
        Some(totp::code(&self.account.as_ref()?.secret, now))
    }

    fn answer(
        &self,
        org: &mut Org,
        answer: &PushAnswer,
        now: SystemTime,
    ) -> Result<(), PhoneError> {
        let account = self.account.as_ref().ok_or(PhoneError::NoAccount)?;
        Ok(org.answer_push(&account.device_id, answer, now)?)
    }
}
