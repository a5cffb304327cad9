//! What an administrator does while the org runs: policy and users.

use serde::{Deserialize, Serialize};

use super::Org;
use super::account::{Account, Enrollment};
use crate::setup::{AuthenticatorKey, PasswordState, Policy, User, UserStatus};

/// An account as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The username.
    pub login: String,
    /// Where their mail goes.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// How long their password is still good.
    pub password_state: PasswordState,
    /// Whether the application is assigned to them.
    pub assigned: bool,
    /// The authenticators they have.
    pub enrolled: Vec<AuthenticatorKey>,
}

/// What an administrator changes of an account: what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// Whether they may sign in.
    pub status: Option<UserStatus>,
    /// How long their password is still good.
    pub password_state: Option<PasswordState>,
    /// Whether the application is assigned to them.
    pub assigned: Option<bool>,
}

impl Org {
    /// Changes the policy. Sign-ins under way go on by the new one: the page that a client has
    /// still holds, what comes after it is decided anew.
    pub fn set_policy(&mut self, policy: Policy) {
        self.org_state.setup.policy = policy;
    }

    /// Everyone who has an account, also who signed up.
    pub fn people(&self) -> Vec<Person> {
        self.org_state.accounts.iter().map(Person::of).collect()
    }

    /// The login of whoever has an account of that login or email address.
    pub fn login_of(&self, name: &str) -> Option<&str> {
        let account = self.org_state.account_by_login(name)?;
        Some(&account.login)
    }

    /// Adds an account as a setup would. `false`: the login or the email address is taken.
    pub fn add_user(&mut self, user: User) -> bool {
        let is_taken = |name: &str| self.org_state.account_by_login(name).is_some();
        if is_taken(&user.login) || is_taken(user.email()) {
            return false;
        }
        let account = Account::new(&user, &mut self.org_state.ids);
        self.org_state.accounts.push(account);
        self.org_state.tokens.add(&user.tokens);
        self.org_state.setup.users.push(user);
        true
    }

    /// Changes the account of that login. `false`: there is none.
    pub fn change_user(&mut self, login: &str, change: &Change) -> bool {
        let mut accounts = self.org_state.accounts.iter_mut();
        let Some(account) = accounts.find(|it| it.login.eq_ignore_ascii_case(login)) else {
            return false;
        };
        account.status = change.status.unwrap_or(account.status);
        account.password_state = change.password_state.unwrap_or(account.password_state);
        account.assigned = change.assigned.unwrap_or(account.assigned);
        true
    }
}

impl Person {
    fn of(account: &Account) -> Self {
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
