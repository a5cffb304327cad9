//! Shortcuts for the common answers. Each fills in a form that the prompt offers.

use super::Answer;
use crate::error::AnswerError;
use crate::names::{AuthenticatorKey, Channel, MethodType, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::authenticator::Authenticator;
use crate::prompt::field::{Choice, Field};
use crate::prompt::remediation::Remediation;
use crate::secret::Secret;

impl Answer {
    /// Identifies the user, with the password if the form asks for it on the same screen.
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the prompt does not ask for an identifier.
    pub fn identify(
        prompt: &Prompt,
        identifier: &str,
        password: Option<&Secret>,
    ) -> Result<Self, AnswerError> {
        let has_identifier = |form: &&Remediation| form.field("identifier").is_some();
        let form = prompt.remediations.iter().find(has_identifier);
        let form = form.ok_or_else(|| form_not_offered(prompt, "a form for the identifier"))?;
        let answer = Self::new(prompt, &form.id).with("identifier", identifier);
        Ok(match (password, form.field("credentials.passcode")) {
            (Some(password), Some(field)) => answer.with(&field.path, password.clone()),
            _ => answer,
        })
    }

    /// Enters the password, code or answer that the current authenticator asks for, or a new
    /// password: the first field `credentials.passcode`, `.totp` or `.answer` of a form other than
    /// `identify`.
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the prompt has no form with such a field.
    pub fn enter_passcode(prompt: &Prompt, code: impl Into<Secret>) -> Result<Self, AnswerError> {
        let names = ["passcode", "totp", "answer"];
        let path = |form: &Remediation| {
            let paths = names.map(|name| format!("credentials.{name}"));
            paths.into_iter().find(|path| form.field(path).is_some())
        };
        let has_code = |form: &&Remediation| form.name != Name::Identify && path(form).is_some();
        let form = prompt.remediations.iter().find(has_code);
        let found = form.and_then(|form| Some((form, path(form)?)));
        let (form, path) = found.ok_or_else(|| form_not_offered(prompt, "a form for a code"))?;
        Ok(Self::new(prompt, &form.id).with(path, code.into()))
    }

    /// Selects an authenticator to verify or to enroll, and optionally its method.
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the prompt does not offer it.
    pub fn select_authenticator(
        prompt: &Prompt,
        key: &AuthenticatorKey,
        method: Option<&MethodType>,
    ) -> Result<Self, AnswerError> {
        for (form, index, choice) in authenticator_choices(prompt) {
            if choice_key(choice) != Some(key) {
                continue;
            }
            let answer = Self::new(prompt, &form.id).with("authenticator", choice.id.as_str());
            match method {
                None => return Ok(answer),
                Some(method) if choice.method_type().as_ref() == Some(method) => return Ok(answer),
                Some(method) => {
                    let path = format!("authenticator#{index}.methodType");
                    let field = form.field(&path);
                    if let Some(found) = field.and_then(|field| by_method(field, method)) {
                        return Ok(answer.with(path, found.id.as_str()));
                    }
                }
            }
        }
        let requested = match method {
            Some(method) => format!("{key} with {method}"),
            None => key.to_string(),
        };
        let keys = authenticator_choices(prompt).filter_map(|(_, _, choice)| choice_key(choice));
        let keys = keys.map(AuthenticatorKey::as_str);
        Err(AnswerError::not_offered(requested, keys))
    }

    /// Selects the channel by which Okta Verify receives its activation link ("Can't scan?").
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the prompt does not offer it.
    pub fn select_channel(prompt: &Prompt, channel: &Channel) -> Result<Self, AnswerError> {
        let path = "authenticator.channel";
        let form = prompt.remediation_by_name(&Name::SelectEnrollmentChannel);
        let field = form.and_then(|form| form.field(path));
        let choices = field.map_or(&[] as &[Choice], |field| &field.choices);
        let is_channel = |choice: &&Choice| Channel::from(choice.id.as_str()) == *channel;
        match (form, choices.iter().find(is_channel)) {
            (Some(form), Some(choice)) => {
                Ok(Self::new(prompt, &form.id).with(path, choice.id.as_str()))
            }
            _ => {
                let offered = choices.iter().map(|choice| choice.id.as_str());
                let requested = format!("the channel {channel}");
                Err(AnswerError::not_offered(requested, offered))
            }
        }
    }

    /// Submits a remediation that needs no values, such as skip, resend or cancel.
    ///
    /// # Errors
    /// [`AnswerError::NotOffered`] if the prompt does not offer it.
    pub fn proceed(prompt: &Prompt, name: &Name) -> Result<Self, AnswerError> {
        let found = prompt.remediation_by_name(name);
        let found = found.ok_or_else(|| form_not_offered(prompt, name.as_str()))?;
        Ok(Self::new(prompt, &found.id))
    }
}

/// The error for a form that the prompt lacks. It lists the names of the forms that the prompt has.
pub(super) fn form_not_offered(prompt: &Prompt, requested: &str) -> AnswerError {
    let names = prompt.remediations.iter().map(|form| form.name.as_str());
    AnswerError::not_offered(requested, names)
}

/// The choices of every form in which an authenticator is selected, with their index in the form.
fn authenticator_choices(prompt: &Prompt) -> impl Iterator<Item = (&Remediation, usize, &Choice)> {
    let forms = prompt.remediations.iter();
    let forms = forms.filter(|form| is_selection(&form.name));
    forms.flat_map(|form| {
        let field = form.field("authenticator");
        let choices = field.map_or(&[] as &[Choice], |field| &field.choices);
        let choices = choices.iter().enumerate();
        choices.map(move |(index, choice)| (form, index, choice))
    })
}

fn choice_key(choice: &Choice) -> Option<&AuthenticatorKey> {
    let authenticator: &Authenticator = choice.authenticator()?;
    authenticator.key.as_ref()
}

fn is_selection(name: &Name) -> bool {
    matches!(
        name,
        Name::SelectAuthenticatorAuthenticate
            | Name::SelectAuthenticatorEnroll
            | Name::SelectAuthenticatorEnrollData
            | Name::SelectAuthenticatorUnlockAccount
    )
}

fn by_method<'f>(field: &'f Field, method: &MethodType) -> Option<&'f Choice> {
    field
        .choices
        .iter()
        .find(|choice| MethodType::from(choice.id.as_str()) == *method)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::json;

    fn prompt() -> Prompt {
        let response = json!({
            "authenticators": {"value": [{"key": "okta_verify"}, {"key": "phone_number"}]},
            "remediation": {"value": [
                {"name": "identify", "value": [{"name": "identifier"},
                    {"name": "credentials", "form": {"value": [{"name": "passcode"}]}}]},
                {"name": "select-authenticator-authenticate", "value": [{"name": "authenticator",
                    "options": [
                        {"relatesTo": "$.authenticators.value[0]", "value": {"form": {"value": [
                            {"name": "id", "value": "aut1", "mutable": false},
                            {"name": "methodType", "options": [{"value": "push"}, {"value": "totp"}]}]}}},
                        {"relatesTo": "$.authenticators.value[1]", "value": {"form": {"value": [
                            {"name": "id", "value": "aut2", "mutable": false},
                            {"name": "methodType", "value": "sms", "mutable": false}]}}}]}]},
                {"name": "challenge-authenticator", "value": [{"name": "credentials",
                    "form": {"value": [{"name": "totp"}]}}]}
            ]}
        });
        IdxResponse::from_json(response.to_string().as_bytes())
            .unwrap()
            .prompt
    }

    #[test]
    fn each_helper_fills_in_the_form_of_the_prompt() {
        let prompt = prompt();
        let answer = Answer::identify(&prompt, "ada", Some(&"pw".into())).unwrap();
        let expected = Answer::unbound("identify").with("identifier", "ada");
        assert_eq!(answer, expected.with("credentials.passcode", "pw"));

        let answer = Answer::enter_passcode(&prompt, "123456").unwrap();
        let expected = Answer::unbound("challenge-authenticator");
        assert_eq!(answer, expected.with("credentials.totp", "123456"));
    }

    #[test]
    fn a_method_is_either_a_choice_or_a_constant() {
        let prompt = prompt();
        let select = |key: AuthenticatorKey, method: MethodType| {
            Answer::select_authenticator(&prompt, &key, Some(&method))
        };
        let push = select(AuthenticatorKey::OktaVerify, MethodType::Push).unwrap();
        let expected = Answer::unbound("select-authenticator-authenticate");
        let expected = expected.with("authenticator", "aut1");
        assert_eq!(push, expected.with("authenticator#0.methodType", "push"));
        assert!(select(AuthenticatorKey::PhoneNumber, MethodType::Sms).is_ok());
        assert!(select(AuthenticatorKey::PhoneNumber, MethodType::Voice).is_err());
        assert!(Answer::select_channel(&prompt, &Channel::Email).is_err());
        assert!(Answer::proceed(&prompt, &Name::Skip).is_err());
    }
}
