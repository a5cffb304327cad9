//! Changes that an administrator makes to the policy and to users.

use serde::{Deserialize, Serialize};

use super::Org;
use crate::setup::{AuthenticatorKey, PasswordState, Policy, User, UserStatus};
use crate::state::{Account, Enrollment, OneTimeTokenKind};

/// A user account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserSummary {
    /// The username.
    pub login: String,
    /// The email address.
    pub email: String,
    /// The given name.
    pub first_name: String,
    /// The family name.
    pub last_name: String,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// Whether the password is valid, expired or about to expire.
    pub password_state: PasswordState,
    /// Whether the application is assigned to the user.
    pub assigned: bool,
    /// The enrolled authenticators.
    pub enrolled: Vec<AuthenticatorKey>,
}

/// Changes to a user account. `None` leaves a value unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserUpdate {
    /// Whether the user may sign in.
    pub status: Option<UserStatus>,
    /// Whether the password is valid, expired or about to expire.
    pub password_state: Option<PasswordState>,
    /// Whether the application is assigned to the user.
    pub assigned: Option<bool>,
}

impl Org {
    /// Changes the policy. Running transactions stay at their current step; their next step is
    /// chosen by the new policy.
    pub fn set_policy(&mut self, policy: Policy) {
        self.org_state.setup.policy = policy;
    }

    /// Returns all users, including those who signed up.
    pub fn users(&self) -> Vec<UserSummary> {
        let accounts = self.org_state.accounts.iter();
        accounts.map(UserSummary::new).collect()
    }

    /// Returns the login of the user with this login or email address.
    pub fn login_of(&self, name: &str) -> Option<&str> {
        let account = self.org_state.account_by_login(name)?;
        Some(&account.login)
    }

    /// Adds a user. Returns `false` if the login or the email address is already in use.
    pub fn add_user(&mut self, user: User) -> bool {
        let is_taken = |name: &str| self.org_state.account_by_login(name).is_some();
        if is_taken(&user.login) || is_taken(user.email()) {
            return false;
        }
        let account = Account::new(&user, &mut self.org_state.ids);
        self.org_state.accounts.push(account);
        self.org_state.token_server.add(&user.tokens);
        self.org_state.setup.users.push(user);
        true
    }

    /// Changes the user with this login. Returns `false` if there is none.
    pub fn update_user(&mut self, login: &str, update: &UserUpdate) -> bool {
        let mut accounts = self.org_state.accounts.iter_mut();
        let account = accounts.find(|account| account.login.eq_ignore_ascii_case(login));
        let Some(account) = account else {
            return false;
        };
        if update.status == Some(UserStatus::Active) {
            account.unlock();
        }
        account.status = update.status.unwrap_or(account.status);
        account.password_state = update.password_state.unwrap_or(account.password_state);
        account.assigned = update.assigned.unwrap_or(account.assigned);
        true
    }

    /// Returns a one-time token with which the user sets a new password. The client passes it to
    /// `interact` as `recovery_token`.
    pub fn recovery_token(&mut self, login: &str) -> Option<String> {
        self.one_time_token(login, OneTimeTokenKind::Recovery)
    }

    /// Returns a one-time token that activates the user. The client passes it to `interact` as
    /// `activation_token`.
    pub fn activation_token(&mut self, login: &str) -> Option<String> {
        self.one_time_token(login, OneTimeTokenKind::Activation)
    }

    fn one_time_token(&mut self, login: &str, kind: OneTimeTokenKind) -> Option<String> {
        let user = self.org_state.account_by_login(login)?.id.clone();
        let token = self.org_state.ids.token();
        let issued = &mut self.org_state.issued;
        issued.add_one_time_token(token.clone(), kind, user);
        Some(token)
    }
}

impl UserSummary {
    fn new(account: &Account) -> Self {
        Self {
            login: account.login.clone(),
            email: account.email.clone(),
            first_name: account.first_name.clone(),
            last_name: account.last_name.clone(),
            status: account.status,
            password_state: account.password_state,
            assigned: account.assigned,
            enrolled: account.enrollments.iter().map(Enrollment::key).collect(),
        }
    }
}
