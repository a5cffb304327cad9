//! Identification of the user.

use serde_json::{Value, json};

use super::authenticator::with_action;
use super::body::{PASSCODE, flag, required};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::{Message, authentication_failed};
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::step::Step;
use super::transaction::Intent;
use crate::setup::{AuthenticatorKey, CaptchaPage, MethodType, SignIn, UserStatus};

impl TransactionView<'_> {
    pub(crate) fn identify_response(&self) -> ResponseBuilder {
        let setup = &self.org_state.setup;
        let mut form = self.form("identify", "/identify");
        form = form.field(self.identifier_field());
        if setup.policy.sign_in == SignIn::PasswordFirst {
            let passcode = Field::text("passcode", "Password").secret();
            form = form.field(Field::object("credentials", vec![passcode]).required());
        }
        form = form.field(Field::boolean("rememberMe", "Keep me signed in"));
        form = self.with_captcha_field(form, CaptchaPage::SignIn);
        let response = ResponseBuilder::default()
            .form(form)
            .forms(self.launch_form());
        let mut response = self.with_passkey_autofill(response);
        if setup.policy.registration.is_some() {
            response = response.form(self.form("select-enroll-profile", "/enroll"));
        }
        if !setup.policy.unlock.is_empty() {
            response = response.form(self.form("unlock-account", "/unlock-account"));
        }
        for provider in self.identity_providers() {
            response = response.link(provider);
        }
        if setup.policy.sign_in == SignIn::PasswordFirst {
            let password = self.with_recovery(self.authenticator(AuthenticatorKey::OktaPassword));
            response = response.object("currentAuthenticator", password);
        }
        self.with_captcha_data(response, CaptchaPage::SignIn)
    }

    /// Returns the field for the username. A login hint is its default value.
    pub(crate) fn identifier_field(&self) -> Field {
        let field = Field::text("identifier", "Username").required();
        match &self.tx.authorization.login_hint {
            Some(hint) => field.value(hint.as_str()),
            None => field,
        }
    }

    /// Adds the `recover` action to the password authenticator if the policy enables recovery.
    pub(crate) fn with_recovery(&self, password: Value) -> Value {
        if self.org_state.setup.policy.recovery.is_empty() {
            return password;
        }
        with_action(password, "recover", self.form("recover", "/recover"))
    }

    pub(crate) fn keep_me_signed_in_response(&self) -> ResponseBuilder {
        let field = Field::boolean("keepMeSignedIn", "Stay signed in")
            .required()
            .value(json!(false))
            .with("mutable", true);
        let form = self.form("keep-me-signed-in", "/keep-me-signed-in");
        ResponseBuilder::default().form(form.field(field))
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_identify(&mut self, body: &Value) -> HandlerResult {
        if matches!(self.tx.step, Step::IdentifyRecovery) {
            return self.post_identify_recovery(body);
        }
        self.check_captcha(CaptchaPage::SignIn, body)?;
        let login = required(body, "identifier")?.to_owned();
        let account = self.org_state.account_by_login(&login);
        let user = account.map(|account| account.id.clone());
        match self.org_state.setup.policy.sign_in {
            SignIn::PasswordFirst => {
                let password = required(body, PASSCODE)?;
                let user = user.ok_or_else(|| authentication_failed().reject(401))?;
                self.check_first_password(&user, password)?;
                self.tx.user = Some(user);
                self.record_verified(MethodType::Password);
            }
            SignIn::IdentifierFirst => {
                let user = user.ok_or_else(|| unknown_user(&login))?;
                self.require_active(&user)?;
                self.tx.user = Some(user);
            }
        }
        self.tx.remember_me = flag(body, "rememberMe") == Some(true);
        self.continue_with_user();
        Ok(())
    }

    fn check_first_password(&mut self, user: &str, password: &str) -> HandlerResult {
        if self.try_password(user, password) {
            return self.require_active(user);
        }
        let message = if self.is_locked_out(user) {
            self.lockout_message()
        } else {
            authentication_failed()
        };
        Err(message.reject(401))
    }

    /// Rejects a user who may not sign in.
    pub(crate) fn require_active(&self, user: &str) -> HandlerResult {
        let account = self.org_state.account(user);
        match account.map(|account| account.status) {
            Some(UserStatus::Active) => Ok(()),
            Some(UserStatus::LockedOut) => Err(self.lockout_message().reject(401)),
            Some(UserStatus::Staged | UserStatus::Suspended) | None => {
                Err(authentication_failed().reject(401))
            }
        }
    }

    /// Continues with an identified user, or ends the transaction if they may not sign in.
    pub(crate) fn continue_with_user(&mut self) {
        match self.access_denied_step() {
            Some(step) => self.tx.move_to(step),
            None => self.advance(),
        }
    }

    /// Returns the terminal step for a user who may not sign in. An administrator can change this
    /// during the transaction.
    pub(crate) fn access_denied_step(&self) -> Option<Step> {
        let account = self.account()?;
        if !account.assigned {
            let text = "This application is not assigned to you.";
            let message = Message::error("idx.error.code.user_not_assigned", text);
            return Some(Step::Terminal(400, message));
        }
        let rejection = self.require_active(&account.id).err()?;
        let message = rejection.messages.into_iter().next()?;
        Some(Step::Terminal(rejection.status, message))
    }

    pub(crate) fn post_keep_me_signed_in(&mut self, body: &Value) -> HandlerResult {
        self.tx.keep_me_signed_in = Some(flag(body, "keepMeSignedIn") == Some(true));
        self.advance();
        Ok(())
    }

    /// `select-identify`: returns to the first step without a user.
    pub(crate) fn post_select_identify(&mut self) -> HandlerResult {
        self.tx.user = None;
        self.tx.intent = Intent::Login;
        self.move_to(Step::Identify)
    }
}

/// Rejects an unknown user. As with Okta, the message is informational and the status is 200.
pub(crate) fn unknown_user(login: &str) -> Rejection {
    let text = format!("There is no account named {login}.");
    Message::info("idx.unknown.user", text)
        .param(login)
        .reject(200)
}
