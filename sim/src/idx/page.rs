//! What a transaction's page looks like on the wire.

use serde_json::{Map, Value, json};

use super::form::{Form, array, typed_object};
use super::message::{self, Message};
use super::transaction::{Step, Transaction};
use crate::json::put;
use crate::org::account::Account;
use crate::org::state::OrgState;
use crate::setup::AuthenticatorKey;
use crate::time::timestamp;

/// A transaction as it is, to be shown.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) org_state: &'a OrgState,
    pub(crate) tx: &'a Transaction,
}

/// A page in the making.
#[derive(Debug, Default)]
pub(crate) struct Page {
    remediations: Vec<Value>,
    messages: Vec<Message>,
    /// The authenticators on offer, in the order to which `relatesTo` refers.
    authenticators: Vec<AuthenticatorKey>,
    more: Map<String, Value>,
}

impl Page {
    pub(crate) fn form(mut self, form: Form) -> Self {
        self.remediations.push(form.into());
        self
    }

    pub(crate) fn forms(mut self, forms: impl IntoIterator<Item = Form>) -> Self {
        self.remediations.extend(forms.into_iter().map(Value::from));
        self
    }

    /// A remediation that is no form.
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

    /// One more top-level object: `currentAuthenticator` and its like.
    pub(crate) fn object(mut self, key: &str, value: Value) -> Self {
        self.more.insert(key.to_owned(), typed_object(value));
        self
    }
}

impl<'a> View<'a> {
    /// A form of this page, posted to `/idp/idx{path}`.
    pub(crate) fn form(&self, name: &str, path: &str) -> Form {
        let href = self.org_state.url(&format!("/idp/idx{path}"));
        Form::new(name, href, &self.tx.state_handle)
    }

    pub(crate) fn account(&self) -> Option<&'a Account> {
        self.org_state.account(self.tx.user.as_deref()?)
    }

    /// The polling interval in force, in milliseconds.
    pub(crate) fn refresh_ms(&self) -> u64 {
        let policy = &self.org_state.setup.policy;
        let due = policy
            .interval_changes
            .iter()
            .filter(|change| change.after_polls <= self.tx.polls);
        due.max_by_key(|change| change.after_polls)
            .map_or(policy.poll_interval_ms, |change| change.interval_ms)
    }

    /// The whole response body.
    pub(crate) fn body(&self) -> Value {
        let page = self.page();
        let mut json = Map::new();
        let mut put = |key: &str, value: Value| json.insert(key.to_owned(), value);
        put("version", json!("1.0.0"));
        put("stateHandle", json!(self.tx.state_handle));
        put("expiresAt", json!(timestamp(self.tx.expires_at)));
        put("intent", json!(self.tx.intent.name()));
        if !page.remediations.is_empty() {
            put("remediation", array(page.remediations));
        }
        if !page.messages.is_empty() {
            put("messages", message::list(&page.messages));
        }
        if !page.authenticators.is_empty() {
            let keys = page.authenticators.iter();
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
            put("successWithInteractionCode", self.issue(code));
        }
        put("cancel", self.form("cancel", "/cancel").into());
        put("app", typed_object(self.app()));
        json.extend(page.more);
        Value::Object(json)
    }

    fn page(&self) -> Page {
        match &self.tx.step {
            Step::Identify => self.identify(),
            Step::Launch(challenge) => self.launch_page(challenge),
            Step::IdentifyRecovery => self.identify_recovery(),
            Step::EnrollProfile => self.enroll_profile(),
            Step::UserCode => self.user_code(),
            Step::VerifyIdentity => self.verify_identity(),
            Step::Consent => self.consent(),
            Step::UpdateProfile => self.update_profile(),
            Step::SelectVerify => self.select_verify(),
            Step::VerifyData(key) => self.verify_data(*key),
            Step::Verify(method, proof) => self.verify(*method, proof),
            Step::SelectEnroll => self.select_enroll(),
            Step::Enroll(enroll) => self.enroll(enroll),
            Step::ReplacePassword(reason) => self.replace_password(*reason),
            Step::SelectUnlock => self.select_unlock(),
            Step::KeepMeSignedIn => self.keep_me_signed_in(),
            Step::Terminal(_, message) => Page::default().message(message.clone()),
            Step::Success(_) | Step::Closed => Page::default(),
        }
    }

    /// The form that is posted to the token endpoint.
    fn issue(&self, code: &str) -> Value {
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

    /// Who signs in; their name is shown only to themselves.
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
