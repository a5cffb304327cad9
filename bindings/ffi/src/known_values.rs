//! Values that an app knows before the server asks for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use idx_flow::{AuthenticatorKey, MethodType, Prompt, Secret};

use crate::answer::{Answer, Value};

/// Values that an app knows before the server asks for them, and what the user wants to do. A flow that
/// is started with them answers prompts until something is missing. Then it shows the prompt.
///
/// Each value is submitted at most once, even if the server rejects it or the answer is lost. The values
/// are not part of a snapshot: after a restore, the user is asked. Use them for one flow only.
#[derive(uniffi::Object)]
pub struct KnownValues(Mutex<idx_flow::KnownValues>);

/// What the user wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Goal {
    /// Sign in.
    SignIn,
    /// Create an account.
    Register,
    /// Recover a forgotten password.
    RecoverPassword,
    /// Unlock a locked account.
    UnlockAccount,
}

/// An authenticator to select, optionally with its method.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PreferredFactor {
    /// The authenticator.
    pub authenticator: AuthenticatorKey,
    /// The method of the authenticator. If not set, the server or the user selects it.
    #[uniffi(default = None)]
    pub method: Option<MethodType>,
}

#[uniffi::export]
impl KnownValues {
    /// Creates known values.
    ///
    /// - `goal`: What the user wants to do.
    /// - `identifier`: The user's login or email address.
    /// - `password`: The user's current password.
    /// - `newPassword`: The password to set in a sign-up or recovery, or if the current one has expired.
    /// - `factors`: The authenticators to select, in order of preference. Each is selected at most once.
    /// - `attributes`: The user's profile by attribute name, such as `firstName`.
    /// - `rememberMe`: The value of `rememberMe` in the form `identify`.
    #[uniffi::constructor(default(
        identifier = None,
        password = None,
        new_password = None,
        factors = [],
        attributes = None,
        remember_me = None
    ))]
    pub fn new(
        goal: Goal,
        identifier: Option<Secret>,
        password: Option<Secret>,
        new_password: Option<Secret>,
        factors: Vec<PreferredFactor>,
        attributes: Option<HashMap<String, Value>>,
        remember_me: Option<bool>,
    ) -> Arc<Self> {
        let mut known = idx_flow::KnownValues::new(goal.into());
        if let Some(identifier) = identifier {
            known = known.with_identifier(identifier);
        }
        if let Some(password) = password {
            known = known.with_password(password);
        }
        if let Some(password) = new_password {
            known = known.with_new_password(password);
        }
        for factor in factors {
            known = known.with_factor(factor.authenticator, factor.method);
        }
        for (name, value) in attributes.unwrap_or_default() {
            known = known.with_attribute(name, idx_flow::Value::from(value));
        }
        if let Some(remember_me) = remember_me {
            known = known.with_remember_me(remember_me);
        }
        Arc::new(Self(Mutex::new(known)))
    }
}

impl KnownValues {
    /// The values of a panic are kept: each is still used at most once.
    pub(crate) fn answer(&self, prompt: &Prompt) -> Option<Answer> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.answer(prompt).map(Answer::from)
    }
}

impl From<Goal> for idx_flow::Goal {
    fn from(goal: Goal) -> Self {
        match goal {
            Goal::SignIn => Self::SignIn,
            Goal::Register => Self::Register,
            Goal::RecoverPassword => Self::RecoverPassword,
            Goal::UnlockAccount => Self::UnlockAccount,
        }
    }
}
