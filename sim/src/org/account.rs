//! The accounts of an org while it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use super::ids::Ids;
use super::tokens::Refused;
use crate::setup::{AuthenticatorKey, Enrolled, PasswordState, User, UserStatus};
use crate::totp;
use crate::webauthn::Passkey;

/// Someone's account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) login: String,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) profile: BTreeMap<String, String>,
    pub(crate) password_state: PasswordState,
    pub(crate) status: UserStatus,
    pub(crate) assigned: bool,
    pub(crate) enrollments: Vec<Enrollment>,
    /// The scopes that they have agreed to.
    pub(crate) consented: BTreeSet<String>,
    /// Whether a service has verified who they are.
    pub(crate) identity_verified: bool,
    /// Whether pushes are sent without asking.
    pub(crate) auto_challenge: bool,
}

/// One enrolled authenticator.
#[derive(Debug, Clone)]
pub(crate) struct Enrollment {
    pub(crate) id: String,
    pub(crate) credential: Credential,
}

/// What an enrollment is verified against.
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
    /// A token, by what it is known by.
    Token(AuthenticatorKey, String),
    Tac(AccessCode),
    /// A passkey or security key, and how its authenticator is reached.
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

/// What an app shares with the org to show codes, and which of them it has used.
#[derive(Debug, Clone)]
pub(crate) struct TotpSecret {
    pub(crate) bytes: Vec<u8>,
    /// The number of the first step whose code has not been used.
    next: u64,
}

impl TotpSecret {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, next: 0 }
    }

    /// Checks a code, and uses it up (RFC 6238, section 5.2).
    pub(crate) fn check(&mut self, code: &str, now: SystemTime) -> Result<(), Refused> {
        let step = totp::step(&self.bytes, code, now).ok_or(Refused::Wrong)?;
        if step < self.next {
            return Err(Refused::Used);
        }
        self.next = step + 1;
        Ok(())
    }
}

impl Account {
    /// The account that a setup describes.
    pub(crate) fn new(user: &User, ids: &mut Ids) -> Self {
        let mut account = Self {
            id: ids.id("00u"),
            login: user.login.clone(),
            email: user.email().to_owned(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            profile: user.profile.clone(),
            password_state: user.password_state,
            status: user.status,
            assigned: user.assigned,
            enrollments: Vec::new(),
            consented: BTreeSet::new(),
            identity_verified: false,
            auto_challenge: false,
        };
        if let Some(password) = &user.password {
            account.enroll(Credential::Password(password.clone()), ids);
        }
        for enrolled in &user.enrolled {
            let credential = Credential::from_setup(enrolled, ids);
            account.enroll(credential, ids);
        }
        for token in user.tokens.iter().filter(|token| token.enrolled) {
            account.enroll(Credential::Token(token.key, token.id.clone()), ids);
        }
        account
    }

    /// Whether they are active, and the application is theirs.
    pub(crate) fn may_sign_in(&self) -> bool {
        self.status == UserStatus::Active && self.assigned
    }

    /// Adds an enrollment. Of everything but Okta Verify and passkeys there is only one.
    pub(crate) fn enroll(&mut self, credential: Credential, ids: &mut Ids) {
        use AuthenticatorKey as Key;
        let key = credential.key();
        if !matches!(key, Key::OktaVerify | Key::Webauthn) {
            self.enrollments.retain(|known| known.key() != key);
        }
        let id = ids.id(credential.id_prefix());
        self.enrollments.push(Enrollment { id, credential });
    }

    /// The first enrollment of an authenticator.
    pub(crate) fn enrollment(&self, key: AuthenticatorKey) -> Option<&Enrollment> {
        self.enrollments.iter().find(|known| known.key() == key)
    }

    /// Where it stands in the list of enrollments.
    pub(crate) fn position(&self, key: AuthenticatorKey) -> Option<usize> {
        self.enrollments.iter().position(|known| known.key() == key)
    }

    /// The devices with Okta Verify.
    pub(crate) fn devices(&self) -> impl Iterator<Item = &Device> {
        self.enrollments
            .iter()
            .filter_map(|known| match &known.credential {
                Credential::OktaVerify(device) => Some(device),
                _ => None,
            })
    }

    /// The passkeys and security keys, with how each is reached.
    pub(crate) fn passkeys(&self) -> impl Iterator<Item = (&Passkey, &[String])> {
        let all = self.enrollments.iter();
        all.filter_map(|known| match &known.credential {
            Credential::Webauthn(passkey, transports) => Some((passkey, transports.as_slice())),
            _ => None,
        })
    }

    pub(crate) fn passkeys_mut(&mut self) -> impl Iterator<Item = &mut Passkey> {
        let all = self.enrollments.iter_mut();
        all.filter_map(|known| match &mut known.credential {
            Credential::Webauthn(passkey, _) => Some(passkey),
            _ => None,
        })
    }

    /// The secrets of an app that shows codes.
    pub(crate) fn totp_secrets(
        &mut self,
        key: AuthenticatorKey,
    ) -> impl Iterator<Item = &mut TotpSecret> {
        let all = self.enrollments.iter_mut();
        all.filter(move |known| known.key() == key)
            .filter_map(|known| match &mut known.credential {
                Credential::GoogleOtp(secret) => Some(secret),
                Credential::OktaVerify(device) => Some(&mut device.secret),
                _ => None,
            })
    }

    pub(crate) fn phone_number(&self) -> Option<&str> {
        match &self.enrollment(AuthenticatorKey::PhoneNumber)?.credential {
            Credential::Phone(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn has_password(&self, candidate: &str) -> bool {
        let known = self.enrollment(AuthenticatorKey::OktaPassword);
        known.is_some_and(
            |known| matches!(&known.credential, Credential::Password(it) if it == candidate),
        )
    }

    pub(crate) fn set_password(&mut self, password: &str, ids: &mut Ids) {
        self.enroll(Credential::Password(password.to_owned()), ids);
        self.password_state = PasswordState::Valid;
    }
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

    fn from_setup(enrolled: &Enrolled, ids: &mut Ids) -> Self {
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
                let bytes = secret.map_or_else(|_| Vec::new(), |it| it.as_bytes().to_vec());
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

    fn id_prefix(&self) -> &'static str {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_takes_the_place_of_the_old_one() {
        let mut ids = Ids::new(1);
        let mut account = Account::new(&User::default(), &mut ids);
        account.set_password("Another-1", &mut ids);
        assert!(account.has_password("Another-1"));
        assert!(!account.has_password("Correct-Horse-1"));
        assert_eq!(account.enrollments.len(), 2);
    }
}
