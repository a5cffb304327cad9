//! The password authenticator.

use serde_json::{Value, json};

use super::body::{PASSCODE, flag, required};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::Message;
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::step::ReplaceReason;
use super::transaction::Intent;
use crate::json::put;
use crate::setup::{AuthenticatorKey, MethodType, PasswordPolicy};
use crate::state::Credential;
use crate::state::OrgState;

const KEY: AuthenticatorKey = AuthenticatorKey::OktaPassword;
const REVOKE_SESSIONS: &str = "credentials.revokeSessions";

impl TransactionView<'_> {
    pub(crate) fn password_response(&self) -> ResponseBuilder {
        let field = Field::text("passcode", "Password").required().secret();
        let current = self.with_recovery(self.enrollment(KEY));
        self.challenge_authenticator_response(field)
            .object("currentAuthenticatorEnrollment", current)
    }

    pub(crate) fn enroll_password_response(&self) -> ResponseBuilder {
        let credentials = Field::object("credentials", vec![new_password_field()]);
        self.enroll_authenticator_response(credentials, self.password_with_settings(None))
    }

    /// Asks for a new password.
    pub(crate) fn replace_password_response(&self, reason: ReplaceReason) -> ResponseBuilder {
        let (name, days) = match reason {
            ReplaceReason::Expired => ("reenroll-authenticator", None),
            ReplaceReason::Expiring { days } => ("reenroll-authenticator-warning", Some(days)),
            ReplaceReason::Recovery => ("reset-authenticator", None),
        };
        let mut fields = vec![new_password_field()];
        if !matches!(reason, ReplaceReason::Expiring { .. }) {
            let label = "Sign me out of all other devices";
            fields.push(Field::boolean("revokeSessions", label).optional());
        }
        let form = self
            .form(name, "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(Field::object("credentials", fields).required());
        let current = self.password_with_settings(days);
        let response = ResponseBuilder::default()
            .form(form)
            .object("currentAuthenticator", current.clone());
        match reason {
            ReplaceReason::Expired | ReplaceReason::Recovery => {
                response.object("recoveryAuthenticator", current)
            }
            ReplaceReason::Expiring { .. } => {
                let text = "Your password is about to expire.";
                response
                    .form(self.form("skip", "/skip"))
                    .message(Message::info("idx.password.expiring.message", text))
            }
        }
    }

    /// Returns the password authenticator with the password policy.
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
        let mut authenticator = self.authenticator(KEY);
        put(&mut authenticator, "settings", settings);
        authenticator
    }
}

fn new_password_field() -> Field {
    Field::text("passcode", "New password").required().secret()
}

impl RequestContext<'_> {
    pub(crate) fn check_password(&mut self, body: &Value) -> HandlerResult {
        let password = required(body, PASSCODE)?;
        let user = self.tx.user.clone().unwrap_or_default();
        let is_correct = self.try_password(&user, password);
        let is_locked_out = self.is_locked_out(&user);
        if is_correct && !is_locked_out {
            return Ok(());
        }
        if is_locked_out && self.org_state.setup.policy.lockout.reported {
            return Err(self.lockout_message().reject(401));
        }
        let message = Message::error("incorrectPassword", "That password is not right.");
        Err(message.reject_field(401, PASSCODE))
    }

    pub(crate) fn enroll_password(&mut self, body: &Value) -> HandlerResult {
        let password = self.valid_new_password(body)?;
        self.add_enrollment(Credential::Password(password));
        Ok(())
    }

    pub(crate) fn answer_new_password(
        &mut self,
        reason: ReplaceReason,
        body: &Value,
    ) -> HandlerResult {
        let password = self.valid_new_password(body)?;
        let user = self.tx.user.clone().unwrap_or_default();
        let OrgState { accounts, ids, .. } = &mut *self.org_state;
        let mut accounts = accounts.iter_mut();
        if let Some(account) = accounts.find(|account| account.id == user) {
            account.set_password(&password, ids);
            if reason == ReplaceReason::Recovery {
                account.unlock();
            }
        }
        if flag(body, REVOKE_SESSIONS) == Some(true) {
            self.org_state.revoke_sessions(&user);
        }
        if reason == ReplaceReason::Recovery {
            self.tx.intent = Intent::Login;
            self.record_verified(MethodType::Password);
        }
        self.advance();
        Ok(())
    }

    /// Returns the new password if it meets the policy.
    fn valid_new_password(&self, body: &Value) -> Result<String, Rejection> {
        let password = required(body, PASSCODE)?;
        let login = self.account().map(|account| account.login.clone());
        let policy = &self.org_state.setup.policy.password;
        check_password_policy(policy, password, login.as_deref().unwrap_or_default())?;
        Ok(password.to_owned())
    }
}

/// Rejects a password that does not meet the policy.
pub(crate) fn check_password_policy(
    policy: &PasswordPolicy,
    password: &str,
    login: &str,
) -> Result<(), Rejection> {
    let at_least = |minimum: u32, is_in_class: fn(char) -> bool| {
        password.chars().filter(|c| is_in_class(*c)).count() >= minimum as usize
    };
    let username = login.split('@').next().unwrap_or_default().to_lowercase();
    let has_username = !username.is_empty() && password.to_lowercase().contains(&username);
    let is_valid = password.chars().count() >= policy.min_length as usize
        && at_least(policy.min_lower_case, char::is_lowercase)
        && at_least(policy.min_upper_case, char::is_uppercase)
        && at_least(policy.min_number, |c| c.is_ascii_digit())
        && at_least(policy.min_symbol, |c| c.is_ascii_punctuation())
        && !(policy.exclude_username && has_username);
    if is_valid {
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
    Err(message.reject_field(400, PASSCODE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_must_meet_the_policy() {
        let policy = PasswordPolicy::default();
        let check = |password| check_password_policy(&policy, password, "ada@example.com");
        assert!(check("Good-Enough-1").is_ok());
        for invalid in [
            "Short-1",
            "no-capital-1",
            "NO-SMALL-1",
            "No-Digit-At-All",
            "Ada-Lovelace-1",
        ] {
            assert!(check(invalid).is_err(), "{invalid}");
        }
    }
}
