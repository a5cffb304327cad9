//! The SSO extension of Apple devices. No device has it, so the client cancels it.

use serde_json::json;

use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::not_allowed;
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{SsoExtension, Step};
use crate::jwt;
use crate::time::seconds;

/// The challenge with which an operating system recognizes requests to its SSO extension.
const CHALLENGE: &str = r#"Oktadevicejwt realm="Okta Device""#;
/// The lifetime of a challenge request, in seconds.
const LIFETIME_S: u64 = 300;

impl TransactionView<'_> {
    pub(crate) fn sso_extension_response(&self, extension: &SsoExtension) -> ResponseBuilder {
        let request = Field::new("challengeRequest")
            .required()
            .value(extension.request.as_str())
            .hidden();
        let path = extension.path("verify");
        let form = self.form("device-apple-sso-extension", &path);
        ResponseBuilder::default().form(form.field(request))
    }

    pub(crate) fn no_sso_extension_response(&self, extension: &SsoExtension) -> ResponseBuilder {
        let path = extension.path("verify/cancel");
        ResponseBuilder::default().form(self.form("cancel-transaction", &path))
    }
}

impl RequestContext<'_> {
    /// Replaces the first step with the SSO extension if the policy enables it.
    pub(crate) fn offer_sso_extension(&mut self) {
        let is_enabled = self.org_state.setup.policy.okta_verify.sso_extension;
        if !is_enabled || !matches!(self.tx.step, Step::Identify) {
            return;
        }
        let id = self.org_state.ids.id("ft1");
        let issued_at = seconds(self.now);
        let request = jwt::sign(&json!({
            "iss": self.org_state.url(""),
            "aud": "okta.sso-extension",
            "iat": issued_at,
            "exp": issued_at + LIFETIME_S,
            "nonce": self.org_state.ids.token(),
            "transactionId": id,
            "ver": 0,
        }));
        self.tx.step = Step::SsoExtension(SsoExtension { id, request });
    }

    /// `…/verify`, which asks for the extension, and `…/verify/cancel`.
    pub(crate) fn post_sso_extension(&mut self) -> HandlerResult {
        match self.tx.step.clone() {
            Step::SsoExtension(extension) => {
                self.tx.move_to(Step::NoSsoExtension(extension));
                let mut rejection = Rejection::without_message(401);
                let header = ("www-authenticate", CHALLENGE.to_owned());
                rejection.headers.push(header);
                Err(rejection)
            }
            Step::NoSsoExtension(_) => self.move_to(Step::Identify),
            _ => Err(not_allowed().reject(400)),
        }
    }
}
