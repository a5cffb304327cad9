//! User accounts.

use std::collections::{BTreeMap, BTreeSet};

use super::credential::{Credential, Device, Enrollment, TotpSecret};
use super::ids::Ids;
use crate::setup::{AuthenticatorKey, PasswordState, User, UserStatus};
use crate::webauthn::Passkey;

/// A user's account.
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
    /// The number of wrong passwords since the last correct one.
    pub(crate) wrong_passwords: u32,
    /// Whether the application is assigned to the user.
    pub(crate) assigned: bool,
    pub(crate) enrollments: Vec<Enrollment>,
    /// The scopes that the user has consented to.
    pub(crate) consented_scopes: BTreeSet<String>,
    /// Whether an identity verification vendor has verified the user.
    pub(crate) identity_verified: bool,
    /// Whether pushes are sent without confirmation.
    pub(crate) auto_challenge: bool,
}

impl Account {
    /// Creates the account of a user of the setup.
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
            wrong_passwords: 0,
            assigned: user.assigned,
            enrollments: Vec::new(),
            consented_scopes: BTreeSet::new(),
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

    /// Returns whether the user is active and the application is assigned to them.
    pub(crate) fn may_sign_in(&self) -> bool {
        self.status == UserStatus::Active && self.assigned
    }

    /// Adds an enrollment. It replaces an earlier one of the same authenticator, except for Okta
    /// Verify and passkeys: a user can have several of those.
    pub(crate) fn enroll(&mut self, credential: Credential, ids: &mut Ids) {
        use AuthenticatorKey as Key;
        let key = credential.key();
        if !matches!(key, Key::OktaVerify | Key::Webauthn) {
            self.enrollments
                .retain(|enrollment| enrollment.key() != key);
        }
        let id = ids.id(credential.id_prefix());
        self.enrollments.push(Enrollment { id, credential });
    }

    /// Returns the first enrollment of an authenticator.
    pub(crate) fn enrollment(&self, key: AuthenticatorKey) -> Option<&Enrollment> {
        let mut enrollments = self.enrollments.iter();
        enrollments.find(|enrollment| enrollment.key() == key)
    }

    /// Returns the index of the first enrollment of an authenticator.
    pub(crate) fn position(&self, key: AuthenticatorKey) -> Option<usize> {
        let mut enrollments = self.enrollments.iter();
        enrollments.position(|enrollment| enrollment.key() == key)
    }

    /// Returns the devices with Okta Verify.
    pub(crate) fn devices(&self) -> impl Iterator<Item = &Device> {
        let enrollments = self.enrollments.iter();
        enrollments.filter_map(|enrollment| match &enrollment.credential {
            Credential::OktaVerify(device) => Some(device),
            _ => None,
        })
    }

    /// Returns the passkeys and security keys, each with its transports.
    pub(crate) fn passkeys(&self) -> impl Iterator<Item = (&Passkey, &[String])> {
        let enrollments = self.enrollments.iter();
        enrollments.filter_map(|enrollment| match &enrollment.credential {
            Credential::Webauthn(passkey, transports) => Some((passkey, transports.as_slice())),
            _ => None,
        })
    }

    pub(crate) fn passkeys_mut(&mut self) -> impl Iterator<Item = &mut Passkey> {
        let enrollments = self.enrollments.iter_mut();
        enrollments.filter_map(|enrollment| match &mut enrollment.credential {
            Credential::Webauthn(passkey, _) => Some(passkey),
            _ => None,
        })
    }

    /// Returns the TOTP secrets of an authenticator: one per enrolled app.
    pub(crate) fn totp_secrets(
        &mut self,
        key: AuthenticatorKey,
    ) -> impl Iterator<Item = &mut TotpSecret> {
        let enrollments = self.enrollments.iter_mut();
        enrollments
            .filter(move |enrollment| enrollment.key() == key)
            .filter_map(|enrollment| match &mut enrollment.credential {
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
        let enrollment = self.enrollment(AuthenticatorKey::OktaPassword);
        enrollment.is_some_and(|enrollment| {
            matches!(&enrollment.credential, Credential::Password(password) if password == candidate)
        })
    }

    /// Ends a lockout.
    pub(crate) fn unlock(&mut self) {
        self.wrong_passwords = 0;
        if self.status == UserStatus::LockedOut {
            self.status = UserStatus::Active;
        }
    }

    pub(crate) fn set_password(&mut self, password: &str, ids: &mut Ids) {
        self.enroll(Credential::Password(password.to_owned()), ids);
        self.password_state = PasswordState::Valid;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_replaces_the_old_one() {
        let mut ids = Ids::new(1);
        let mut account = Account::new(&User::default(), &mut ids);
        account.set_password("Another-1", &mut ids);
        assert!(account.has_password("Another-1"));
        assert!(!account.has_password("Correct-Horse-1"));
        assert_eq!(account.enrollments.len(), 2);
    }
}
