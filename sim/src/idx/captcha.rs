//! Captchas in forms.

use serde_json::{Value, json};

use super::body::required;
use super::context::{HandlerResult, RequestContext};
use super::form::{Field, Form};
use super::message::Message;
use super::response::{ResponseBuilder, TransactionView};
use crate::setup::CaptchaPage;
use crate::state::Ids;

const TOKEN: &str = "captchaVerify.captchaToken";

impl TransactionView<'_> {
    /// Adds the captcha's fields to the form if the org requires a captcha on this page.
    pub(crate) fn with_captcha_field(&self, form: Form, page: CaptchaPage) -> Form {
        if !self.requires_captcha(page) {
            return form;
        }
        let id = Field::fixed("captchaId", self.captcha_id()).hidden();
        let token = Field::new("captchaToken").required().hidden();
        let group = Field::object("captchaVerify", vec![id, token.with("hint", "captcha")]);
        form.field(group.with("relatesTo", "$.captcha"))
    }

    /// Adds the `captcha` object for the captcha's script.
    pub(crate) fn with_captcha_data(
        &self,
        response: ResponseBuilder,
        page: CaptchaPage,
    ) -> ResponseBuilder {
        let captcha = self.org_state.setup.captcha.as_ref();
        match captcha.filter(|_| self.requires_captcha(page)) {
            Some(captcha) => response.object(
                "captcha",
                json!({
                    "id": self.captcha_id(),
                    "name": captcha.kind.label(),
                    "siteKey": captcha.site_key,
                    "type": captcha.kind,
                }),
            ),
            None => response,
        }
    }

    fn requires_captcha(&self, page: CaptchaPage) -> bool {
        let captcha = self.org_state.setup.captcha.as_ref();
        captcha.is_some_and(|captcha| captcha.pages.contains(&page))
    }

    fn captcha_id(&self) -> String {
        Ids::fixed(self.org_state.setup.seed, "cap", "captcha")
    }
}

impl RequestContext<'_> {
    /// Checks and redeems the captcha token. It is redeemed even if another field is rejected later.
    pub(crate) fn check_captcha(&mut self, page: CaptchaPage, body: &Value) -> HandlerResult {
        if !self.view().requires_captcha(page) {
            return Ok(());
        }
        let token = required(body, TOKEN)?;
        if self.org_state.captcha_tokens.redeem(token) {
            return Ok(());
        }
        // Okta's key for this error is not documented.
        let message = Message::error("captcha.invalid", "The captcha was not solved. Try again.");
        Err(message.reject_field(400, TOKEN))
    }
}
