//! Yes or no to what an app asks for.

use super::Answer;
use super::helpers::form_not_offered;
use crate::error::InputError;
use crate::names::RemediationName as Name;
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

impl Answer {
    /// Agrees, or does not, to what the page asks consent for: scopes, for oneself or as an
    /// administrator, or a sign-in that began elsewhere. Where scopes are opted in to one by one,
    /// add [`with`](Self::with) for each that is to be another than proposed (`optedScopes.…`).
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the page asks for no consent.
    pub fn consent(prompt: &Prompt, agreed: bool) -> Result<Self, InputError> {
        let asks = |one: &&Remediation| is_consent(&one.name) && one.field("consent").is_some();
        let form = prompt.remediations.iter().find(asks);
        let found = form.and_then(|form| Some((form, form.field("consent")?)));
        let (form, field) = found.ok_or_else(|| form_not_offered(prompt, "a form for consent"))?;
        let answer = Self::new(&form.id);
        // a choice is named by its id, and a yes or no without choices is itself
        let word = if agreed { "true" } else { "false" };
        let said = match field.is_choice() {
            true => Value::from(word),
            false => Value::Bool(agreed),
        };
        Ok(answer.with("consent", said))
    }
}

fn is_consent(name: &Name) -> bool {
    matches!(
        name,
        Name::Consent | Name::AdminConsent | Name::GranularConsent | Name::EmailChallengeConsent
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::check;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value as Plain, json};

    fn sent(name: &str, field: Plain, agreed: bool) -> String {
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
    fn yes_and_no_are_sent_as_the_form_has_them() {
        let choice = json!({"name": "consent", "type": "boolean", "required": true, "options": [
            {"label": "Allow", "value": true}, {"label": "Deny", "value": false}]});
        let hidden = json!({"name": "consent", "type": "boolean", "visible": false});
        for name in ["consent", "admin-consent", "email-challenge-consent"] {
            assert_eq!(sent(name, choice.clone(), true), r#"{"consent":true}"#);
            assert_eq!(sent(name, choice.clone(), false), r#"{"consent":false}"#);
        }
        let body = sent("granular-consent", hidden, true);
        assert_eq!(body, r#"{"consent":true}"#);
    }
}
