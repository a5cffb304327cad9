//! Checks an answer, and turns it into a request.

use super::flow::Flow;
use super::parsed_response::ParsedResponse;
use super::state::{PromptState, State, Submission};
use crate::answer::{Answer, build, check, form_not_offered};
use crate::error::InputError;
use crate::issuer::Issuer;
use crate::names::{AuthenticatorKey, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;
use crate::secret::Secret;

/// A checked answer.
pub(super) enum Checked {
    /// The answer submits a form.
    Form(Submission),
    /// The answer opens the URL of the remediation with this id.
    Navigate(String),
}

/// Checks an answer against the prompt on the screen.
pub(super) fn check_answer(flow: &Flow, answer: &Answer) -> Result<Checked, InputError> {
    let (_, response) = at_prompt(flow)?;
    let unknown = || InputError::UnknownRemediation(answer.remediation.clone());
    let form = response.prompt.remediation(&answer.remediation);
    let form = form.ok_or_else(unknown)?;
    check(form, answer)?;
    let issuer = &flow.config.issuer;
    let no_url = || InputError::NoUrl(form.id.clone());
    if let Some(destination) = form.destination() {
        let is_navigable = issuer.resolve_navigable(destination).is_some();
        return is_navigable
            .then(|| Checked::Navigate(form.id.clone()))
            .ok_or_else(no_url);
    }
    build_submission(issuer, form, answer)
        .map(Checked::Form)
        .ok_or_else(no_url)
}

/// The request that sends a form; `None` if the form's URL is missing or of another origin.
pub(super) fn build_submission(
    issuer: &Issuer,
    form: &Remediation,
    answer: &Answer,
) -> Option<Submission> {
    Some(Submission {
        method: form.method.clone(),
        url: issuer.resolve_same_origin(form.href.as_deref()?)?,
        accepts: form.accepts.clone(),
        body: build(form, answer),
    })
}

/// The prompt on the screen.
pub(super) fn at_prompt(flow: &Flow) -> Result<(&PromptState, &ParsedResponse), InputError> {
    match (&flow.state, &flow.response) {
        (State::Prompt(state), Some(response)) => Ok((state, response)),
        _ => Err(InputError::NotExpected),
    }
}

/// Builds the answer with the code of a magic link. It is an error if the prompt is not an email
/// challenge: on a later prompt, the same field may ask for a new password.
pub(super) fn email_code_answer(prompt: &Prompt, code: Secret) -> Result<Answer, InputError> {
    let answer = Answer::enter_passcode(prompt, code)?;
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
    answer.ok_or_else(|| form_not_offered(prompt, "a form for the code of an email"))
}
