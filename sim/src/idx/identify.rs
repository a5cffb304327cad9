//! The first page: who are you?

use serde_json::{Value, json};

use super::authenticator::with_action;
use super::context::{Outcome, RequestContext, required};
use super::form::{Field, Form};
use super::message::{Message, Refusal, authentication_failed};
use super::page::{Page, View};
use super::transaction::{Intent, Step};
use crate::org::account::Account;
use crate::setup::{AuthenticatorKey, CaptchaPage, MethodType, SignIn, UserStatus};

impl View<'_> {
    pub(crate) fn identify(&self) -> Page {
        let setup = &self.org_state.setup;
        let mut form = self.form("identify", "/identify");
        form = form.field(self.identifier());
        if setup.policy.sign_in == SignIn::PasswordFirst {
            let passcode = Field::text("passcode", "Password").secret();
            form = form.field(Field::object("credentials", vec![passcode]).required());
        }
        form = form.field(Field::boolean("rememberMe", "Keep me signed in"));
        form = self.with_captcha(form, CaptchaPage::SignIn);
        let page = Page::default().form(form).forms(self.launch_form());
        let mut page = self.beside_autofill(page);
        if setup.policy.registration.is_some() {
            page = page.form(self.form("select-enroll-profile", "/enroll"));
        }
        if !setup.policy.unlock.is_empty() {
            page = page.form(self.form("unlock-account", "/unlock-account"));
        }
        for provider in self.identity_providers() {
            page = page.link(provider);
        }
        if setup.policy.sign_in == SignIn::PasswordFirst {
            let password = self.recoverable(self.authenticator(AuthenticatorKey::OktaPassword));
            page = page.object("currentAuthenticator", password);
        }
        self.telling_captcha(page, CaptchaPage::SignIn)
    }

    /// The field for the username, filled in where the client sent a login hint.
    pub(crate) fn identifier(&self) -> Field {
        let field = Field::text("identifier", "Username").required();
        match &self.tx.authorization.login_hint {
            Some(hint) => field.value(hint.as_str()),
            None => field,
        }
    }

    /// A password with its way to recovery, where the policy has one.
    pub(crate) fn recoverable(&self, password: Value) -> Value {
        if self.org_state.setup.policy.recovery.is_empty() {
            return password;
        }
        with_action(password, "recover", self.recover())
    }

    fn recover(&self) -> Form {
        self.form("recover", "/recover")
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_identify(&mut self, body: &Value) -> Outcome {
        if matches!(self.tx.step, Step::IdentifyRecovery) {
            return self.post_identify_recovery(body);
        }
        self.check_captcha(CaptchaPage::SignIn, body)?;
        let login = required(body, "identifier")?.to_owned();
        let account = self.org_state.account_by_login(&login);
        match self.org_state.setup.policy.sign_in {
            SignIn::PasswordFirst => {
                let password = required(body, "credentials.passcode")?;
                let account = account
                    .filter(|account| account.has_password(password))
                    .ok_or_else(|| authentication_failed().at_top(401))?;
                let id = admitted(account)?;
                self.tx.user = Some(id);
                self.verified(MethodType::Password);
            }
            SignIn::IdentifierFirst => {
                let account = account.ok_or_else(|| unknown(&login))?;
                let id = admitted(account)?;
                self.tx.user = Some(id);
            }
        }
        self.enter();
        Ok(())
    }

    /// Goes on with a known user, or ends for one who may not sign in.
    pub(crate) fn enter(&mut self) {
        match self.turned_away() {
            Some(end) => self.tx.go(end),
            None => self.advance(),
        }
    }

    /// The end of a sign-in whose user may not go on; an administrator may have seen to that only now.
    pub(crate) fn turned_away(&self) -> Option<Step> {
        let account = self.account()?;
        if !account.assigned {
            let text = "This application is not assigned to you.";
            let message = Message::error("idx.error.code.user_not_assigned", text);
            return Some(Step::Terminal(400, message));
        }
        let refusal = admitted(account).err()?;
        let message = refusal.messages.into_iter().next()?;
        Some(Step::Terminal(refusal.status, message))
    }

    pub(crate) fn post_keep_me_signed_in(&mut self, body: &Value) -> Outcome {
        self.tx.keep_me_signed_in =
            Some(super::context::flag(body, "keepMeSignedIn") == Some(true));
        self.advance();
        Ok(())
    }

    /// Back to the first page, with nobody identified.
    pub(crate) fn start_over(&mut self) -> Outcome {
        self.tx.user = None;
        self.tx.intent = Intent::Login;
        self.go(Step::Identify)
    }
}

impl View<'_> {
    pub(crate) fn keep_me_signed_in(&self) -> Page {
        let field = Field::boolean("keepMeSignedIn", "Stay signed in");
        let form = self.form("keep-me-signed-in", "/keep-me-signed-in");
        Page::default().form(form.field(field.required().value(json!(false)).with("mutable", true)))
    }
}

/// The id of an account that may sign in.
pub(crate) fn admitted(account: &Account) -> Result<String, Refusal> {
    match account.status {
        UserStatus::Active => Ok(account.id.clone()),
        UserStatus::LockedOut => {
            Err(Message::error("errors.E0000069", "This account is locked.").at_top(401))
        }
        UserStatus::Staged | UserStatus::Suspended => Err(authentication_failed().at_top(401)),
    }
}

/// There is no such account. Okta says so as information, with status 200.
pub(crate) fn unknown(login: &str) -> Refusal {
    let text = format!("There is no account named {login}.");
    Message::info("idx.unknown.user", text)
        .param(login)
        .at_top(200)
}
