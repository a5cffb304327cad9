//! The people who have an account.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::OtpToken;

/// Someone who may sign in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct User {
    /// The username; it is compared without regard to case.
    pub login: String,
    /// `None`: there is no password.
    pub password: Option<String>,
    /// How long the password is still good.
    pub password_state: PasswordState,
    /// Where their mail goes; it is verified. Empty: the login.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Further profile attributes.
    pub profile: BTreeMap<String, String>,
    /// Authenticators they have beside password and email.
    pub enrolled: Vec<Enrolled>,
    /// The tokens in their hand, enrolled or not; [`HardwareToken::of`](crate::HardwareToken::of) is one.
    #[serde(deserialize_with = "super::otp_token::sound")]
    pub tokens: Vec<OtpToken>,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// Whether the application is assigned to them.
    pub assigned: bool,
}

/// How long a password is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordState {
    /// Long enough.
    Valid,
    /// It must be changed.
    Expired,
    /// It should be changed within so many days.
    ExpiresInDays(u32),
}

/// Whether a user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// Created, not activated yet.
    Staged,
    /// May sign in.
    Active,
    /// Locked out after wrong passwords; may unlock themselves where the policy lets them.
    LockedOut,
    /// Stopped by an administrator.
    Suspended,
}

/// An authenticator that a user has from the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enrolled {
    /// The email address of the profile, as an authenticator.
    OktaEmail,
    /// A phone number in E.164.
    PhoneNumber(String),
    /// Okta Verify on the device of this name; [`Phone::enrolled`](crate::Phone::enrolled) is it.
    OktaVerify(String),
    /// A question, by key or as free text, and its answer.
    SecurityQuestion {
        /// The question's key, `custom` for a free text.
        key: String,
        /// The question.
        question: String,
        /// The answer.
        answer: String,
    },
    /// Google Authenticator, with its shared secret in Base32.
    GoogleOtp(#[serde(deserialize_with = "base32")] String),
    /// Duo, with whatever device Duo knows.
    Duo,
    /// A temporary access code that does not expire.
    Tac {
        /// The code.
        code: String,
        /// Whether it is good more than once.
        #[serde(default)]
        multi_use: bool,
    },
}

fn base32<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match totp_rs::Secret::try_from_base32(&text) {
        Ok(secret) if !secret.as_bytes().is_empty() => Ok(text),
        _ => Err(D::Error::custom("google_otp: the secret is not in Base32")),
    }
}

impl User {
    /// Where their mail goes.
    pub(crate) fn email(&self) -> &str {
        match self.email.as_str() {
            "" => &self.login,
            email => email,
        }
    }
}

impl Default for User {
    fn default() -> Self {
        Self {
            login: "ada@example.com".to_owned(),
            password: Some("Correct-Horse-1".to_owned()),
            password_state: PasswordState::Valid,
            email: String::new(),
            first_name: "Ada".to_owned(),
            last_name: "Lovelace".to_owned(),
            profile: BTreeMap::new(),
            enrolled: vec![Enrolled::OktaEmail],
            tokens: Vec::new(),
            status: UserStatus::Active,
            assigned: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_in_base32() {
        let user = |secret: &str| {
            let user = format!(r#"{{"enrolled": [{{"google_otp": "{secret}"}}]}}"#);
            serde_json::from_str::<User>(&user)
        };
        assert!(user("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").is_ok());
        for secret in ["", "1", "not base32"] {
            let error = user(secret).unwrap_err().to_string();
            assert!(error.contains("google_otp"), "{error}");
        }
    }
}
