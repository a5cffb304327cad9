//! Passwords: checked, enrolled, replaced.

use serde_json::{Value, json};

use super::authenticator::with;
use super::context::{Outcome, RequestContext, required};
use super::form::Field;
use super::message::{Message, Refusal};
use super::page::{Page, View};
use super::transaction::{Intent, Replace};
use crate::json::put;
use crate::org::account::Credential;
use crate::org::state::OrgState;
use crate::setup::{AuthenticatorKey, MethodType, PasswordPolicy, UserStatus};

const KEY: AuthenticatorKey = AuthenticatorKey::OktaPassword;

impl View<'_> {
    pub(crate) fn password_page(&self) -> Page {
        let field = Field::text("passcode", "Password").required().secret();
        let current = self.recoverable(self.enrollment(KEY));
        self.answer_page(field)
            .object("currentAuthenticatorEnrollment", current)
    }

    pub(crate) fn enroll_password_page(&self) -> Page {
        let credentials = Field::object("credentials", vec![new_password()]);
        self.enroll_page(credentials, self.password_with_settings(None))
    }

    /// An expired, an expiring or a forgotten password.
    pub(crate) fn replace_password(&self, reason: Replace) -> Page {
        let (name, days) = match reason {
            Replace::Expired => ("reenroll-authenticator", None),
            Replace::Expiring { days } => ("reenroll-authenticator-warning", Some(days)),
            Replace::Recovery => ("reset-authenticator", None),
        };
        let form = self
            .form(name, "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(Field::object("credentials", vec![new_password()]).required());
        let current = self.password_with_settings(days);
        let page = Page::default()
            .form(form)
            .object("currentAuthenticator", current.clone());
        match reason {
            Replace::Expired | Replace::Recovery => page.object("recoveryAuthenticator", current),
            Replace::Expiring { .. } => {
                let text = "Your password is about to expire.";
                page.form(self.form("skip", "/skip"))
                    .message(Message::info("idx.password.expiring.message", text))
            }
        }
    }

    /// The password authenticator with the policy a new password must meet.
    pub(crate) fn password_with_settings(&self, days_to_expiry: Option<u32>) -> Value {
        let policy = &self.org_state.setup.policy.password;
        let mut settings = json!({
            "complexity": {
                "minLength": policy.min_length,
                "minLowerCase": policy.min_lower_case,
                "minUpperCase": policy.min_upper_case,
                "minNumber": policy.min_number,
                "minSymbol": policy.min_symbol,
                "excludeUsername": policy.exclude_username,
                "excludeAttributes": [],
            },
            "age": {"minAgeMinutes": 0, "historyCount": 4},
        });
        if let Some(days) = days_to_expiry {
            put(&mut settings, "daysToExpiry", json!(days));
        }
        with(self.authenticator(KEY), "settings", settings)
    }
}

fn new_password() -> Field {
    Field::text("passcode", "New password").required().secret()
}

impl RequestContext<'_> {
    pub(crate) fn check_password(&self, body: &Value) -> Outcome {
        let password = required(body, "credentials.passcode")?;
        if self
            .account()
            .is_some_and(|account| account.has_password(password))
        {
            return Ok(());
        }
        let message = Message::error("incorrectPassword", "That password is not right.");
        Err(message.at(401, "credentials.passcode"))
    }

    pub(crate) fn enroll_password(&mut self, body: &Value) -> Outcome {
        let password = self.sound_password(body)?;
        self.enrolled(Credential::Password(password));
        Ok(())
    }

    pub(crate) fn answer_new_password(&mut self, reason: Replace, body: &Value) -> Outcome {
        let password = self.sound_password(body)?;
        let OrgState { accounts, ids, .. } = &mut *self.org_state;
        let user = self.tx.user.as_deref();
        if let Some(account) = accounts.iter_mut().find(|it| Some(it.id.as_str()) == user) {
            account.set_password(&password, ids);
            if reason == Replace::Recovery && account.status == UserStatus::LockedOut {
                account.status = UserStatus::Active;
            }
        }
        if reason == Replace::Recovery {
            self.tx.intent = Intent::Login;
            self.verified(MethodType::Password);
        }
        self.advance();
        Ok(())
    }

    /// The new password, if it meets the policy.
    pub(crate) fn sound_password(&self, body: &Value) -> Result<String, Refusal> {
        let password = required(body, "credentials.passcode")?;
        let login = self.account().map(|account| account.login.clone());
        let policy = &self.org_state.setup.policy.password;
        check_policy(policy, password, login.as_deref().unwrap_or_default())?;
        Ok(password.to_owned())
    }
}

/// Refuses a password that breaks the policy, at its field.
pub(crate) fn check_policy(
    policy: &PasswordPolicy,
    password: &str,
    login: &str,
) -> Result<(), Refusal> {
    let at_least = |least: u32, which: fn(char) -> bool| {
        password.chars().filter(|c| which(*c)).count() >= least as usize
    };
    let name = login.split('@').next().unwrap_or_default().to_lowercase();
    let named = !name.is_empty() && password.to_lowercase().contains(&name);
    let sound = password.chars().count() >= policy.min_length as usize
        && at_least(policy.min_lower_case, char::is_lowercase)
        && at_least(policy.min_upper_case, char::is_uppercase)
        && at_least(policy.min_number, |c| c.is_ascii_digit())
        && at_least(policy.min_symbol, |c| c.is_ascii_punctuation())
        && !(policy.exclude_username && named);
    if sound {
        return Ok(());
    }
    let rules = format!(
        "At least {} characters: {} lower case, {} upper case, {} digits, {} symbols.",
        policy.min_length,
        policy.min_lower_case,
        policy.min_upper_case,
        policy.min_number,
        policy.min_symbol,
    );
    let text = format!("The password does not meet the requirements. {rules}");
    let message = Message::error("password.passwordRequirementsNotMet", text).param(rules);
    Err(message.at(400, "credentials.passcode"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_held() {
        let policy = PasswordPolicy::default();
        let check = |password| check_policy(&policy, password, "ada@example.com");
        assert!(check("Sound-Enough-1").is_ok());
        for bad in [
            "Short-1",
            "no-capital-1",
            "NO-SMALL-1",
            "No-Digit-At-All",
            "Ada-Lovelace-1",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
