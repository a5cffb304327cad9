//! The goal, and the steps that lead to it.

/// The user's goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Goal {
    /// Sign in. From a sign-up form that is the first prompt, `select-identify` returns to the
    /// identifier form.
    SignIn,
    /// Create an account, by `select-enroll-profile`.
    Register,
    /// Recover a forgotten password, by the `recover` action of the password authenticator. If the first
    /// form does not offer it, the user is identified and the password authenticator is selected first.
    RecoverPassword,
    /// Unlock a locked account, by `unlock-account`.
    UnlockAccount,
}

/// A step that is taken at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// `select-identify`.
    SelectIdentify,
    /// `select-enroll-profile`.
    SelectEnrollProfile,
    /// `recover`.
    Recover,
    /// `unlock-account`.
    UnlockAccount,
    /// The password authenticator is selected, to be verified or recovered.
    SelectPassword,
    /// The password authenticator is selected, to be enrolled.
    SelectNewPassword,
}
