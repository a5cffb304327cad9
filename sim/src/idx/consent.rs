//! Consent to scopes.

use serde_json::{Value, json};

use super::body::flag;
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::Message;
use super::response::{ResponseBuilder, TransactionView};
use super::step::Step;
use crate::setup::ConsentKind;

impl TransactionView<'_> {
    /// Returns the requested scopes that need the user's consent.
    pub(crate) fn scopes_to_consent(&self) -> Vec<&str> {
        let policy = self.org_state.setup.policy.consent.as_ref();
        let consented = self.account().map(|account| &account.consented_scopes);
        let needs_consent = |scope: &&str| {
            policy.is_some_and(|policy| policy.scopes.iter().any(|known| known == scope))
                && consented.is_some_and(|consented| !consented.contains(*scope))
        };
        let requested = self.tx.authorization.scopes.iter().map(String::as_str);
        requested.filter(needs_consent).collect()
    }

    pub(crate) fn consent_response(&self) -> ResponseBuilder {
        let kind = self.consent_kind();
        let form = self.form(kind.remediation(), "/consent");
        let response = ResponseBuilder::default();
        let to_consent = self.scopes_to_consent();
        if kind != ConsentKind::Granular {
            let options = json!([
                {"label": "Allow Access", "value": true},
                {"label": "Don't Allow", "value": false},
            ]);
            let consent = Field::new("consent").kind("boolean").required();
            let scopes = to_consent.into_iter().map(scope_item).collect();
            let form = form
                .with("scopes", Value::Array(scopes))
                .field(consent.with("options", options));
            return response.form(form);
        }
        let requested = self.tx.authorization.scopes.iter();
        let scopes = requested.map(|scope| {
            let is_optional = to_consent.contains(&scope.as_str());
            scope_field(scope, is_optional)
        });
        let consent = Field::new("consent").kind("boolean").required().hidden();
        let form = form
            .field(consent)
            .field(Field::object("optedScopes", scopes.collect()));
        response.form(form)
    }

    fn consent_kind(&self) -> ConsentKind {
        let policy = self.org_state.setup.policy.consent.as_ref();
        policy.map(|consent| consent.kind).unwrap_or_default()
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_consent(&mut self, body: &Value) -> HandlerResult {
        if flag(body, "consent") != Some(true) {
            self.deny_device_grant();
            let text = "Operation canceled by user.";
            let message = Message::error("idx.operation.cancelled.by.user", text);
            return self.move_to(Step::Terminal(400, message));
        }
        let view = self.view();
        let is_granular = view.consent_kind() == ConsentKind::Granular;
        let scopes = view.scopes_to_consent();
        let scopes: Vec<String> = scopes.into_iter().map(str::to_owned).collect();
        // A scope's name may contain dots, so it is not part of a path.
        let choice = |scope: &str| body.get("optedScopes")?.get(scope)?.as_bool();
        let is_denied = |scope: &str| is_granular && choice(scope) == Some(false);
        let (denied, granted): (Vec<_>, Vec<_>) =
            scopes.into_iter().partition(|scope| is_denied(scope));
        let scopes = &mut self.tx.authorization.scopes;
        scopes.retain(|scope| !denied.contains(scope));
        let user = self.tx.user.clone().unwrap_or_default();
        if let Some(account) = self.org_state.account_mut(&user) {
            account.consented_scopes.extend(granted);
        }
        self.advance();
        Ok(())
    }
}

impl ConsentKind {
    fn remediation(self) -> &'static str {
        match self {
            Self::User => "consent",
            Self::Admin => "admin-consent",
            Self::Granular => "granular-consent",
        }
    }
}

/// Returns the item of a scope in the `scopes` array.
fn scope_item(scope: &str) -> Value {
    let (label, desc) = scope_texts(scope);
    json!({"name": scope, "label": label, "value": scope, "desc": desc})
}

/// Returns the field of a scope. It is immutable if the scope needs no consent.
fn scope_field(scope: &str, is_optional: bool) -> Field {
    let (label, desc) = scope_texts(scope);
    let field = Field::boolean(scope, &label)
        .with("desc", desc)
        .required()
        .value(true);
    field.with("mutable", is_optional)
}

/// Returns the label and the description of a scope.
fn scope_texts(scope: &str) -> (String, String) {
    let resource = match scope {
        "openid" => "who you are",
        "profile" => "your profile information",
        "email" => "your email address",
        "offline_access" => "your data while you are away",
        other => other,
    };
    let desc = format!("This allows the app to use {resource}.");
    (format!("Use {resource}."), desc)
}
