//! Enrolled authenticators and the credentials that they are verified with.

use std::time::SystemTime;

use super::ids::Ids;
use super::token_server::PasscodeError;
use crate::setup::{AuthenticatorKey, Enrolled};
use crate::totp;
use crate::webauthn::Passkey;

/// An enrolled authenticator.
#[derive(Debug, Clone)]
pub(crate) struct Enrollment {
    pub(crate) id: String,
    pub(crate) credential: Credential,
}

/// The credential that an enrollment is verified with.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    Password(String),
    Email,
    Phone(String),
    OktaVerify(Device),
    SecurityQuestion {
        key: String,
        question: String,
        answer: String,
    },
    GoogleOtp(TotpSecret),
    Duo,
    /// A hardware or software token, by its id.
    Token(AuthenticatorKey, String),
    Tac(AccessCode),
    /// A passkey or security key, and its transports.
    Webauthn(Passkey, Vec<String>),
}

/// A temporary access code.
#[derive(Debug, Clone)]
pub(crate) struct AccessCode {
    pub(crate) code: String,
    pub(crate) expires_at: Option<SystemTime>,
    pub(crate) multi_use: bool,
}

/// A device with Okta Verify.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) secret: TotpSecret,
}

/// The TOTP secret that an app shares with the org. Each code is accepted once.
#[derive(Debug, Clone)]
pub(crate) struct TotpSecret {
    pub(crate) bytes: Vec<u8>,
    /// The first time step whose code has not been used.
    next_step: u64,
}

impl Enrollment {
    pub(crate) fn key(&self) -> AuthenticatorKey {
        self.credential.key()
    }
}

impl Credential {
    pub(crate) fn key(&self) -> AuthenticatorKey {
        match self {
            Self::Password(_) => AuthenticatorKey::OktaPassword,
            Self::Email => AuthenticatorKey::OktaEmail,
            Self::Phone(_) => AuthenticatorKey::PhoneNumber,
            Self::OktaVerify(_) => AuthenticatorKey::OktaVerify,
            Self::SecurityQuestion { .. } => AuthenticatorKey::SecurityQuestion,
            Self::GoogleOtp(_) => AuthenticatorKey::GoogleOtp,
            Self::Duo => AuthenticatorKey::Duo,
            Self::Token(key, _) => *key,
            Self::Tac(_) => AuthenticatorKey::Tac,
            Self::Webauthn(..) => AuthenticatorKey::Webauthn,
        }
    }

    /// Returns Okta's three-letter prefix for the id of such an enrollment.
    pub(super) fn id_prefix(&self) -> &'static str {
        match self {
            Self::Password(_) => "lae",
            Self::Email => "eae",
            Self::Phone(_) => "sms",
            Self::OktaVerify(_) => "pfd",
            Self::SecurityQuestion { .. } => "qae",
            Self::GoogleOtp(_) | Self::Token(..) => "uft",
            Self::Duo => "dsf",
            Self::Tac(_) => "tac",
            Self::Webauthn(..) => "fwf",
        }
    }

    pub(super) fn from_setup(enrolled: &Enrolled, ids: &mut Ids) -> Self {
        match enrolled {
            Enrolled::OktaEmail => Self::Email,
            Enrolled::PhoneNumber(number) => Self::Phone(number.clone()),
            Enrolled::OktaVerify(name) => Self::OktaVerify(Device {
                id: ids.id("pfd"),
                name: name.clone(),
                secret: TotpSecret::new(ids.bytes().to_vec()),
            }),
            Enrolled::SecurityQuestion {
                key,
                question,
                answer,
            } => Self::SecurityQuestion {
                key: key.clone(),
                question: question.clone(),
                answer: answer.clone(),
            },
            Enrolled::GoogleOtp(base32) => {
                let secret = totp_rs::Secret::try_from_base32(base32);
                let bytes = secret.map_or_else(|_| Vec::new(), |secret| secret.as_bytes().to_vec());
                Self::GoogleOtp(TotpSecret::new(bytes))
            }
            Enrolled::Duo => Self::Duo,
            Enrolled::Tac { code, multi_use } => Self::Tac(AccessCode {
                code: code.clone(),
                expires_at: None,
                multi_use: *multi_use,
            }),
        }
    }
}

impl TotpSecret {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            next_step: 0,
        }
    }

    /// Checks a code and marks it as used (RFC 6238, section 5.2).
    pub(crate) fn check(&mut self, code: &str, now: SystemTime) -> Result<(), PasscodeError> {
        let step = totp::step(&self.bytes, code, now).ok_or(PasscodeError::Incorrect)?;
        if step < self.next_step {
            return Err(PasscodeError::AlreadyUsed);
        }
        self.next_step = step + 1;
        Ok(())
    }
}
