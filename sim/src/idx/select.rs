//! Choosing an authenticator, to verify it or to enroll it.

use serde_json::Value;

use super::context::{Outcome, RequestContext, text};
use super::form::{Field, Form, option};
use super::message::not_allowed;
use super::page::{Page, View};
use super::transaction::{Enroll, Step};
use crate::setup::{AuthenticatorKey, MethodType};

impl View<'_> {
    pub(crate) fn select_verify(&self) -> Page {
        let keys = self.eligible_keys();
        Page::default()
            .form(self.select_form("select-authenticator-authenticate"))
            .authenticators(&keys)
    }

    /// The way to another choice, where there is one.
    pub(crate) fn other_choices(&self) -> Option<Form> {
        let several = self.eligible().len() > 1;
        several.then(|| self.select_form("select-authenticator-authenticate"))
    }

    pub(crate) fn eligible_keys(&self) -> Vec<AuthenticatorKey> {
        let mut keys = Vec::new();
        for method in self.eligible() {
            if !keys.contains(&method.authenticator()) {
                keys.push(method.authenticator());
            }
        }
        keys
    }

    pub(crate) fn select_form(&self, name: &str) -> Form {
        self.form(name, "/challenge")
            .field(self.authenticator_choice())
    }

    /// The choice among the eligible authenticators; each relates to its enrollment.
    pub(crate) fn authenticator_choice(&self) -> Field {
        let options = self.eligible_keys().into_iter().map(|key| {
            let position = self.account().and_then(|account| account.position(key));
            let path = position.map(|at| format!("$.authenticatorEnrollments.value[{at}]"));
            option(key.display_name(), self.verify_fields(key), path)
        });
        Field::forms("authenticator", options.collect())
    }

    fn verify_fields(&self, key: AuthenticatorKey) -> Vec<Field> {
        let methods = self.eligible_of(key);
        let mut fields = vec![self.authenticator_field(key), method_field(&methods)];
        if key == AuthenticatorKey::PhoneNumber {
            let enrollment = self.account().and_then(|account| account.enrollment(key));
            fields.extend(enrollment.map(|it| Field::fixed("enrollmentId", it.id.as_str())));
        }
        fields
    }

    pub(crate) fn eligible_of(&self, key: AuthenticatorKey) -> Vec<MethodType> {
        let mut methods = self.eligible();
        methods.retain(|method| method.authenticator() == key);
        methods
    }

    /// The immutable id of an authenticator.
    pub(crate) fn authenticator_field(&self, key: AuthenticatorKey) -> Field {
        Field::fixed("id", self.org_state.authenticator_id(key))
    }

    pub(crate) fn select_enroll(&self) -> Page {
        let (keys, skippable) = self.enrollable();
        let page = Page::default().form(self.select_enroll_form());
        let page = page.forms(skippable.then(|| self.form("skip", "/skip")));
        page.authenticators(&keys)
    }

    /// The side doors of a page that enrolls one authenticator: another one, or none.
    pub(crate) fn beside_enrollment(&self, page: Page) -> Page {
        let (keys, skippable) = self.enrollable();
        page.form(self.select_enroll_form())
            .forms(skippable.then(|| self.form("skip", "/skip")))
            .authenticators(&keys)
    }

    fn select_enroll_form(&self) -> Form {
        let keys = self.enrollable().0;
        let options = keys.iter().enumerate().map(|(at, key)| {
            let path = format!("$.authenticators.value[{at}]");
            option(key.display_name(), self.enroll_fields(*key), Some(path))
        });
        self.form("select-authenticator-enroll", "/credential/enroll")
            .field(Field::forms("authenticator", options.collect()))
    }

    fn enroll_fields(&self, key: AuthenticatorKey) -> Vec<Field> {
        let id = self.authenticator_field(key);
        match key {
            AuthenticatorKey::OktaVerify => vec![id, self.channel_field()],
            AuthenticatorKey::PhoneNumber => vec![
                id,
                method_field(key.methods()),
                Field::text("phoneNumber", "Phone number").optional(),
            ],
            _ => vec![id, method_field(key.methods())],
        }
    }
}

impl RequestContext<'_> {
    /// `select-authenticator-authenticate`, `authenticator-verification-data`, `resend` and
    /// `select-authenticator-unlock-account`.
    pub(crate) fn post_challenge(&mut self, body: &Value) -> Outcome {
        if matches!(self.tx.step, Step::SelectUnlock) {
            self.identify_to_unlock(body)?;
        }
        let key = self
            .named_authenticator(body)
            .ok_or_else(|| not_allowed().at_top(400))?;
        let methods = self.view().eligible_of(key);
        if methods.is_empty() {
            return Err(not_allowed().at_top(400));
        }
        self.remember_auto_challenge(super::context::flag(body, "authenticator.autoChallenge"));
        match text(body, "authenticator.methodType") {
            Some(name) => {
                let named = methods.into_iter().find(|method| method.name() == name);
                self.start(named.ok_or_else(|| not_allowed().at_top(400))?);
            }
            None if methods.len() > 1 => self.tx.go(Step::VerifyData(key)),
            None => methods.into_iter().for_each(|method| self.start(method)),
        }
        Ok(())
    }

    /// `select-authenticator-enroll`, `select-enrollment-channel` and
    /// `authenticator-enrollment-data`.
    pub(crate) fn post_credential_enroll(&mut self, body: &Value) -> Outcome {
        let key = self.named_authenticator(body);
        let key = key.filter(|key| self.view().enrollable().0.contains(key));
        match key.ok_or_else(|| not_allowed().at_top(400))? {
            AuthenticatorKey::OktaVerify => self.enroll_okta_verify(body),
            AuthenticatorKey::PhoneNumber => self.enroll_phone(body),
            AuthenticatorKey::OktaEmail => self.enroll_email(),
            AuthenticatorKey::OktaPassword => self.go(Step::Enroll(Enroll::Password)),
            AuthenticatorKey::SecurityQuestion => self.go(Step::Enroll(Enroll::SecurityQuestion)),
            AuthenticatorKey::GoogleOtp => self.enroll_google_otp(),
            AuthenticatorKey::Duo => self.enroll_duo(),
            key @ (AuthenticatorKey::YubikeyToken
            | AuthenticatorKey::SymantecVip
            | AuthenticatorKey::RsaToken
            | AuthenticatorKey::OnpremMfa
            | AuthenticatorKey::CustomOtp) => self.enroll_token(key),
            AuthenticatorKey::Tac => Err(not_allowed().at_top(400)),
            AuthenticatorKey::Webauthn => self.enroll_webauthn(),
        }
    }

    pub(crate) fn post_skip(&mut self) -> Outcome {
        match self.tx.step {
            Step::ReplacePassword(_) => self.tx.skipped_password = true,
            _ => self.tx.skipped_enrollment = true,
        }
        self.advance();
        Ok(())
    }
}

/// The method: fixed where there is one, a choice where there are several.
pub(crate) fn method_field(methods: &[MethodType]) -> Field {
    match methods {
        [only] => Field::fixed("methodType", only.name()).optional(),
        _ => {
            let options: Vec<_> = methods.iter().map(|it| (it.label(), it.name())).collect();
            Field::choice("methodType", &options).optional()
        }
    }
}
