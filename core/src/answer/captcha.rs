//! Adds the token of a captcha to an answer.

use super::Answer;
use crate::error::AnswerError;
use crate::prompt::Prompt;
use crate::secret::Secret;

impl Answer {
    /// Adds the token of the prompt's solved [`Captcha`](crate::Captcha), and its id if the form has no
    /// constant for it.
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the answer's form has no field for a captcha, and
    /// [`AnswerError::UnknownRemediation`] if the prompt has no such form.
    pub fn with_captcha(
        self,
        prompt: &Prompt,
        token: impl Into<Secret>,
    ) -> Result<Self, AnswerError> {
        let unknown = || AnswerError::UnknownRemediation(self.remediation.clone());
        let form = prompt.remediation(&self.remediation).ok_or_else(unknown)?;
        let with_captcha = || {
            let forms = prompt.remediations.iter();
            let forms = forms.filter(|form| form.captcha().is_some());
            forms.map(|form| form.name.as_str())
        };
        let missing = || AnswerError::not_offered("a captcha in this form", with_captcha());
        let path = &form.captcha().ok_or_else(missing)?.path;
        let id_path = path.replace("captchaToken", "captchaId");
        // there is a field only if the id is not a constant
        let id_field = form.field(&id_path).filter(|field| field.path != *path);
        let captcha = prompt.captcha.as_ref();
        let id = captcha.and_then(|captcha| captcha.id.as_deref());
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
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    fn prompt_with_captcha_id(id: &Value) -> Prompt {
        let token = json!({"name": "captchaToken", "required": true, "visible": false,
            "hint": "captcha"});
        prompt(&json!([
            {"name": "identify", "value": [{"name": "identifier"}, {"name": "captchaVerify",
                "relatesTo": "$.captcha", "form": {"value": [id, token]}}]},
            {"name": "select-enroll-profile", "value": []},
        ]))
    }

    #[test]
    fn the_token_and_the_id_of_the_captcha_are_sent() {
        let constant = json!({"name": "captchaId", "value": "cap2", "mutable": false});
        let prompt = prompt_with_captcha_id(&constant);
        let answer = Answer::unbound("identify").with("identifier", "ada");
        let answer = answer.with_captcha(&prompt, "solved").unwrap();
        let form = prompt.remediation("identify").unwrap();
        let body: Value = serde_json::from_str(form.body(&answer).unwrap().expose()).unwrap();
        let expected = json!({"captchaId": "cap2", "captchaToken": "solved"});
        assert_eq!(body["captchaVerify"], expected);

        let prompt = prompt_with_captcha_id(&json!({"name": "captchaId", "visible": false}));
        let answer = Answer::unbound("identify").with_captcha(&prompt, "solved");
        let form = prompt.remediation("identify").unwrap();
        let body = form.body(&answer.unwrap()).unwrap();
        let body: Value = serde_json::from_str(body.expose()).unwrap();
        assert_eq!(body["captchaVerify"]["captchaId"], "cap1");
        assert!(prompt.diagnostics.is_empty());
    }

    #[test]
    fn a_missing_site_key_gives_a_diagnostic_but_the_form_can_be_answered() {
        let token = json!({"name": "captchaToken", "hint": "captcha", "visible": false});
        let group = json!({"name": "captchaVerify", "form": {"value": [token]}});
        for captcha in [json!(null), json!({"value": {"id": "cap1"}}), json!([])] {
            let form = json!({"name": "identify", "value": [group]});
            let response = json!({"captcha": captcha, "remediation": {"value": [form]}});
            let response = IdxResponse::from_json(response.to_string().as_bytes());
            let prompt = response.unwrap().prompt;
            assert_eq!(prompt.diagnostics.len(), 1, "{captcha}");
            assert!(
                Answer::unbound("identify")
                    .with_captcha(&prompt, "t")
                    .is_ok()
            );
        }
    }

    #[test]
    fn a_form_without_a_captcha_is_an_error() {
        let prompt = prompt_with_captcha_id(&json!({"name": "captchaId"}));
        let button = Answer::unbound("select-enroll-profile").with_captcha(&prompt, "t");
        assert!(matches!(button, Err(AnswerError::NotOffered { .. })));
        let missing = Answer::unbound("missing").with_captcha(&prompt, "t");
        let expected = AnswerError::UnknownRemediation("missing".to_owned());
        assert_eq!(missing, Err(expected));
    }
}
