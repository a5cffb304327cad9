//! Answering Duo's frame.

use super::Answer;
use super::helpers::form_not_offered;
use crate::error::InputError;
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;
use crate::secret::Secret;

const SIGNATURE: &str = "credentials.signatureData";

impl Answer {
    /// Gives what Duo's frame came back with (`sig_response` in Duo's Web SDK) for the page's
    /// [`Duo`](crate::Duo).
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the prompt has no form for Duo's signature.
    pub fn duo(prompt: &Prompt, signature: impl Into<Secret>) -> Result<Self, InputError> {
        // WebAuthn has a signature too, and more beside it
        let asks = |form: &&Remediation| {
            form.field(SIGNATURE).is_some() && form.field("credentials.clientData").is_none()
        };
        let form = prompt.remediations.iter().find(asks);
        let form = form.ok_or_else(|| form_not_offered(prompt, "a form for Duo's signature"))?;
        Ok(Self::new(&form.id).with(SIGNATURE, signature.into()))
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
        let reading = IdxResponse::from_json(response.to_string().as_bytes());
        reading.unwrap().prompt
    }

    #[test]
    fn the_signature_goes_to_duo_and_not_to_a_security_key() {
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
