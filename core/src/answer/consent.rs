//! Answers a request for consent.

use super::Answer;
use super::helpers::form_not_offered;
use crate::error::AnswerError;
use crate::prompt::Prompt;
use crate::prompt::consent::is_consent;
use crate::prompt::field::FieldKind;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

impl Answer {
    /// Grants or denies what the prompt asks consent for: the scopes of an app (as a user or as an
    /// administrator), or a sign-in that started elsewhere. For granular consent, use
    /// [`with`](Self::with) to change the default of a scope (`optedScopes.…`).
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the prompt has no form for consent.
    pub fn consent(prompt: &Prompt, agreed: bool) -> Result<Self, AnswerError> {
        let has_consent =
            |form: &&Remediation| is_consent(&form.name) && form.field("consent").is_some();
        let form = prompt.remediations.iter().find(has_consent);
        let found = form.and_then(|form| Some((form, form.field("consent")?)));
        let (form, field) = found.ok_or_else(|| form_not_offered(prompt, "a form for consent"))?;
        let answer = Self::new(prompt, &form.id);
        // the field is a choice, whose ids are texts, or a boolean; without a type, it is a text
        let text = if agreed { "true" } else { "false" };
        let value = match field.is_choice() || field.kind == FieldKind::Text {
            true => Value::from(text),
            false => Value::Bool(agreed),
        };
        Ok(answer.with("consent", value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::check;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value as Plain, json};

    fn body(name: &str, field: Plain, agreed: bool) -> String {
        let response = json!({"remediation": {"value": [
            {"name": "skip", "value": []}, {"name": name, "value": [field]}]}});
        let prompt = IdxResponse::from_json(response.to_string().as_bytes())
            .unwrap()
            .prompt;
        let answer = Answer::consent(&prompt, agreed).unwrap();
        let form = prompt.remediation(name).unwrap();
        assert_eq!(check(form, &answer), Ok(()));
        form.body(&answer).unwrap().expose().to_owned()
    }

    #[test]
    fn consent_is_sent_as_a_boolean() {
        let choice = json!({"name": "consent", "type": "boolean", "required": true, "options": [
            {"label": "Allow", "value": true}, {"label": "Deny", "value": false}]});
        let hidden = json!({"name": "consent", "type": "boolean", "visible": false});
        for name in ["consent", "admin-consent", "email-challenge-consent"] {
            assert_eq!(body(name, choice.clone(), true), r#"{"consent":true}"#);
            assert_eq!(body(name, choice.clone(), false), r#"{"consent":false}"#);
        }
        assert_eq!(
            body("granular-consent", hidden, true),
            r#"{"consent":true}"#
        );
        let untyped = json!({"name": "consent"});
        assert_eq!(body("consent", untyped, false), r#"{"consent":"false"}"#);
    }
}
