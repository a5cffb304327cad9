//! A service that verifies who somebody is: `redirect-idverify` and what comes back.

use serde_json::json;

use super::context::RequestContext;
use super::page::{Page, View};
use super::transaction::Step;
use crate::http::Response;

const PATH: &str = "/idp/identity-verification";

impl View<'_> {
    /// Whether the person has still to go there.
    pub(crate) fn lacks_identity(&self) -> bool {
        self.org_state.setup.policy.identity_verification.is_some()
            && self.account().is_some_and(|it| !it.identity_verified)
    }

    /// Nothing but the way there.
    pub(crate) fn verify_identity(&self) -> Page {
        let service = self.org_state.setup.policy.identity_verification.as_ref();
        let name = service.map(|it| it.name.as_str()).unwrap_or_default();
        let word = name.to_uppercase().replace(' ', "_");
        let path = format!("{PATH}?stateTokenExternalId={}", self.tx.state_handle);
        Page::default().link(json!({
            "name": "redirect-idverify",
            "type": "ID_PROOFING",
            "idp": {"id": format!("IDV_{word}"), "name": name},
            "idvMetadata": {
                "termsOfUse": "https://idv.example.com/terms",
                "privacyPolicy": "https://idv.example.com/privacy",
                "logoLink": "https://idv.example.com/logo.svg",
            },
            "href": self.org_state.url(&path),
            "method": "GET",
        }))
    }
}

impl RequestContext<'_> {
    /// The visit, from the browser's side: it ends at the client's redirect URI.
    pub(crate) fn visit_identity_service(&mut self) -> Option<Response> {
        let service = self.org_state.setup.policy.identity_verification.as_ref()?;
        if !matches!(self.tx.step, Step::VerifyIdentity) {
            return None;
        }
        if !service.verified {
            let text = "The identity was not verified.";
            return Some(self.redirect(&[("error", "access_denied"), ("error_description", text)]));
        }
        let user = self.tx.user.clone().unwrap_or_default();
        if let Some(account) = self.org_state.account_mut(&user) {
            account.identity_verified = true;
        }
        self.advance();
        Some(self.back_to_client())
    }
}
