//! The newest response, kept as received and parsed once.

use std::sync::Arc;

use super::annotations::Annotations;
use super::poll::{Poll, find_poll};
use super::trust;
use crate::config::FlowConfig;
use crate::names::{Channel, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::message::Message;
use crate::prompt::remediation::{Remediation, RemediationSource};
use crate::prompt::response::{IdxResponse, ResponseKind};
use crate::secret::Secret;

/// An IDX response: its text, and what the engine needs of it.
#[derive(Clone, PartialEq)]
pub(crate) struct ParsedResponse {
    text: Secret,
    /// The messages of the response itself.
    messages: Vec<Message>,
    pub(crate) prompt: Arc<Prompt>,
    pub(crate) state_handle: Option<Secret>,
    pub(crate) poll: Option<Poll>,
    pub(crate) kind: PromptKind,
    /// Whether the response has an interaction code.
    pub(crate) is_success: bool,
    /// The remediation whose untrusted URL makes the whole prompt unusable.
    pub(crate) untrusted: Option<String>,
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
    pub(crate) fn new(response: IdxResponse, text: Secret, config: &FlowConfig) -> Self {
        let IdxResponse {
            mut prompt,
            state_handle,
            kind,
            ..
        } = response;
        let untrusted = trust::remove_untrusted_urls(&mut prompt, &config.issuer);
        if let Some(id) = &config.parts.rp_id {
            let ceremonies = prompt.ceremonies.iter_mut();
            ceremonies.for_each(|ceremony| ceremony.set_rp_id(id));
        }
        let poll = find_poll(&prompt);
        Self {
            text,
            messages: prompt.messages.clone(),
            kind: prompt_kind(&prompt, poll),
            prompt: Arc::new(prompt),
            state_handle,
            poll,
            is_success: kind == ResponseKind::Success,
            untrusted,
        }
    }

    /// Parses the text of a saved response; `None` if it is not a usable IDX response.
    pub(super) fn restore(text: Secret, config: &FlowConfig) -> Option<Self> {
        let response = IdxResponse::from_json(text.expose().as_bytes()).ok()?;
        let parsed = Self::new(response, text, config);
        parsed.untrusted.is_none().then_some(parsed)
    }

    /// Adds the annotations to the prompt, in place of earlier ones.
    pub(super) fn annotate(&mut self, annotations: &Annotations) {
        annotations.apply(Arc::make_mut(&mut self.prompt), &self.messages);
    }

    /// Adds the number of the device challenge, and the login of the user that it is meant for.
    pub(super) fn annotate_challenge(&mut self, number: u64, login_hint: Option<&str>) {
        let prompt = Arc::make_mut(&mut self.prompt);
        let user = prompt.user.as_ref();
        let identified = user.and_then(|user| user.identifier.clone());
        if let Some(challenge) = &mut prompt.device_challenge {
            challenge.number = number;
            if let Some(login) = login_hint.map(str::to_owned).or(identified) {
                challenge.add_login_hint(&login);
            }
        }
    }

    /// Adds a problem that the engine worked around.
    pub(super) fn note(&mut self, problem: &str) {
        let diagnostics = &mut Arc::make_mut(&mut self.prompt).diagnostics;
        diagnostics.push(problem.to_owned());
    }

    /// The response as received.
    pub(crate) fn text(&self) -> &str {
        self.text.expose()
    }

    /// The form that is polled.
    pub(crate) fn poll_form(&self) -> Option<&Remediation> {
        self.prompt.remediations.get(self.poll?.index)
    }

    /// Whether the prompt can be answered, or opens a URL: the redirect that ends a hosted flow counts.
    pub(crate) fn has_next_step(&self) -> bool {
        let mut remediations = self.prompt.remediations.iter();
        let is_offered = |form: &Remediation| form.source == RemediationSource::Remediation;
        remediations.any(is_offered) || matches!(self.kind, PromptKind::Redirect(_))
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

#[cfg(test)]
mod tests {
    use super::super::test_util::{config, parse};
    use super::*;
    use serde_json::{Value, json};

    fn parsed(remediations: Value, current: Value) -> ParsedResponse {
        parse(&json!({"remediation": {"value": remediations}, "currentAuthenticator": current}))
    }

    #[test]
    fn a_sole_url_is_a_redirect_and_one_of_several_is_a_choice() {
        let idp = json!({"name": "redirect-idp", "href": "https://idp.example"});
        let sole = parsed(json!([idp]), json!({}));
        assert_eq!(sole.kind, PromptKind::Redirect(0));
        assert_eq!(parsed(json!([idp, idp]), json!({})).kind, PromptKind::Form);
    }

    #[test]
    fn an_invalid_qr_code_is_not_shown() {
        let poll = json!([{"name": "enroll-poll", "href": "/x", "value": []}]);
        let qr = json!({"contextualData": {"qrcode": {"href": "https://cdn.example/qr.png"}}});
        assert_eq!(parsed(poll, qr).kind, PromptKind::Waiting);
    }

    #[test]
    fn annotations_replace_earlier_ones() {
        let mut response = parsed(
            json!([{"name": "skip", "href": "/x", "value": []}]),
            json!({}),
        );
        let message = |text: &str| {
            let json = json!({"messages": {"value": [{"message": text}]}}).to_string();
            let response = IdxResponse::from_json(json.as_bytes()).unwrap();
            response.prompt.messages
        };
        for text in ["first", "second"] {
            response.annotate(&Annotations {
                version: 7,
                notice: None,
                messages: message(text),
            });
            assert_eq!(response.prompt.messages, message(text));
            assert_eq!(response.prompt.version, 7);
        }
    }

    #[test]
    fn the_configured_relying_party_id_replaces_the_servers() {
        let challenge = json!({"challenge": "AAEC", "rpId": "id.acme.example"});
        let data = json!({"value": {"contextualData": {"challengeData": challenge}}});
        let field = |name: &str| json!({"name": name, "visible": false});
        let fields = ["clientData", "authenticatorData", "signatureData"].map(field);
        let form = json!([{"name": "challenge-authenticator", "href": "/x", "value": [
            {"name": "credentials", "form": {"value": fields}}]}]);
        let response = json!({"remediation": {"value": form}, "currentAuthenticator": data});
        let text = response.to_string();
        let response = IdxResponse::from_json(text.as_bytes()).unwrap();
        let config = config().with_relying_party_id("acme.example").unwrap();
        let parsed = ParsedResponse::new(response, text.into(), &config);
        let ceremony = parsed.prompt.ceremony().unwrap();
        assert_eq!(ceremony.rp_id, "acme.example");
        let options: Value = serde_json::from_str(&ceremony.options).unwrap();
        assert_eq!(options["rpId"], "acme.example");
    }
}
