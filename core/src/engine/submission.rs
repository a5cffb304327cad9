//! Checks an answer, and turns it into a request.

use super::flow::Flow;
use super::state::Submission;
use crate::answer::{Answer, build, check, check_password};
use crate::error::{AnswerError, RedirectError};
use crate::issuer::Issuer;
use crate::names::{AuthenticatorKey, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;
use crate::secret::Secret;
use crate::wire::time::Millis;

/// A checked answer.
pub(super) enum Checked {
    /// The answer submits a form.
    Form(Submission),
    /// The answer opens the URL of the remediation with this id.
    Navigate(String),
}

/// Checks an answer against the prompt on the screen.
pub(super) fn check_answer(
    flow: &Flow,
    answer: &Answer,
    now: Millis,
) -> Result<Checked, AnswerError> {
    let (_, response) = flow.at_prompt().ok_or(AnswerError::NotExpected)?;
    if answer.prompt_version != response.prompt.version {
        return Err(AnswerError::StalePrompt);
    }
    let unknown = || AnswerError::UnknownRemediation(answer.remediation.clone());
    let form = response.prompt.remediation(&answer.remediation);
    let form = form.ok_or_else(unknown)?;
    check_rate_limit(flow, answer, now)?;
    check(form, answer)?;
    if flow.config.checks_password_policy() {
        check_password(&response.prompt, form, answer)?;
    }
    let issuer = &flow.config.issuer;
    let no_url = || AnswerError::NoUrl(form.id.clone());
    if let Some(destination) = form.destination() {
        let is_navigable = issuer.resolve_navigable(destination).is_some();
        return is_navigable
            .then(|| Checked::Navigate(form.id.clone()))
            .ok_or_else(no_url);
    }
    let submission = build_submission(issuer, form, answer).ok_or_else(no_url)?;
    Ok(Checked::Form(Submission {
        is_user: true,
        ..submission
    }))
}

fn check_rate_limit(flow: &Flow, answer: &Answer, now: Millis) -> Result<(), AnswerError> {
    let limit = flow.rate_limit.as_ref();
    let limit = limit.filter(|limit| limit.remediation == answer.remediation);
    match limit.and_then(|limit| limit.timer.remaining(now)) {
        None => Ok(()),
        Some(wait) => Err(AnswerError::RateLimited {
            remediation: answer.remediation.clone(),
            wait,
        }),
    }
}

/// The request of the engine that sends a form; `None` if the form has no trusted URL.
pub(super) fn build_submission(
    issuer: &Issuer,
    form: &Remediation,
    answer: &Answer,
) -> Option<Submission> {
    Some(Submission {
        remediation: form.id.clone(),
        is_user: false,
        method: form.method.clone(),
        url: issuer.resolve_form(form.href.as_deref()?)?,
        accepts: form.accepts.clone(),
        body: build(form, answer),
    })
}

/// Builds the answer with the code of a magic link. It is an error if the prompt is not an email
/// challenge: on a later prompt, the same field may ask for a new password.
pub(super) fn email_code_answer(prompt: &Prompt, code: Secret) -> Result<Answer, RedirectError> {
    let answer = Answer::enter_passcode(prompt, code);
    let answer = answer.map_err(|_| RedirectError::EmailCodeNotExpected)?;
    let form = prompt.remediation(&answer.remediation);
    let is_challenge = form.is_some_and(|form| {
        matches!(
            form.name,
            Name::ChallengeAuthenticator | Name::EnrollAuthenticator
        )
    });
    let current = prompt.current_authenticator.as_ref();
    let key = current.and_then(|authenticator| authenticator.key.as_ref());
    let is_email = key == Some(&AuthenticatorKey::OktaEmail);
    let answer = (is_challenge && is_email).then_some(answer);
    answer.ok_or(RedirectError::EmailCodeNotExpected)
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{answer, at, config, flow_at, flow_with, request};
    use crate::error::AnswerError;
    use crate::prompt::password_policy::PasswordRule;
    use serde_json::{Value, json};

    fn reset() -> Value {
        let passcode = json!([{"name": "passcode", "secret": true, "required": true}]);
        json!({
            "currentAuthenticator": {"value": {"key": "okta_password",
                "settings": {"complexity": {"minLength": 8}}}},
            "remediation": {"value": [{"name": "reset-authenticator", "href": "/reset", "value": [
                {"name": "credentials", "required": true, "form": {"value": passcode}}]}]}
        })
    }

    #[test]
    fn a_new_password_that_breaks_a_rule_is_refused() {
        let mut flow = flow_at(&reset());
        let path = "credentials.passcode";
        let weak = answer(&flow, "reset-authenticator").with(path, "short");
        let expected = AnswerError::PasswordPolicy {
            path: path.to_owned(),
            rules: vec![PasswordRule::MinLength(8)],
        };
        assert_eq!(flow.submit(weak.clone(), at(0.0)), Err(expected));
        let strong = answer(&flow, "reset-authenticator").with(path, "long enough");
        assert_eq!(flow.submit(strong, at(0.0)), Ok(()));

        let mut flow = flow_with(config().without_password_policy(), &reset());
        assert_eq!(flow.submit(weak, at(0.0)), Ok(()));
        let body = request(&flow, 0.0).body;
        assert_eq!(body.expose(), r#"{"credentials":{"passcode":"short"}}"#);
    }

    #[test]
    fn an_account_is_unlocked_with_or_without_a_method() {
        let constants = json!([
            {"name": "id", "required": true, "value": "aut2", "mutable": false},
            {"name": "methodType", "required": false, "value": "sms", "mutable": false}]);
        let option = json!({"label": "Phone", "value": {"form": {"value": constants}}});
        let name = "select-authenticator-unlock-account";
        let prompt = json!({"remediation": {"value": [{"name": name, "href": "/unlock", "value": [
            {"name": "identifier", "required": true},
            {"name": "authenticator", "type": "object", "options": [option]}]}]}});
        let method = "authenticator#0.methodType";
        for (omitted, authenticator) in [
            (None, r#"{"id":"aut2","methodType":"sms"}"#),
            (Some(method), r#"{"id":"aut2"}"#),
        ] {
            let mut flow = flow_at(&prompt);
            let shown = flow.prompt().unwrap();
            let choice = &shown.remediations[0].fields[1].choices[0];
            assert_eq!(choice.optional_constants().collect::<Vec<_>>(), [method]);
            let answer = answer(&flow, name)
                .with("identifier", "ada")
                .with("authenticator", choice.id.as_str());
            let invalid = answer.clone().without("authenticator#0.id");
            let answer = omitted
                .into_iter()
                .fold(answer, |answer, path| answer.without(path));
            let error = AnswerError::NotOmittable("authenticator#0.id".to_owned());
            assert_eq!(flow.submit(invalid, at(0.0)), Err(error));
            flow.submit(answer, at(0.0)).unwrap();
            let expected = format!(r#"{{"authenticator":{authenticator},"identifier":"ada"}}"#);
            assert_eq!(request(&flow, 0.0).body.expose(), expected);
        }
    }
}
