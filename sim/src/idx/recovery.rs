//! Getting back in: a forgotten password, a locked account.

use serde_json::Value;

use super::context::{Outcome, RequestContext, required};
use super::form::Field;
use super::identify::unknown;
use super::message::{Message, Refusal, authentication_failed};
use super::page::{Page, View};
use super::transaction::{Intent, Replace, Step};
use crate::setup::{AuthenticatorKey, CaptchaPage, MethodType, UserStatus};

impl View<'_> {
    pub(crate) fn identify_recovery(&self) -> Page {
        let form = self.form("identify-recovery", "/identify");
        let form = form.field(self.identifier());
        let page = Page::default().form(self.with_captcha(form, CaptchaPage::Sspr));
        self.telling_captcha(page, CaptchaPage::Sspr)
    }

    /// Who is locked out, and how do they prove it?
    pub(crate) fn select_unlock(&self) -> Page {
        let mut keys: Vec<AuthenticatorKey> = Vec::new();
        for method in &self.org_state.setup.policy.unlock {
            if !keys.contains(&method.authenticator()) {
                keys.push(method.authenticator());
            }
        }
        let options = keys.iter().enumerate().map(|(at, key)| {
            let methods: Vec<MethodType> = self.unlock_methods(*key);
            let fields = vec![
                self.authenticator_field(*key),
                super::select::method_field(&methods),
            ];
            let path = format!("$.authenticators.value[{at}]");
            super::form::option(key.display_name(), fields, Some(path))
        });
        let form = self
            .form("select-authenticator-unlock-account", "/challenge")
            .field(self.identifier())
            .field(Field::forms("authenticator", options.collect()));
        Page::default().form(form).authenticators(&keys)
    }

    fn unlock_methods(&self, key: AuthenticatorKey) -> Vec<MethodType> {
        let methods = self.org_state.setup.policy.unlock.iter().copied();
        methods
            .filter(|method| method.authenticator() == key)
            .collect()
    }
}

impl RequestContext<'_> {
    /// "Forgot password?" With a known user the proof is asked at once.
    pub(crate) fn post_recover(&mut self) -> Outcome {
        self.tx.intent = Intent::CredentialRecovery;
        self.tx.first_factor = None;
        if self.tx.user.is_none() {
            return self.go(Step::IdentifyRecovery);
        }
        self.offer();
        Ok(())
    }

    pub(crate) fn post_identify_recovery(&mut self, body: &Value) -> Outcome {
        self.check_captcha(CaptchaPage::Sspr, body)?;
        let login = required(body, "identifier")?;
        let id = self.to_be_let_in(login)?;
        self.tx.user = Some(id);
        self.offer();
        Ok(())
    }

    pub(crate) fn recovery_proven(&mut self) {
        self.tx.go(Step::ReplacePassword(Replace::Recovery));
    }

    pub(crate) fn post_unlock(&mut self) -> Outcome {
        self.tx.intent = Intent::UnlockAccount;
        self.go(Step::SelectUnlock)
    }

    /// Finds the account that is to be unlocked.
    pub(crate) fn identify_to_unlock(&mut self, body: &Value) -> Outcome {
        let id = self.to_be_let_in(required(body, "identifier")?)?;
        self.tx.user = Some(id);
        Ok(())
    }

    /// The id of an account that may get back in by itself.
    fn to_be_let_in(&self, login: &str) -> Result<String, Refusal> {
        let account = self.org_state.account_by_login(login);
        let account = account.ok_or_else(|| unknown(login))?;
        match account.status {
            UserStatus::Active | UserStatus::LockedOut => Ok(account.id.clone()),
            UserStatus::Staged | UserStatus::Suspended => Err(authentication_failed().at_top(401)),
        }
    }

    pub(crate) fn unlock_proven(&mut self) {
        let user = self.tx.user.clone().unwrap_or_default();
        if let Some(account) = self.org_state.account_mut(&user) {
            account.status = UserStatus::Active;
        }
        let text = "Your account is unlocked. Sign in as you are used to.";
        let message = Message::info("oie.selfservice.unlock_user.success.message", text);
        self.tx.go(Step::Terminal(200, message));
    }
}
