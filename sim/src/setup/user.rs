//! The people who have an account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// Where their mail goes; it is verified. Empty, as where JSON leaves it out: the login.
    #[serde(default)]
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Further profile attributes.
    pub profile: BTreeMap<String, String>,
    /// Authenticators they have beside password and email.
    pub enrolled: Vec<Enrolled>,
    /// The tokens in their hand, enrolled or not; [`Fob::of`](crate::Fob::of) is one.
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
    GoogleOtp(String),
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
            email: "ada@example.com".to_owned(),
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
