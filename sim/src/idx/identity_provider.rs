//! Identity providers (`redirect-idp`) and smart cards (`piv-idp`).

use serde_json::{Value, json};

use super::context::RequestContext;
use super::response::TransactionView;
use super::step::Step;
use super::transaction::FirstFactor;
use crate::http::Response;
use crate::setup::{IdentityProvider, UserStatus};
use crate::state::Ids;

impl TransactionView<'_> {
    /// Returns the identity providers as remediations that a browser opens.
    pub(crate) fn identity_providers(&self) -> Vec<Value> {
        let setup = &self.org_state.setup;
        let link = |provider: &IdentityProvider| {
            let id = provider_id(setup.seed, provider);
            let path = format!("/sso/idps/{id}?stateToken={}", self.tx.state_handle);
            let name = match provider.kind.as_str() {
                "X509" => "piv-idp",
                _ => "redirect-idp",
            };
            json!({
                "name": name,
                "type": provider.kind,
                "idp": {"id": id, "name": provider.name},
                "href": self.org_state.url(&path),
                "method": "GET",
            })
        };
        setup.identity_providers.iter().map(link).collect()
    }
}

impl RequestContext<'_> {
    /// Simulates the sign-in at an identity provider. Returns the redirect to the client.
    pub(crate) fn visit_identity_provider(&mut self, id: &str) -> Option<Response> {
        let setup = &self.org_state.setup;
        let mut providers = setup.identity_providers.iter();
        let provider = providers.find(|provider| provider_id(setup.seed, provider) == id)?;
        let login = provider.login.as_deref();
        let account = login.and_then(|login| self.org_state.account_by_login(login));
        let account = account.filter(|account| account.status == UserStatus::Active);
        let Some(user) = account.map(|account| account.id.clone()) else {
            let text = "The user did not sign in at the identity provider.";
            return Some(self.redirect(&[("error", "access_denied"), ("error_description", text)]));
        };
        self.tx.user = Some(user);
        self.tx.first_factor = Some(FirstFactor::Federated);
        self.tx.auth_time = self.now;
        self.continue_with_user();
        self.tx.expires_at = self.now + self.lifetime();
        Some(self.redirect_to_client())
    }

    /// Returns the redirect to the client, with the interaction code or `interaction_required`.
    pub(crate) fn redirect_to_client(&self) -> Response {
        let text = "Your client is configured to use the interaction code flow \
                    and user interaction is required to complete the request.";
        match &self.tx.step {
            Step::Success(code) => self.redirect(&[("interaction_code", code)]),
            _ => self.redirect(&[
                ("error", "interaction_required"),
                ("error_description", text),
            ]),
        }
    }

    /// Returns a redirect to the client with these parameters and its `state`.
    pub(crate) fn redirect(&self, parameters: &[(&str, &str)]) -> Response {
        self.tx.authorization.redirect(parameters)
    }
}

fn provider_id(seed: u64, provider: &IdentityProvider) -> String {
    Ids::fixed(seed, "0oa", &provider.name)
}
