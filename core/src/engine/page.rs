//! The newest response, kept as it came and read once.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, check};
use crate::issuer::Issuer;
use crate::names::{Channel, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::reading::Reading;
use crate::prompt::remediation::{Place, Remediation};
use crate::secret::Secret;

/// A response: its text, and what was read from it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Page {
    text: Secret,
    pub(crate) prompt: Arc<Prompt>,
    pub(crate) state_handle: Option<Secret>,
    pub(crate) poll: Option<Poll>,
    pub(crate) kind: PageKind,
}

/// The remediation to poll, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Poll {
    index: usize,
    pub(crate) interval: Duration,
}

/// What there is to do on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageKind {
    /// Something to type or to choose.
    Form,
    /// A QR code to scan.
    Qr,
    /// Something happens elsewhere: a push, a link.
    Waiting,
    /// Nothing but this address to go to.
    Redirect(usize),
}

/// The server's interval is kept within these, and is this where it says nothing.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
const USUAL: Duration = Duration::from_secs(4);

impl Page {
    pub(crate) fn new(reading: Reading, text: Secret) -> Self {
        let Reading {
            prompt,
            state_handle,
            ..
        } = reading;
        let poll = poll(&prompt);
        let kind = kind(&prompt, poll);
        Self {
            text,
            prompt: Arc::new(prompt),
            state_handle,
            poll,
            kind,
        }
    }

    /// Numbers the challenge of this device, and tells it whose account is meant.
    pub(crate) fn name_challenge(&mut self, number: u64, login_hint: Option<&str>) {
        let Some(prompt) = Arc::get_mut(&mut self.prompt) else {
            return;
        };
        let identified = prompt
            .user
            .as_ref()
            .and_then(|user| user.identifier.clone());
        if let Some(challenge) = &mut prompt.device_challenge {
            challenge.number = number;
            if let Some(login) = login_hint.map(str::to_owned).or(identified) {
                challenge.hint(&login);
            }
        }
    }

    /// The response as it came.
    pub(crate) fn text(&self) -> &str {
        self.text.expose()
    }

    /// The remediation that is polled.
    pub(crate) fn polled(&self) -> Option<&Remediation> {
        self.prompt.remediations.get(self.poll?.index)
    }

    /// Whether every form goes to the issuer's own origin, and the only address is safe to open.
    pub(crate) fn is_trusted(&self, issuer: &Issuer) -> bool {
        let all = &self.prompt.remediations;
        let mut sent = all
            .iter()
            .filter(|one| one.is_form)
            .filter_map(|one| one.href.as_deref());
        let opened = match self.kind {
            PageKind::Redirect(index) => all.get(index).and_then(Remediation::destination),
            PageKind::Form | PageKind::Qr | PageKind::Waiting => None,
        };
        sent.all(|href| issuer.own(href).is_some())
            && opened.is_none_or(|address| issuer.openable(address).is_some())
    }
}

/// A remediation that says how often, or is called a poll; else the current authenticator's poll.
/// A device that vouches for another is not polled: the user comes back by themselves.
fn poll(prompt: &Prompt) -> Option<Poll> {
    let context = prompt.context();
    let channel = context.and_then(|context| context.selected_channel.as_ref());
    if channel == Some(&Channel::Devicebootstrap) {
        return None;
    }
    let action = |one: &&Remediation| one.place == Place::Authenticator && one.name == Name::Poll;
    let index = prompt.remediations.iter().position(|one| {
        // a form that asks for something is the user's, however often it says to ask
        one.is_poll() && one.href.is_some() && check(one, &Answer::new(&one.id)).is_ok()
    })?;
    let said = prompt.remediations.get(index).and_then(|one| one.refresh);
    let said = said.or_else(|| prompt.remediations.iter().find(action)?.refresh);
    Some(Poll {
        index,
        interval: said.unwrap_or(USUAL).clamp(SHORTEST, LONGEST),
    })
}

fn kind(prompt: &Prompt, poll: Option<Poll>) -> PageKind {
    if let Some(context) = prompt.context()
        && let Some(qr) = &context.qr
        && context
            .selected_channel
            .as_ref()
            .is_none_or(|channel| *channel == Channel::Qrcode)
        && qr.png().is_ok()
    {
        return PageKind::Qr;
    }
    let offered = || {
        prompt
            .remediations
            .iter()
            .enumerate()
            .filter(|(_, one)| one.place == Place::Remediation)
    };
    if let (Some((index, only)), None) = (offered().next(), offered().nth(1))
        && only.destination().is_some()
    {
        return PageKind::Redirect(index);
    }
    let is_end =
        |one: &Remediation| matches!(one.name, Name::SuccessRedirect | Name::FailureRedirect);
    if offered().next().is_none()
        && let Some(index) = prompt.remediations.iter().position(is_end)
    {
        return PageKind::Redirect(index);
    }
    match poll {
        Some(poll)
            if offered()
                .next()
                .is_some_and(|(index, _)| index == poll.index) =>
        {
            PageKind::Waiting
        }
        _ => PageKind::Form,
    }
}

impl TryFrom<String> for Page {
    type Error = crate::ReadError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let reading = Reading::from_json(text.as_bytes())?;
        Ok(Self::new(reading, text.into()))
    }
}

impl From<Page> for String {
    fn from(page: Page) -> Self {
        page.text().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn page(remediations: Value, current: Value) -> Page {
        let response =
            json!({"remediation": {"value": remediations}, "currentAuthenticator": current});
        Page::try_from(response.to_string()).unwrap()
    }

    fn interval(refresh: Value) -> u64 {
        let poll = json!([{"name": "enroll-poll", "href": "/x", "refresh": refresh, "value": []}]);
        page(poll, json!({})).poll.unwrap().interval.as_millis() as u64
    }

    #[test]
    fn the_interval_is_the_servers_within_bounds() {
        assert_eq!(interval(json!(4000)), 4000);
        assert_eq!(interval(json!("2000")), 2000);
        assert_eq!(interval(json!(null)), 4000);
        assert_eq!(interval(json!(-1)), 4000);
        assert_eq!(interval(json!(0)), 1000);
        assert_eq!(interval(json!(4)), 1000);
        assert_eq!(interval(json!(86_400_000)), 60_000);
    }

    #[test]
    fn an_authenticators_poll_goes_on_behind_a_form() {
        let page = page(
            json!([{"name": "challenge-authenticator", "href": "/a", "value": []}]),
            json!({"value": {"poll": {"name": "poll", "href": "/p", "refresh": 2000, "value": []}}}),
        );
        assert_eq!(page.kind, PageKind::Form);
        assert_eq!(page.polled().unwrap().id, "currentAuthenticator-poll");
        assert_eq!(page.poll.unwrap().interval, Duration::from_secs(2));
    }

    #[test]
    fn a_device_that_vouches_is_not_polled() {
        let page = page(
            json!([{"name": "enroll-poll", "href": "/x", "refresh": 4000, "value": []}]),
            json!({"contextualData": {"selectedChannel": "devicebootstrap"}}),
        );
        assert_eq!((page.poll, page.kind), (None, PageKind::Form));
    }

    #[test]
    fn a_lone_address_is_a_redirect_and_one_of_many_is_a_choice() {
        let idp = json!({"name": "redirect-idp", "href": "https://idp.example"});
        assert_eq!(page(json!([idp]), json!({})).kind, PageKind::Redirect(0));
        assert_eq!(page(json!([idp, idp]), json!({})).kind, PageKind::Form);
    }

    #[test]
    fn a_form_that_asks_for_something_is_not_polled() {
        let form = json!([{"name": "challenge-authenticator", "href": "/a", "refresh": 2000,
            "value": [{"name": "code", "required": true}]}]);
        assert_eq!(page(form, json!({})).poll, None);
    }

    #[test]
    fn a_picture_that_is_none_is_not_shown() {
        let poll = json!([{"name": "enroll-poll", "href": "/x", "value": []}]);
        let qr = json!({"contextualData": {"qrcode": {"href": "https://cdn.example/qr.png"}}});
        assert_eq!(page(poll, qr).kind, PageKind::Waiting);
    }
}
