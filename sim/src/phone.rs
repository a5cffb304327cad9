//! A simulated phone with Okta Verify.

mod fastpass;

use std::time::SystemTime;

use crate::org::Org;
use crate::org::device::{Activation, DeviceError, Hardware, PendingPush, PushAnswer};
use crate::qr_code::{self, QrCodeError};
use crate::setup::LoopbackListener;
use crate::totp;

/// A phone. It uses only links and QR codes that it was given, and the org's device endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// The properties of the phone.
    pub hardware: Hardware,
    /// The loopback ports on which Okta Verify listens, if the client runs on this phone.
    pub listeners: Vec<LoopbackListener>,
    account: Option<Activation>,
}

/// The reason why an action on the phone failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// No QR code could be read.
    #[error(transparent)]
    QrCode(#[from] QrCodeError),
    /// The org rejected the request.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// Okta Verify has no account yet.
    #[error("Okta Verify has no account on this phone")]
    NoAccount,
}

impl Phone {
    /// Creates a phone with biometrics and a FIPS-compliant key store, but without an account.
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

    /// Creates the phone of a user with an enrolled Okta Verify.
    pub fn enrolled(org: &Org, login: &str) -> Option<Self> {
        let (name, account) = org.enrolled_device(login)?;
        let fast_pass = org.setup().policy.okta_verify.fast_pass.as_ref();
        Some(Self {
            account: Some(account),
            listeners: fast_pass
                .map(|policy| policy.listeners.clone())
                .unwrap_or_default(),
            ..Self::new(name)
        })
    }

    /// Scans the QR code of an enrollment and activates the account. `png` is an image with the QR
    /// code.
    ///
    /// # Errors
    /// [`PhoneError::QrCode`] if no QR code can be read, [`PhoneError::Device`] if the org rejects
    /// the activation.
    pub fn scan(&mut self, org: &mut Org, png: &[u8], now: SystemTime) -> Result<(), PhoneError> {
        let link = qr_code::decode(png)?;
        self.open_link(org, &link, now)
    }

    /// Opens an activation link and activates the account.
    ///
    /// # Errors
    /// [`PhoneError::Device`] if the org rejects the activation.
    pub fn open_link(
        &mut self,
        org: &mut Org,
        link: &str,
        now: SystemTime,
    ) -> Result<(), PhoneError> {
        self.account = Some(org.activate_device(link, &self.hardware, now)?);
        Ok(())
    }

    /// Returns the pending push.
    pub fn pending(&self, org: &Org, now: SystemTime) -> Option<PendingPush> {
        org.pending_push(&self.account.as_ref()?.device_id, now)
    }

    /// Approves the pending push.
    ///
    /// # Errors
    /// [`PhoneError`] if there is no pending push, or if it must be answered with a number.
    pub fn approve(&self, org: &mut Org, now: SystemTime) -> Result<(), PhoneError> {
        self.answer(org, &PushAnswer::Approve, now)
    }

    /// Rejects the pending push.
    ///
    /// # Errors
    /// [`PhoneError`] if there is no pending push.
    pub fn reject(&self, org: &mut Org, now: SystemTime) -> Result<(), PhoneError> {
        self.answer(org, &PushAnswer::Reject, now)
    }

    /// Answers the pending push with a number. A wrong number rejects the push.
    ///
    /// # Errors
    /// [`PhoneError`] if there is no pending push.
    pub fn choose_number(
        &self,
        org: &mut Org,
        number: &str,
        now: SystemTime,
    ) -> Result<(), PhoneError> {
        self.answer(org, &PushAnswer::Number(number.to_owned()), now)
    }

    /// Returns the current one-time password of Okta Verify.
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
