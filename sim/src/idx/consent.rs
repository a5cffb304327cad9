//! Consent: what the client wants to be allowed, asked once.

use serde_json::{Value, json};

use super::context::{Outcome, RequestContext, flag};
use super::form::Field;
use super::message::Message;
use super::page::{Page, View};
use super::transaction::Step;
use crate::setup::ConsentKind;

impl View<'_> {
    /// The scopes that were asked for and not agreed to yet.
    pub(crate) fn scopes_to_consent(&self) -> Vec<&str> {
        let policy = self.org_state.setup.policy.consent.as_ref();
        let agreed = self.account().map(|account| &account.consented);
        let is_open = |scope: &&str| {
            policy.is_some_and(|policy| policy.scopes.iter().any(|known| known == scope))
                && agreed.is_some_and(|agreed| !agreed.contains(*scope))
        };
        let asked = self.tx.authorization.scopes.iter().map(String::as_str);
        asked.filter(is_open).collect()
    }

    pub(crate) fn consent(&self) -> Page {
        let kind = self.consent_kind();
        let form = self.form(kind.remediation(), "/consent");
        let page = Page::default();
        if kind != ConsentKind::Granular {
            let options = json!([
                {"label": "Allow Access", "value": true},
                {"label": "Don't Allow", "value": false},
            ]);
            let consent = Field::new("consent").kind("boolean").required();
            let open = self.scopes_to_consent();
            let scopes = open.into_iter().map(described).collect();
            let form = form
                .with("scopes", Value::Array(scopes))
                .field(consent.with("options", options));
            return page.form(form);
        }
        let open = self.scopes_to_consent();
        let asked = self.tx.authorization.scopes.iter();
        let scopes = asked.map(|scope| opted(scope, open.contains(&scope.as_str())));
        let consent = Field::new("consent").kind("boolean").required().hidden();
        let form = form
            .field(consent)
            .field(Field::object("optedScopes", scopes.collect()));
        page.form(form)
    }

    fn consent_kind(&self) -> ConsentKind {
        let policy = self.org_state.setup.policy.consent.as_ref();
        policy.map(|consent| consent.kind).unwrap_or_default()
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_consent(&mut self, body: &Value) -> Outcome {
        if flag(body, "consent") != Some(true) {
            self.refuse_device();
            let text = "Operation canceled by user.";
            let message = Message::error("idx.operation.cancelled.by.user", text);
            return self.go(Step::Terminal(400, message));
        }
        let view = self.view();
        let is_granular = view.consent_kind() == ConsentKind::Granular;
        let open = view.scopes_to_consent();
        let open: Vec<String> = open.into_iter().map(str::to_owned).collect();
        // a scope's name may have dots in it
        let opted = |scope: &str| body.get("optedScopes")?.get(scope)?.as_bool();
        let is_refused = |scope: &str| is_granular && opted(scope) == Some(false);
        let (refused, agreed): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|scope| is_refused(scope));
        let scopes = &mut self.tx.authorization.scopes;
        scopes.retain(|scope| !refused.contains(scope));
        let user = self.tx.user.clone().unwrap_or_default();
        if let Some(account) = self.org_state.account_mut(&user) {
            account.consented.extend(agreed);
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

/// One scope in a list.
fn described(scope: &str) -> Value {
    let (label, desc) = words(scope);
    json!({"name": scope, "label": label, "value": scope, "desc": desc})
}

/// One scope to opt in to; the user has no choice in those that need no consent.
fn opted(scope: &str, is_open: bool) -> Field {
    let (label, desc) = words(scope);
    let field = Field::boolean(scope, &label)
        .with("desc", desc)
        .required()
        .value(true);
    field.with("mutable", is_open)
}

fn words(scope: &str) -> (String, String) {
    let what = match scope {
        "openid" => "who you are",
        "profile" => "your profile information",
        "email" => "your email address",
        "offline_access" => "your data while you are away",
        other => other,
    };
    let desc = format!("This allows the app to use {what}.");
    (format!("Use {what}."), desc)
}
