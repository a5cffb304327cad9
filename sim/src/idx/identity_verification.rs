//! Identity verification vendors (`redirect-idverify`).

use serde_json::json;

use super::context::RequestContext;
use super::response::{ResponseBuilder, TransactionView};
use super::step::Step;
use crate::http::Response;

const PATH: &str = "/idp/identity-verification";

impl TransactionView<'_> {
    /// Returns whether the user's identity must still be verified.
    pub(crate) fn needs_identity_verification(&self) -> bool {
        self.org_state.setup.policy.identity_verification.is_some()
            && self
                .account()
                .is_some_and(|account| !account.identity_verified)
    }

    /// Redirects to the vendor.
    pub(crate) fn verify_identity_response(&self) -> ResponseBuilder {
        let service = self.org_state.setup.policy.identity_verification.as_ref();
        let name = service.map_or("", |service| service.name.as_str());
        let id = format!("IDV_{}", name.to_uppercase().replace(' ', "_"));
        let path = format!("{PATH}?stateTokenExternalId={}", self.tx.state_handle);
        ResponseBuilder::default().link(json!({
            "name": "redirect-idverify",
            "type": "ID_PROOFING",
            "idp": {"id": id, "name": name},
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
    /// Simulates the verification by the vendor. Returns the redirect to the client.
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
        Some(self.redirect_to_client())
    }
}
