//! Self-service password recovery and account unlock.

use serde_json::Value;

use super::body::required;
use super::context::{HandlerResult, RequestContext};
use super::form::{Field, option};
use super::identify::unknown_user;
use super::message::{Message, authentication_failed};
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{ReplaceReason, Step};
use super::transaction::Intent;
use crate::setup::{AuthenticatorKey, CaptchaPage, MethodType, UserStatus};

impl TransactionView<'_> {
    pub(crate) fn identify_recovery_response(&self) -> ResponseBuilder {
        let form = self.form("identify-recovery", "/identify");
        let form = form.field(self.identifier_field());
        let form = self.with_captcha_field(form, CaptchaPage::Sspr);
        let response = ResponseBuilder::default().form(form);
        self.with_captcha_data(response, CaptchaPage::Sspr)
    }

    /// Asks for the locked account and the authenticator that unlocks it.
    pub(crate) fn select_unlock_response(&self) -> ResponseBuilder {
        let mut keys: Vec<AuthenticatorKey> = Vec::new();
        for method in &self.org_state.setup.policy.unlock {
            if !keys.contains(&method.authenticator()) {
                keys.push(method.authenticator());
            }
        }
        let options = keys.iter().enumerate().map(|(index, key)| {
            let methods: Vec<MethodType> = self.unlock_methods(*key);
            let fields = vec![
                self.authenticator_field(*key),
                super::select::method_field(&methods),
            ];
            let path = format!("$.authenticators.value[{index}]");
            option(key.display_name(), fields, Some(path))
        });
        let form = self
            .form("select-authenticator-unlock-account", "/challenge")
            .field(self.identifier_field())
            .field(Field::forms("authenticator", options.collect()));
        ResponseBuilder::default().form(form).authenticators(&keys)
    }

    fn unlock_methods(&self, key: AuthenticatorKey) -> Vec<MethodType> {
        let methods = self.org_state.setup.policy.unlock.iter().copied();
        methods
            .filter(|method| method.authenticator() == key)
            .collect()
    }
}

impl RequestContext<'_> {
    /// `recover`: asks for the user unless it is known already.
    pub(crate) fn post_recover(&mut self) -> HandlerResult {
        self.tx.intent = Intent::CredentialRecovery;
        self.tx.first_factor = None;
        if self.tx.user.is_none() {
            return self.move_to(Step::IdentifyRecovery);
        }
        self.offer_methods();
        Ok(())
    }

    pub(crate) fn post_identify_recovery(&mut self, body: &Value) -> HandlerResult {
        self.check_captcha(CaptchaPage::Sspr, body)?;
        let login = required(body, "identifier")?;
        let id = self.recoverable_account(login)?;
        self.tx.user = Some(id);
        self.offer_methods();
        Ok(())
    }

    pub(crate) fn recovery_verified(&mut self) {
        self.tx
            .move_to(Step::ReplacePassword(ReplaceReason::Recovery));
    }

    pub(crate) fn post_unlock(&mut self) -> HandlerResult {
        self.tx.intent = Intent::UnlockAccount;
        self.move_to(Step::SelectUnlock)
    }

    /// Finds the account to unlock.
    pub(crate) fn identify_to_unlock(&mut self, body: &Value) -> HandlerResult {
        let id = self.recoverable_account(required(body, "identifier")?)?;
        self.tx.user = Some(id);
        Ok(())
    }

    /// Returns the id of an account that its user may recover or unlock.
    fn recoverable_account(&self, login: &str) -> Result<String, Rejection> {
        let account = self.org_state.account_by_login(login);
        let account = account.ok_or_else(|| unknown_user(login))?;
        match account.status {
            UserStatus::Active | UserStatus::LockedOut => Ok(account.id.clone()),
            UserStatus::Staged | UserStatus::Suspended => Err(authentication_failed().reject(401)),
        }
    }

    pub(crate) fn unlock_verified(&mut self) {
        let user = self.tx.user.clone().unwrap_or_default();
        if let Some(account) = self.org_state.account_mut(&user) {
            account.unlock();
        }
        let text = "Your account is unlocked. Sign in as you are used to.";
        let message = Message::info("oie.selfservice.unlock_user.success.message", text);
        self.tx.move_to(Step::Terminal(200, message));
    }
}
