//! Selection of an authenticator to verify or to enroll.

use serde_json::Value;

use super::body::text;
use super::context::{HandlerResult, RequestContext};
use super::form::{Field, Form, option};
use super::message::not_allowed;
use super::resend_limit::message_kind;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Enroll, Step};
use crate::setup::{AuthenticatorKey, MethodType};

impl TransactionView<'_> {
    pub(crate) fn select_verify_response(&self) -> ResponseBuilder {
        let keys = self.eligible_keys();
        ResponseBuilder::default()
            .form(self.select_form("select-authenticator-authenticate"))
            .authenticators(&keys)
    }

    /// Returns the form that selects another authenticator, if there is one.
    pub(crate) fn alternatives_form(&self) -> Option<Form> {
        let has_alternatives = self.eligible_methods().len() > 1;
        has_alternatives.then(|| self.select_form("select-authenticator-authenticate"))
    }

    pub(crate) fn eligible_keys(&self) -> Vec<AuthenticatorKey> {
        let mut keys = Vec::new();
        for method in self.eligible_methods() {
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

    /// Returns the field that selects an eligible authenticator. Each option relates to its
    /// enrollment.
    pub(crate) fn authenticator_choice(&self) -> Field {
        let options = self.eligible_keys().into_iter().map(|key| {
            let position = self.account().and_then(|account| account.position(key));
            let path = position.map(|index| format!("$.authenticatorEnrollments.value[{index}]"));
            option(key.display_name(), self.verify_fields(key), path)
        });
        Field::forms("authenticator", options.collect())
    }

    fn verify_fields(&self, key: AuthenticatorKey) -> Vec<Field> {
        let methods = self.eligible_methods_of(key);
        let mut fields = vec![self.authenticator_field(key), method_field(&methods)];
        if key == AuthenticatorKey::PhoneNumber {
            let enrollment = self.account().and_then(|account| account.enrollment(key));
            let id = enrollment.map(|enrollment| enrollment.id.as_str());
            fields.extend(id.map(|id| Field::fixed("enrollmentId", id)));
        }
        fields
    }

    pub(crate) fn eligible_methods_of(&self, key: AuthenticatorKey) -> Vec<MethodType> {
        let mut methods = self.eligible_methods();
        methods.retain(|method| method.authenticator() == key);
        methods
    }

    /// Returns the immutable field with an authenticator's id.
    pub(crate) fn authenticator_field(&self, key: AuthenticatorKey) -> Field {
        Field::fixed("id", self.org_state.authenticator_id(key))
    }

    pub(crate) fn select_enroll_response(&self) -> ResponseBuilder {
        self.with_enrollment_alternatives(ResponseBuilder::default())
    }

    /// Adds the forms that select another authenticator or skip the enrollment.
    pub(crate) fn with_enrollment_alternatives(
        &self,
        response: ResponseBuilder,
    ) -> ResponseBuilder {
        let (keys, skippable) = self.enrollable();
        response
            .form(self.select_enroll_form())
            .forms(skippable.then(|| self.form("skip", "/skip")))
            .authenticators(&keys)
    }

    fn select_enroll_form(&self) -> Form {
        let keys = self.enrollable().0;
        let options = keys.iter().enumerate().map(|(index, key)| {
            let path = format!("$.authenticators.value[{index}]");
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
    pub(crate) fn post_challenge(&mut self, body: &Value) -> HandlerResult {
        let is_unlock = matches!(self.tx.step, Step::SelectUnlock);
        if is_unlock {
            self.identify_to_unlock(body)?;
        }
        let key = self
            .selected_authenticator(body)
            .ok_or_else(|| not_allowed().reject(400))?;
        let methods = self.view().eligible_methods_of(key);
        if methods.is_empty() {
            return Err(not_allowed().reject(400));
        }
        self.remember_auto_challenge(super::body::flag(body, "authenticator.autoChallenge"));
        match text(body, "authenticator.methodType") {
            Some(name) => {
                let method = methods.into_iter().find(|method| method.name() == name);
                let method = method.ok_or_else(|| not_allowed().reject(400))?;
                if method.authenticator() == AuthenticatorKey::PhoneNumber {
                    message_kind(method).map_or(Ok(()), |kind| self.check_resend_limit(kind))?;
                }
                self.start_verification(method);
            }
            None if methods.len() > 1 || (is_unlock && is_sent(key)) => {
                self.tx.move_to(Step::VerifyData(key));
            }
            None => methods
                .into_iter()
                .for_each(|method| self.start_verification(method)),
        }
        Ok(())
    }

    /// `select-authenticator-enroll`, `select-enrollment-channel` and
    /// `authenticator-enrollment-data`.
    pub(crate) fn post_credential_enroll(&mut self, body: &Value) -> HandlerResult {
        let key = self.selected_authenticator(body);
        let key = key.filter(|key| self.view().enrollable().0.contains(key));
        match key.ok_or_else(|| not_allowed().reject(400))? {
            AuthenticatorKey::OktaVerify => self.enroll_okta_verify(body),
            AuthenticatorKey::PhoneNumber => self.enroll_phone(body),
            AuthenticatorKey::OktaEmail => self.enroll_email(),
            AuthenticatorKey::OktaPassword => self.move_to(Step::Enroll(Enroll::Password)),
            AuthenticatorKey::SecurityQuestion => {
                self.move_to(Step::Enroll(Enroll::SecurityQuestion))
            }
            AuthenticatorKey::GoogleOtp => self.enroll_google_otp(),
            AuthenticatorKey::Duo => self.enroll_duo(),
            key @ (AuthenticatorKey::YubikeyToken
            | AuthenticatorKey::SymantecVip
            | AuthenticatorKey::RsaToken
            | AuthenticatorKey::OnpremMfa
            | AuthenticatorKey::CustomOtp) => self.enroll_token(key),
            AuthenticatorKey::Tac => Err(not_allowed().reject(400)),
            AuthenticatorKey::Webauthn => self.enroll_webauthn(),
        }
    }

    pub(crate) fn post_skip(&mut self) -> HandlerResult {
        match self.tx.step {
            Step::ReplacePassword(_) => self.tx.skipped_password_change = true,
            _ => self.tx.skipped_enrollment = true,
        }
        self.advance();
        Ok(())
    }
}

/// Returns whether the code of an authenticator is sent in a message.
fn is_sent(key: AuthenticatorKey) -> bool {
    matches!(
        key,
        AuthenticatorKey::OktaEmail | AuthenticatorKey::PhoneNumber
    )
}

/// Returns the field for the method: fixed if there is only one, otherwise with options.
pub(crate) fn method_field(methods: &[MethodType]) -> Field {
    match methods {
        [only] => Field::fixed("methodType", only.name()).optional(),
        _ => {
            let options = methods.iter().map(|method| (method.label(), method.name()));
            let options: Vec<_> = options.collect();
            Field::choice("methodType", &options).optional()
        }
    }
}
