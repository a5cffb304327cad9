//! Identity providers and smart cards: `redirect-idp`, `piv-idp` and what comes back.

use serde_json::{Value, json};

use super::context::RequestContext;
use super::page::View;
use super::transaction::{FirstFactor, Step};
use crate::http::Response;
use crate::org::ids::Ids;
use crate::setup::{IdentityProvider, UserStatus};

impl View<'_> {
    /// The providers as remediations that a browser opens.
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
    /// The visit to a provider, from the browser's side: it ends at the client's redirect URI.
    pub(crate) fn visit_provider(&mut self, id: &str) -> Option<Response> {
        let setup = &self.org_state.setup;
        let mut all = setup.identity_providers.iter();
        let provider = all.find(|it| provider_id(setup.seed, it) == id)?;
        let account = provider.login.as_deref();
        let account = account.and_then(|login| self.org_state.account_by_login(login));
        let account = account.filter(|account| account.status == UserStatus::Active);
        let Some(user) = account.map(|account| account.id.clone()) else {
            let text = "The user did not sign in there.";
            return Some(self.redirect(&[("error", "access_denied"), ("error_description", text)]));
        };
        self.tx.user = Some(user);
        self.tx.first_factor = Some(FirstFactor::Federated);
        self.tx.auth_time = self.now;
        self.enter();
        self.tx.expires_at = self.now + self.lifetime();
        Some(self.back_to_client())
    }

    /// Back to the client, to exchange the code or to ask what is needed next.
    pub(crate) fn back_to_client(&self) -> Response {
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

    /// Back to the client, with its `state`.
    pub(crate) fn redirect(&self, pairs: &[(&str, &str)]) -> Response {
        self.tx.authorization.redirect(pairs)
    }
}

fn provider_id(seed: u64, provider: &IdentityProvider) -> String {
    Ids::fixed(seed, "0oa", &provider.name)
}
