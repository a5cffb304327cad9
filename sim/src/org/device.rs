//! The side of Okta Verify that devices talk to: activation and pushes.

use std::time::SystemTime;

use super::Org;
use super::account::{Account, Credential, Device, TotpSecret};
use crate::idx::context::RequestContext;
use crate::idx::okta_verify::{activation_token, no_biometrics, not_fips};
use crate::idx::transaction::{self, Enroll, Proof, PushState, Step, Transaction};

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
    /// No sign-in waits for this challenge.
    #[error("no sign-in waits for this challenge")]
    NoChallenge,
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
        let Self {
            org_state,
            transactions,
        } = self;
        let token = activation_token(link, &org_state.url("")).ok_or(DeviceError::NotALink)?;
        let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
        let (tx, mut waiting) = open
            .find_map(|tx| waiting(tx, &token).map(|waiting| (tx, waiting)))
            .ok_or(DeviceError::LinkExpired)?;
        let wanted = &org_state.setup.policy.okta_verify;
        let refusal = if wanted.biometrics && !hardware.biometrics {
            Some((no_biometrics(), DeviceError::NoBiometrics))
        } else if wanted.fips && !hardware.fips {
            Some((not_fips(), DeviceError::NotFips))
        } else {
            None
        };
        waiting.activated = refusal.is_none();
        waiting.notice = refusal.as_ref().map(|(notice, _)| notice.clone());
        tx.step = Step::Enroll(Enroll::OktaVerify(waiting));
        if let Some((_, error)) = refusal {
            return Err(error);
        }
        let device = Device {
            id: org_state.ids.id("guo"),
            name: hardware.name.clone(),
            secret: TotpSecret::new(org_state.ids.bytes().to_vec()),
        };
        let activation = Activation::of(&device);
        RequestContext { org_state, tx, now }.enrolled(Credential::OktaVerify(device));
        Ok(activation)
    }

    /// The device that the setup enrolled for a user: its name and what it keeps.
    pub fn enrolled_device(&self, login: &str) -> Option<(String, Activation)> {
        let device = self.org_state.account_by_login(login)?.devices().next()?;
        Some((device.name.clone(), Activation::of(device)))
    }

    /// The push that waits on a device.
    pub fn pending_push(&self, device_id: &str, now: SystemTime) -> Option<PendingPush> {
        let account = self.owner(device_id)?;
        let user = Some(account.id.as_str());
        let mut open = self.transactions.iter().rev().filter(|tx| tx.is_open(now));
        let push =
            open.find_map(|tx| pushed(&tx.step, now).filter(|_| tx.user.as_deref() == user))?;
        Some(PendingPush {
            login: account.login.clone(),
            numbers: push.choices.clone(),
        })
    }

    /// Answers the push that waits on a device.
    pub fn answer_push(
        &mut self,
        device_id: &str,
        answer: &PushAnswer,
        now: SystemTime,
    ) -> Result<(), DeviceError> {
        let user = self.owner(device_id).map(|account| account.id.clone());
        let mut open = self
            .transactions
            .iter_mut()
            .rev()
            .filter(|tx| tx.is_open(now));
        let tx =
            open.find(|tx| user.is_some() && tx.user == user && pushed(&tx.step, now).is_some());
        let Some(Step::Verify(_, Proof::Push(push))) = tx.map(|tx| &mut tx.step) else {
            return Err(DeviceError::NoPush);
        };
        push.state = match (answer, &push.number) {
            (PushAnswer::Reject, _) => PushState::Rejected,
            (PushAnswer::Approve, Some(_)) => return Err(DeviceError::NumberNeeded),
            (PushAnswer::Number(given), Some(right)) if given != right => PushState::Rejected,
            (PushAnswer::Approve | PushAnswer::Number(_), _) => PushState::Approved,
        };
        Ok(())
    }

    pub(super) fn owner(&self, device_id: &str) -> Option<&Account> {
        let mut accounts = self.org_state.accounts.iter();
        accounts.find(|account| account.devices().any(|device| device.id == device_id))
    }
}

impl Activation {
    fn of(device: &Device) -> Self {
        Self {
            device_id: device.id.clone(),
            secret: device.secret.bytes.clone(),
        }
    }
}

/// The enrollment that waits for a device with this token.
fn waiting(tx: &Transaction, token: &str) -> Option<transaction::Activation> {
    match &tx.step {
        Step::Enroll(Enroll::OktaVerify(waiting)) => {
            Some(waiting.clone()).filter(|it| it.token == token && !it.activated)
        }
        _ => None,
    }
}

/// The push that a page waits for.
fn pushed(step: &Step, now: SystemTime) -> Option<&transaction::Push> {
    match step {
        Step::Verify(_, Proof::Push(push)) => {
            Some(push).filter(|push| push.state == PushState::Waiting && now < push.expires_at)
        }
        _ => None,
    }
}
