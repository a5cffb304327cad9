//! Users.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::otp_token::OtpToken;

/// A user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct User {
    /// The username. Case is ignored.
    pub login: String,
    /// The password, or `None` if the user has none.
    pub password: Option<String>,
    /// Whether the password is valid, expired or about to expire.
    pub password_state: PasswordState,
    /// The verified email address. If empty, it is the login.
    pub email: String,
    /// The given name.
    pub first_name: String,
    /// The family name.
    pub last_name: String,
    /// Other profile attributes.
    pub profile: BTreeMap<String, String>,
    /// The enrolled authenticators, except for the password and tokens.
    pub enrolled: Vec<Enrolled>,
    /// The tokens that the user has, enrolled or not. See
    /// [`HardwareToken::for_user`](crate::HardwareToken::for_user).
    #[serde(deserialize_with = "super::otp_token::deserialize")]
    pub tokens: Vec<OtpToken>,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// Whether the application is assigned to the user.
    pub assigned: bool,
}

/// The state of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordState {
    /// It does not expire soon.
    Valid,
    /// It must be changed.
    Expired,
    /// It expires in this number of days.
    ExpiresInDays(u32),
}

/// Whether a user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// Created but not activated yet.
    Staged,
    /// May sign in.
    Active,
    /// Locked out after wrong passwords. The policy can enable self-service unlock.
    LockedOut,
    /// Suspended by an administrator.
    Suspended,
}

/// An authenticator that is enrolled from the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enrolled {
    /// The email address of the profile.
    OktaEmail,
    /// A phone number in E.164 format.
    PhoneNumber(String),
    /// Okta Verify on a device with this name. See [`Phone::enrolled`](crate::Phone::enrolled).
    OktaVerify(String),
    /// A security question and its answer.
    SecurityQuestion {
        /// The question's key, or `custom` for a custom question.
        key: String,
        /// The question.
        question: String,
        /// The answer.
        answer: String,
    },
    /// Google Authenticator, with its shared secret in Base32.
    GoogleOtp(#[serde(deserialize_with = "base32")] String),
    /// Duo.
    Duo,
    /// A temporary access code that does not expire.
    Tac {
        /// The code.
        code: String,
        /// Whether it can be used more than once.
        #[serde(default)]
        multi_use: bool,
    },
}

/// Deserializes a text and checks that it is a Base32 secret.
fn base32<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match totp_rs::Secret::try_from_base32(&text) {
        Ok(secret) if !secret.as_bytes().is_empty() => Ok(text),
        _ => Err(D::Error::custom(
            "google_otp: the secret must be non-empty Base32",
        )),
    }
}

impl User {
    /// Returns the email address.
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
    fn a_google_otp_secret_must_be_base32() {
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
