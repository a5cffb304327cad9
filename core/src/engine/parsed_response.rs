//! The newest response, kept as received and parsed once.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::poll::{Poll, find_poll};
use crate::issuer::Issuer;
use crate::names::{Channel, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::remediation::{Remediation, RemediationSource};
use crate::prompt::response::IdxResponse;
use crate::secret::Secret;

/// An IDX response: its text, and what the engine needs of it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct ParsedResponse {
    text: Secret,
    pub(crate) prompt: Arc<Prompt>,
    pub(crate) state_handle: Option<Secret>,
    pub(crate) poll: Option<Poll>,
    pub(crate) kind: PromptKind,
}

/// How a prompt is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PromptKind {
    /// The user fills in or chooses something.
    Form,
    /// The user scans a QR code.
    Qr,
    /// The user acts elsewhere: approves a push notification, or opens a link.
    Waiting,
    /// The flow continues only at the URL of the remediation at this index.
    Redirect(usize),
}

impl ParsedResponse {
    pub(crate) fn new(response: IdxResponse, text: Secret) -> Self {
        let IdxResponse {
            prompt,
            state_handle,
            ..
        } = response;
        let poll = find_poll(&prompt);
        let kind = prompt_kind(&prompt, poll);
        Self {
            text,
            prompt: Arc::new(prompt),
            state_handle,
            poll,
            kind,
        }
    }

    /// Adds the number of the device challenge, and the login of the user that it is meant for.
    pub(crate) fn annotate_challenge(&mut self, number: u64, login_hint: Option<&str>) {
        let Some(prompt) = Arc::get_mut(&mut self.prompt) else {
            return;
        };
        let user = prompt.user.as_ref();
        let identified = user.and_then(|user| user.identifier.clone());
        if let Some(challenge) = &mut prompt.device_challenge {
            challenge.number = number;
            if let Some(login) = login_hint.map(str::to_owned).or(identified) {
                challenge.add_login_hint(&login);
            }
        }
    }

    /// The response as received.
    pub(crate) fn text(&self) -> &str {
        self.text.expose()
    }

    /// The form that is polled.
    pub(crate) fn poll_form(&self) -> Option<&Remediation> {
        self.prompt.remediations.get(self.poll?.index)
    }

    /// Whether every form is sent to the issuer's origin, and a sole redirect URL is safe to open.
    pub(crate) fn is_trusted(&self, issuer: &Issuer) -> bool {
        let remediations = &self.prompt.remediations;
        let mut form_urls = remediations
            .iter()
            .filter(|form| form.is_form)
            .filter_map(|form| form.href.as_deref());
        let redirect_url = match self.kind {
            PromptKind::Redirect(index) => {
                remediations.get(index).and_then(Remediation::destination)
            }
            PromptKind::Form | PromptKind::Qr | PromptKind::Waiting => None,
        };
        form_urls.all(|href| issuer.resolve_same_origin(href).is_some())
            && redirect_url.is_none_or(|url| issuer.resolve_navigable(url).is_some())
    }
}

fn prompt_kind(prompt: &Prompt, poll: Option<Poll>) -> PromptKind {
    if has_qr_code(prompt) {
        return PromptKind::Qr;
    }
    let offered = || {
        let indexed = prompt.remediations.iter().enumerate();
        indexed.filter(|(_, form)| form.source == RemediationSource::Remediation)
    };
    if let (Some((index, only)), None) = (offered().next(), offered().nth(1))
        && only.destination().is_some()
    {
        return PromptKind::Redirect(index);
    }
    let is_end =
        |form: &Remediation| matches!(form.name, Name::SuccessRedirect | Name::FailureRedirect);
    if offered().next().is_none()
        && let Some(index) = prompt.remediations.iter().position(is_end)
    {
        return PromptKind::Redirect(index);
    }
    let first = offered().next().map(|(index, _)| index);
    match poll {
        Some(poll) if first == Some(poll.index) => PromptKind::Waiting,
        _ => PromptKind::Form,
    }
}

/// Whether the prompt has a valid QR code, and the QR code is the selected channel.
fn has_qr_code(prompt: &Prompt) -> bool {
    let Some(data) = prompt.contextual_data() else {
        return false;
    };
    let channel = data.selected_channel.as_ref();
    channel.is_none_or(|channel| *channel == Channel::Qrcode)
        && data.qr.as_ref().is_some_and(|qr| qr.png().is_ok())
}

impl TryFrom<String> for ParsedResponse {
    type Error = crate::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let response = IdxResponse::from_json(text.as_bytes())?;
        Ok(Self::new(response, text.into()))
    }
}

impl From<ParsedResponse> for String {
    fn from(response: ParsedResponse) -> Self {
        response.text().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parse(remediations: Value, current: Value) -> ParsedResponse {
        let response =
            json!({"remediation": {"value": remediations}, "currentAuthenticator": current});
        ParsedResponse::try_from(response.to_string()).unwrap()
    }

    #[test]
    fn a_sole_url_is_a_redirect_and_one_of_several_is_a_choice() {
        let idp = json!({"name": "redirect-idp", "href": "https://idp.example"});
        let sole = parse(json!([idp]), json!({}));
        assert_eq!(sole.kind, PromptKind::Redirect(0));
        assert_eq!(parse(json!([idp, idp]), json!({})).kind, PromptKind::Form);
    }

    #[test]
    fn an_invalid_qr_code_is_not_shown() {
        let poll = json!([{"name": "enroll-poll", "href": "/x", "value": []}]);
        let qr = json!({"contextualData": {"qrcode": {"href": "https://cdn.example/qr.png"}}});
        assert_eq!(parse(poll, qr).kind, PromptKind::Waiting);
    }
}
