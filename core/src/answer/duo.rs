//! Answers with the result of Duo's frame.

use super::Answer;
use super::helpers::form_not_offered;
use crate::error::AnswerError;
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;
use crate::secret::Secret;

const SIGNATURE: &str = "credentials.signatureData";

impl Answer {
    /// Submits the result of Duo's frame (`sig_response` in Duo's Web SDK). See
    /// [`Duo`](crate::Duo) for the data of the frame.
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the prompt has no form for Duo's signature.
    pub fn duo(prompt: &Prompt, signature: impl Into<Secret>) -> Result<Self, AnswerError> {
        // a WebAuthn form has the same field, but also `clientData`
        let is_duo = |form: &&Remediation| {
            form.field(SIGNATURE).is_some() && form.field("credentials.clientData").is_none()
        };
        let form = prompt.remediations.iter().find(is_duo);
        let form = form.ok_or_else(|| form_not_offered(prompt, "a form for Duo's signature"))?;
        Ok(Self::new(prompt, &form.id).with(SIGNATURE, signature.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn prompt(remediations: &Value) -> Prompt {
        let response = json!({
            "remediation": {"value": remediations},
        });
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    #[test]
    fn the_signature_is_not_sent_with_a_webauthn_form() {
        let challenge = |fields: Value| {
            json!({"name": "challenge-authenticator", "value": [
            {"name": "credentials", "form": {"value": fields}}]})
        };
        let hidden = |name: &str| json!({"name": name, "required": true, "visible": false});
        let key = challenge(json!([hidden("clientData"), hidden("signatureData")]));
        assert!(Answer::duo(&prompt(&json!([key])), "sig").is_err());
        let duo = challenge(json!([hidden("signatureData")]));
        let answer = Answer::duo(&prompt(&json!([key, duo])), "sig").unwrap();
        assert_eq!(answer.remediation, "challenge-authenticator#2");
        assert!(answer.values.contains_key(SIGNATURE));
    }
}
