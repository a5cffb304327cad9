//! A captcha beside the fields of a form.

use serde_json::{Value, json};

use super::context::{Outcome, RequestContext, required};
use super::form::{Field, Form};
use super::message::Message;
use super::page::{Page, View};
use crate::org::ids::Ids;
use crate::setup::CaptchaPage;

const TOKEN: &str = "captchaVerify.captchaToken";

impl View<'_> {
    /// The form with the captcha's field, where the org wants one on this page.
    pub(crate) fn with_captcha(&self, form: Form, page: CaptchaPage) -> Form {
        if !self.wants_captcha(page) {
            return form;
        }
        let id = Field::fixed("captchaId", self.captcha_id()).hidden();
        let token = Field::new("captchaToken").required().hidden();
        let group = Field::object("captchaVerify", vec![id, token.with("hint", "captcha")]);
        form.field(group.with("relatesTo", "$.captcha"))
    }

    /// The page with what a captcha's script has to know.
    pub(crate) fn telling_captcha(&self, page: Page, on: CaptchaPage) -> Page {
        let captcha = self.org_state.setup.captcha.as_ref();
        match captcha.filter(|_| self.wants_captcha(on)) {
            Some(captcha) => page.object(
                "captcha",
                json!({
                    "id": self.captcha_id(),
                    "name": captcha.kind.label(),
                    "siteKey": captcha.site_key,
                    "type": captcha.kind,
                }),
            ),
            None => page,
        }
    }

    fn wants_captcha(&self, page: CaptchaPage) -> bool {
        let captcha = self.org_state.setup.captcha.as_ref();
        captcha.is_some_and(|captcha| captcha.pages.contains(&page))
    }

    fn captcha_id(&self) -> String {
        Ids::fixed(self.org_state.setup.seed, "cap", "captcha")
    }
}

impl RequestContext<'_> {
    /// Uses the token up, before anything else is looked at.
    pub(crate) fn check_captcha(&mut self, page: CaptchaPage, body: &Value) -> Outcome {
        if !self.view().wants_captcha(page) {
            return Ok(());
        }
        let token = required(body, TOKEN)?;
        if self.org_state.captchas.redeem(token) {
            return Ok(());
        }
        // Okta's own key for this is not known to us
        let message = Message::error("captcha.invalid", "The captcha was not solved. Try again.");
        Err(message.at(400, TOKEN))
    }
}
