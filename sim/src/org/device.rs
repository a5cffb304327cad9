//! The endpoints of Okta Verify devices: activation and pushes.

use std::time::SystemTime;

use super::Org;
use crate::idx::okta_verify::{activation_token, biometrics_required, fips_required};
use crate::idx::{
    Challenge, Enroll, PendingActivation, Push, PushState, RequestContext, Step, Transaction,
};
use crate::state::{Account, Credential, Device, TotpSecret};

/// The properties of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hardware {
    /// The name under which the org lists the device.
    pub name: String,
    /// Whether biometrics are turned on.
    pub biometrics: bool,
    /// Whether the key store is FIPS compliant.
    pub fips: bool,
}

/// The account that an activation creates on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// The device's id in the org.
    pub device_id: String,
    /// The shared secret of the one-time passwords.
    pub secret: Vec<u8>,
}

/// A push that waits for the user's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingPush {
    /// The login of the user who signs in.
    pub login: String,
    /// The numbers to choose from. Empty if the push has no number challenge.
    pub numbers: Vec<String>,
}

/// The user's answer to a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushAnswer {
    /// "Yes, it's me."
    Approve,
    /// "No, it's not me."
    Reject,
    /// The chosen number.
    Number(String),
}

/// The reason why the org rejected a request of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The link is not a link of this org for Okta Verify.
    #[error("not an activation link of this org")]
    InvalidLink,
    /// The link was used or replaced, or its transaction has ended.
    #[error("the activation link is no longer valid")]
    LinkExpired,
    /// The policy requires biometrics. The transaction shows a message and continues to wait.
    #[error("the device must have biometrics turned on")]
    NoBiometrics,
    /// The policy requires a FIPS-compliant device. The transaction shows a message and continues to
    /// wait.
    #[error("the device must be FIPS compliant")]
    NotFips,
    /// No push is pending on this device.
    #[error("no push waits for an answer")]
    NoPush,
    /// No transaction waits for this challenge.
    #[error("no sign-in waits for this challenge")]
    NoChallenge,
    /// The push has a number challenge and must be answered with a number.
    #[error("the push must be answered with the number on the screen")]
    NumberRequired,
}

impl Org {
    /// Activates Okta Verify on a device with an activation link.
    ///
    /// # Errors
    /// [`DeviceError`] if the link is not valid, or if the device does not meet the policy.
    pub fn activate_device(
        &mut self,
        link: &str,
        hardware: &Hardware,
        now: SystemTime,
    ) -> Result<Activation, DeviceError> {
        let Self {
            org_state,
            transactions,
            ..
        } = self;
        let token = activation_token(link, &org_state.url("")).ok_or(DeviceError::InvalidLink)?;
        let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
        let (tx, mut pending) = open
            .find_map(|tx| pending_activation(tx, &token).map(|pending| (tx, pending)))
            .ok_or(DeviceError::LinkExpired)?;
        let policy = &org_state.setup.policy.okta_verify;
        let rejection = if policy.biometrics && !hardware.biometrics {
            Some((biometrics_required(), DeviceError::NoBiometrics))
        } else if policy.fips && !hardware.fips {
            Some((fips_required(), DeviceError::NotFips))
        } else {
            None
        };
        let (message, error) = rejection.unzip();
        pending.activated = error.is_none();
        pending.device_error = message;
        tx.step = Step::Enroll(Enroll::OktaVerify(pending));
        if let Some(error) = error {
            return Err(error);
        }
        let device = Device {
            id: org_state.ids.id("guo"),
            name: hardware.name.clone(),
            secret: TotpSecret::new(org_state.ids.bytes().to_vec()),
        };
        let activation = Activation::new(&device);
        RequestContext { org_state, tx, now }.add_enrollment(Credential::OktaVerify(device));
        Ok(activation)
    }

    /// Returns the name and the account of a user's first enrolled device.
    pub fn enrolled_device(&self, login: &str) -> Option<(String, Activation)> {
        let device = self.org_state.account_by_login(login)?.devices().next()?;
        Some((device.name.clone(), Activation::new(device)))
    }

    /// Returns the latest push that waits on a device.
    pub fn pending_push(&self, device_id: &str, now: SystemTime) -> Option<PendingPush> {
        let account = self.device_owner(device_id)?;
        let user = Some(account.id.as_str());
        let mut open = self.transactions.iter().rev().filter(|tx| tx.is_open(now));
        let push =
            open.find_map(|tx| waiting_push(&tx.step, now).filter(|_| tx.user.as_deref() == user))?;
        Some(PendingPush {
            login: account.login.clone(),
            numbers: push.choices.clone(),
        })
    }

    /// Answers the latest push that waits on a device. A wrong number rejects the push.
    ///
    /// # Errors
    /// [`DeviceError::NoPush`] if no push waits, [`DeviceError::NumberRequired`] if the push must be
    /// answered with a number.
    pub fn answer_push(
        &mut self,
        device_id: &str,
        answer: &PushAnswer,
        now: SystemTime,
    ) -> Result<(), DeviceError> {
        let user = self.device_owner(device_id);
        let user = user.map(|account| account.id.clone());
        let mut open = self
            .transactions
            .iter_mut()
            .rev()
            .filter(|tx| tx.is_open(now));
        let tx = open
            .find(|tx| user.is_some() && tx.user == user && waiting_push(&tx.step, now).is_some());
        let Some(Step::Verify(_, Challenge::Push(push))) = tx.map(|tx| &mut tx.step) else {
            return Err(DeviceError::NoPush);
        };
        push.state = match (answer, &push.number) {
            (PushAnswer::Reject, _) => PushState::Rejected,
            (PushAnswer::Approve, Some(_)) => return Err(DeviceError::NumberRequired),
            (PushAnswer::Number(chosen), Some(correct)) if chosen != correct => PushState::Rejected,
            (PushAnswer::Approve | PushAnswer::Number(_), _) => PushState::Approved,
        };
        Ok(())
    }

    /// Returns the account that a device is enrolled for.
    pub(super) fn device_owner(&self, device_id: &str) -> Option<&Account> {
        let mut accounts = self.org_state.accounts.iter();
        accounts.find(|account| account.devices().any(|device| device.id == device_id))
    }
}

impl Activation {
    fn new(device: &Device) -> Self {
        Self {
            device_id: device.id.clone(),
            secret: device.secret.bytes.clone(),
        }
    }
}

/// Returns the transaction's activation if it waits for a device with this token.
fn pending_activation(tx: &Transaction, token: &str) -> Option<PendingActivation> {
    match &tx.step {
        Step::Enroll(Enroll::OktaVerify(activation)) => Some(activation.clone())
            .filter(|activation| activation.token == token && !activation.activated),
        _ => None,
    }
}

/// Returns the push that a step waits for.
fn waiting_push(step: &Step, now: SystemTime) -> Option<&Push> {
    match step {
        Step::Verify(_, Challenge::Push(push)) => {
            Some(push).filter(|push| push.state == PushState::Waiting && now < push.expires_at)
        }
        _ => None,
    }
}
