//! IDX responses.

use serde_json::{Map, Value, json};

use super::form::{Form, array, typed_object};
use super::message::{self, Message};
use super::step::Step;
use super::transaction::Transaction;
use crate::json::put;
use crate::setup::AuthenticatorKey;
use crate::state::{Account, OrgState};
use crate::time::timestamp;

/// A read-only view of a transaction and its org, from which responses are built.
#[derive(Clone, Copy)]
pub(crate) struct TransactionView<'a> {
    pub(crate) org_state: &'a OrgState,
    pub(crate) tx: &'a Transaction,
}

/// The parts of a response that depend on the current step.
#[derive(Debug, Default)]
pub(crate) struct ResponseBuilder {
    remediations: Vec<Value>,
    messages: Vec<Message>,
    /// The `authenticators` array, in the order that `relatesTo` refers to.
    authenticators: Vec<AuthenticatorKey>,
    objects: Map<String, Value>,
}

impl ResponseBuilder {
    pub(crate) fn form(mut self, form: Form) -> Self {
        self.remediations.push(form.into());
        self
    }

    pub(crate) fn forms(mut self, forms: impl IntoIterator<Item = Form>) -> Self {
        self.remediations.extend(forms.into_iter().map(Value::from));
        self
    }

    /// Adds a remediation that is a link instead of a form.
    pub(crate) fn link(mut self, link: Value) -> Self {
        self.remediations.push(link);
        self
    }

    pub(crate) fn message(mut self, message: Message) -> Self {
        self.messages.push(message);
        self
    }

    pub(crate) fn authenticators(mut self, keys: &[AuthenticatorKey]) -> Self {
        self.authenticators = keys.to_vec();
        self
    }

    /// Adds a top-level object such as `currentAuthenticator`.
    pub(crate) fn object(mut self, key: &str, value: Value) -> Self {
        self.objects.insert(key.to_owned(), typed_object(value));
        self
    }
}

impl<'a> TransactionView<'a> {
    /// Creates a form that is posted to `/idp/idx{path}`.
    pub(crate) fn form(&self, name: &str, path: &str) -> Form {
        let href = self.org_state.url(&format!("/idp/idx{path}"));
        Form::new(name, href, &self.tx.state_handle)
    }

    pub(crate) fn account(&self) -> Option<&'a Account> {
        self.org_state.account(self.tx.user.as_deref()?)
    }

    /// Returns the current polling interval, in ms.
    pub(crate) fn refresh_ms(&self) -> u64 {
        let policy = &self.org_state.setup.policy;
        let changes = policy
            .interval_changes
            .iter()
            .filter(|change| change.after_polls <= self.tx.poll_count);
        changes
            .max_by_key(|change| change.after_polls)
            .map_or(policy.poll_interval_ms, |change| change.interval_ms)
    }

    /// Returns the response body.
    pub(crate) fn body(&self) -> Value {
        let response = self.step_response();
        let mut json = self.head();
        let mut put = |key: &str, value: Value| json.insert(key.to_owned(), value);
        if !response.remediations.is_empty() {
            put("remediation", array(response.remediations));
        }
        if !response.messages.is_empty() {
            put("messages", message::list(&response.messages));
        }
        if !response.authenticators.is_empty() {
            let keys = response.authenticators.iter();
            put(
                "authenticators",
                array(keys.map(|key| self.authenticator(*key)).collect()),
            );
        }
        if let Some(account) = self.account() {
            put("authenticatorEnrollments", self.enrollments(account));
            put("user", typed_object(self.user(account)));
        }
        if let Step::Success(code) = &self.tx.step {
            put("successWithInteractionCode", self.issue_form(code));
        }
        put("cancel", self.form("cancel", "/cancel").into());
        put("app", typed_object(self.app()));
        json.extend(response.objects);
        Value::Object(json)
    }

    /// Returns a response body that has only messages.
    pub(crate) fn error_body(&self, messages: &[Message]) -> Value {
        let mut json = self.head();
        json.insert("messages".to_owned(), message::list(messages));
        Value::Object(json)
    }

    /// Returns the members that every response body of a transaction has.
    fn head(&self) -> Map<String, Value> {
        let members = [
            ("version", json!("1.0.0")),
            ("stateHandle", json!(self.tx.state_handle)),
            ("expiresAt", json!(timestamp(self.tx.expires_at))),
            ("intent", json!(self.tx.intent.name())),
        ];
        let members = members.into_iter();
        members
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    }

    fn step_response(&self) -> ResponseBuilder {
        match &self.tx.step {
            Step::Identify => self.identify_response(),
            Step::SsoExtension(extension) => self.sso_extension_response(extension),
            Step::NoSsoExtension(extension) => self.no_sso_extension_response(extension),
            Step::Launch(challenge) => self.launch_response(challenge),
            Step::IdentifyRecovery => self.identify_recovery_response(),
            Step::EnrollProfile => self.enroll_profile_response(),
            Step::UserCode => self.user_code_response(),
            Step::VerifyIdentity => self.verify_identity_response(),
            Step::Consent => self.consent_response(),
            Step::UpdateProfile => self.update_profile_response(),
            Step::SelectVerify => self.select_verify_response(),
            Step::VerifyData(key) => self.verify_data_response(*key),
            Step::Verify(method, challenge) => self.verify_response(*method, challenge),
            Step::SelectEnroll => self.select_enroll_response(),
            Step::Enroll(enroll) => self.enroll_response(enroll),
            Step::ReplacePassword(reason) => self.replace_password_response(*reason),
            Step::SelectUnlock => self.select_unlock_response(),
            Step::KeepMeSignedIn => self.keep_me_signed_in_response(),
            Step::Terminal(_, message) => ResponseBuilder::default().message(message.clone()),
            Step::Success(_) | Step::Closed => ResponseBuilder::default(),
        }
    }

    /// Returns the form that is posted to the token endpoint.
    fn issue_form(&self, code: &str) -> Value {
        let authorization = &self.tx.authorization;
        json!({
            "rel": ["create-form"],
            "name": "issue",
            "href": self.org_state.url(&format!("{}/v1/token", authorization.server.path())),
            "method": "POST",
            "value": [
                {"name": "grant_type", "required": true, "value": "interaction_code"},
                {"name": "interaction_code", "required": true, "value": code},
                {"name": "client_id", "required": true, "value": authorization.client_id},
                {"name": "code_verifier", "required": true},
            ],
            "accepts": "application/x-www-form-urlencoded",
        })
    }

    /// Returns the user who signs in. Their name is included only after the first factor.
    fn user(&self, account: &Account) -> Value {
        let mut user = json!({"id": account.id, "identifier": account.login});
        if self.tx.first_factor.is_some() {
            let profile = json!({
                "firstName": account.first_name,
                "lastName": account.last_name,
                "timeZone": "Europe/London",
                "locale": "en_GB",
            });
            put(&mut user, "profile", profile);
        }
        user
    }

    fn app(&self) -> Value {
        let setup = &self.org_state.setup;
        json!({"name": "oidc_client", "label": setup.app_label, "id": setup.client_id})
    }
}
