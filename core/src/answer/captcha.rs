//! Answering a captcha.

use super::Answer;
use crate::error::InputError;
use crate::prompt::Prompt;
use crate::secret::Secret;

impl Answer {
    /// The same with the token of the page's [`Captcha`](crate::Captcha), solved. The captcha's id
    /// comes from the form, or else from the page.
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the answer's form asks for no captcha, and
    /// [`InputError::UnknownRemediation`] where the prompt has no such form.
    pub fn with_captcha(
        self,
        prompt: &Prompt,
        token: impl Into<Secret>,
    ) -> Result<Self, InputError> {
        let unknown = || InputError::UnknownRemediation(self.remediation.clone());
        let form = prompt.remediation(&self.remediation).ok_or_else(unknown)?;
        let with_captcha = || {
            let forms = prompt.remediations.iter();
            let forms = forms.filter(|form| form.captcha().is_some());
            forms.map(|form| form.name.as_str())
        };
        let missing = || InputError::not_offered("a captcha in this form", with_captcha());
        let path = &form.captcha().ok_or_else(missing)?.path;
        let id_path = path.replace("captchaToken", "captchaId");
        // a field of the form only where the server did not fix it
        let id_field = form.field(&id_path).filter(|field| field.path != *path);
        let id = prompt.captcha.as_ref().and_then(|one| one.id.as_deref());
        let answer = match (id_field.filter(|field| field.value.is_none()), id) {
            (Some(field), Some(id)) => self.with(&field.path, id),
            _ => self,
        };
        Ok(answer.with(path, token.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn prompt(remediations: &Value) -> Prompt {
        let response = json!({
            "captcha": {"value": {"id": "cap1", "siteKey": "site", "type": "HCAPTCHA"}},
            "remediation": {"value": remediations},
        });
        let reading = IdxResponse::from_json(response.to_string().as_bytes());
        reading.unwrap().prompt
    }

    fn with_captcha_id(id: &Value) -> Prompt {
        let token = json!({"name": "captchaToken", "required": true, "visible": false,
            "hint": "captcha"});
        prompt(&json!([
            {"name": "identify", "value": [{"name": "identifier"}, {"name": "captchaVerify",
                "relatesTo": "$.captcha", "form": {"value": [id, token]}}]},
            {"name": "select-enroll-profile", "value": []},
        ]))
    }

    #[test]
    fn a_captcha_has_its_token_and_its_id() {
        let fixed = json!({"name": "captchaId", "value": "cap2", "mutable": false});
        let page = with_captcha_id(&fixed);
        let answer = Answer::new("identify").with("identifier", "ada");
        let answer = answer.with_captcha(&page, "solved").unwrap();
        let form = page.remediation("identify").unwrap();
        let body: Value = serde_json::from_str(form.body(&answer).unwrap().expose()).unwrap();
        let sent = json!({"captchaId": "cap2", "captchaToken": "solved"});
        assert_eq!(body["captchaVerify"], sent);

        let page = with_captcha_id(&json!({"name": "captchaId", "visible": false}));
        let answer = Answer::new("identify").with_captcha(&page, "solved");
        let form = page.remediation("identify").unwrap();
        let body = form.body(&answer.unwrap()).unwrap();
        let body: Value = serde_json::from_str(body.expose()).unwrap();
        assert_eq!(body["captchaVerify"]["captchaId"], "cap1");
        assert!(page.diagnostics.is_empty());
    }

    #[test]
    fn a_captcha_that_is_not_told_is_odd_and_can_be_answered() {
        let token = json!({"name": "captchaToken", "hint": "captcha", "visible": false});
        let group = json!({"name": "captchaVerify", "form": {"value": [token]}});
        for captcha in [json!(null), json!({"value": {"id": "cap1"}}), json!([])] {
            let form = json!({"name": "identify", "value": [group]});
            let response = json!({"captcha": captcha, "remediation": {"value": [form]}});
            let reading = IdxResponse::from_json(response.to_string().as_bytes());
            let page = reading.unwrap().prompt;
            assert_eq!(page.diagnostics.len(), 1, "{captcha}");
            assert!(Answer::new("identify").with_captcha(&page, "t").is_ok());
        }
    }

    #[test]
    fn a_form_without_a_captcha_takes_none() {
        let page = with_captcha_id(&json!({"name": "captchaId"}));
        let button = Answer::new("select-enroll-profile").with_captcha(&page, "t");
        assert!(matches!(button, Err(InputError::NotOffered { .. })));
        let gone = Answer::new("gone").with_captcha(&page, "t");
        assert_eq!(gone, Err(InputError::UnknownRemediation("gone".to_owned())));
    }
}
