//! Short ways to the common answers. Each only fills in a form that the prompt offers.

use super::Answer;
use crate::error::InputError;
use crate::names::{AuthenticatorKey, Channel, MethodType, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::authenticator::Authenticator;
use crate::prompt::field::{Choice, Field};
use crate::prompt::remediation::Remediation;
use crate::secret::Secret;

impl Answer {
    /// Says who signs in, with the password where the form asks for it on the same page.
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the prompt asks for no identifier.
    pub fn identify(
        prompt: &Prompt,
        identifier: &str,
        password: Option<&Secret>,
    ) -> Result<Self, InputError> {
        let asks = |one: &&Remediation| one.field("identifier").is_some();
        let found = prompt.remediations.iter().find(asks);
        let form = found.ok_or(InputError::NotOffered("a form for the identifier"))?;
        let answer = Self::new(&form.id).with("identifier", identifier);
        Ok(match (password, form.field("credentials.passcode")) {
            (Some(password), Some(field)) => answer.with(&field.path, password.clone()),
            _ => answer,
        })
    }

    /// Gives the password, the code or the answer that the current authenticator asks for, or a new
    /// password: the first field `credentials.passcode`, `.totp` or `.answer`, but for the first page.
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the prompt has no form with one such field.
    pub fn enter_passcode(prompt: &Prompt, code: impl Into<Secret>) -> Result<Self, InputError> {
        let names = ["passcode", "totp", "answer"];
        let path = |form: &Remediation| {
            let paths = names.map(|name| format!("credentials.{name}"));
            paths.into_iter().find(|path| form.field(path).is_some())
        };
        let asks = |one: &&Remediation| one.name != Name::Identify && path(one).is_some();
        let form = prompt.remediations.iter().find(asks);
        let found = form.and_then(|form| Some((form, path(form)?)));
        let (form, path) = found.ok_or(InputError::NotOffered("a form for a code"))?;
        Ok(Self::new(&form.id).with(path, code.into()))
    }

    /// Chooses an authenticator to verify or to enroll, and its method where one is named.
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the prompt does not offer it.
    pub fn select_authenticator(
        prompt: &Prompt,
        key: &AuthenticatorKey,
        method: Option<&MethodType>,
    ) -> Result<Self, InputError> {
        for form in prompt
            .remediations
            .iter()
            .filter(|form| is_selection(&form.name))
        {
            let Some(field) = form.field("authenticator") else {
                continue;
            };
            for (index, choice) in field.choices.iter().enumerate() {
                let is_key = |one: &Authenticator| one.key.as_ref() == Some(key);
                if !choice.authenticator().is_some_and(is_key) {
                    continue;
                }
                let answer = Self::new(&form.id).with("authenticator", choice.id.as_str());
                match method {
                    None => return Ok(answer),
                    Some(method) if is_fixed(choice, method) => return Ok(answer),
                    Some(method) => {
                        let path = format!("authenticator#{index}.methodType");
                        let field = form.field(&path);
                        if let Some(found) = field.and_then(|field| by_method(field, method)) {
                            return Ok(answer.with(path, found.id.as_str()));
                        }
                    }
                }
            }
        }
        Err(InputError::NotOffered("this authenticator and method"))
    }

    /// "Can't scan?": chooses how Okta Verify gets its activation link.
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the prompt does not offer it.
    pub fn select_channel(prompt: &Prompt, channel: &Channel) -> Result<Self, InputError> {
        let path = "authenticator.channel";
        let form = prompt.remediation_by_name(&Name::SelectEnrollmentChannel);
        let choice = form.and_then(|form| {
            let field = form.field(path)?;
            let wanted = |one: &&Choice| Channel::from(one.id.as_str()) == *channel;
            Some((form, field.choices.iter().find(wanted)?))
        });
        let (form, choice) = choice.ok_or(InputError::NotOffered("this channel"))?;
        Ok(Self::new(&form.id).with(path, choice.id.as_str()))
    }

    /// Presses a button: skip, resend, cancel, and every other remediation that asks for nothing.
    ///
    /// # Errors
    /// [`InputError::NotOffered`] where the prompt does not offer it.
    pub fn proceed(prompt: &Prompt, name: &Name) -> Result<Self, InputError> {
        let found = prompt
            .remediation_by_name(name)
            .ok_or(InputError::NotOffered("this remediation"))?;
        Ok(Self::new(&found.id))
    }
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

fn is_fixed(choice: &Choice, method: &MethodType) -> bool {
    let is_method = |text: &str| MethodType::from(text) == *method;
    choice.constants().iter().any(|fixed| {
        fixed.path.ends_with(".methodType") && fixed.value.as_str().is_some_and(is_method)
    })
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
    fn each_helper_fills_in_the_form_that_is_there() {
        let prompt = prompt();
        let answer = Answer::identify(&prompt, "ada", Some(&"pw".into())).unwrap();
        let expected = Answer::new("identify").with("identifier", "ada");
        assert_eq!(answer, expected.with("credentials.passcode", "pw"));

        let answer = Answer::enter_passcode(&prompt, "123456").unwrap();
        let expected = Answer::new("challenge-authenticator");
        assert_eq!(answer, expected.with("credentials.totp", "123456"));
    }

    #[test]
    fn methods_are_found_as_choices_and_as_constants() {
        let prompt = prompt();
        let choose = |key: AuthenticatorKey, method: MethodType| {
            Answer::select_authenticator(&prompt, &key, Some(&method))
        };
        let push = choose(AuthenticatorKey::OktaVerify, MethodType::Push).unwrap();
        let expected = Answer::new("select-authenticator-authenticate");
        let expected = expected.with("authenticator", "aut1");
        assert_eq!(push, expected.with("authenticator#0.methodType", "push"));
        assert!(choose(AuthenticatorKey::PhoneNumber, MethodType::Sms).is_ok());
        assert!(choose(AuthenticatorKey::PhoneNumber, MethodType::Voice).is_err());
        assert!(Answer::select_channel(&prompt, &Channel::Email).is_err());
        assert!(Answer::proceed(&prompt, &Name::Skip).is_err());
    }
}
