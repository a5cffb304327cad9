//! What the server asks, as values: the page that a host draws.

pub(crate) mod app;
pub(crate) mod authenticator;
pub(crate) mod cancel;
pub(crate) mod consent;
pub(crate) mod contextual_data;
pub(crate) mod device_challenge;
pub(crate) mod diagnostics;
pub(crate) mod duo;
pub(crate) mod field;
mod form;
pub(crate) mod idp;
mod link;
pub(crate) mod loopback;
pub(crate) mod message;
pub(crate) mod password_policy;
pub(crate) mod path;
pub(crate) mod qr_code;
mod relates_to;
pub(crate) mod remediation;
pub(crate) mod response;
mod unique;
pub(crate) mod value;
pub(crate) mod webauthn;

use std::sync::Arc;
use std::time::SystemTime;

use self::app::ClientApp;
use self::authenticator::Authenticator;
use self::contextual_data::ContextualData;
use self::device_challenge::DeviceChallenge;
use self::field::{Choice, Field};
use self::message::Message;
use self::remediation::Remediation;
use self::webauthn::Ceremony;
use crate::names::RemediationName;
use crate::wire::json::Json;

/// Everything that a screen needs: what can be done, with what, and what the server says.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// What the conversation is about: `LOGIN`, `CREDENTIAL_ENROLLMENT`… An open set.
    pub intent: Option<String>,
    /// What can be done, in the server's order; the actions of authenticators and cancel come last.
    pub remediations: Vec<Remediation>,
    /// The authenticators that can be used or enrolled.
    pub authenticators: Vec<Arc<Authenticator>>,
    /// The user's enrollments.
    pub enrollments: Vec<Arc<Authenticator>>,
    /// The authenticator at hand: being enrolled, verified or recovered.
    pub current_authenticator: Option<Arc<Authenticator>>,
    /// What the server says at the top of the page. Messages about a field stand at the field.
    pub messages: Vec<Message>,
    /// The user, once the server knows (or pretends to know) them.
    pub user: Option<Box<UserProfile>>,
    /// The app that is signed in to.
    pub app: Option<Box<ClientApp>>,
    /// The captcha that a form may ask for.
    pub captcha: Option<Box<Captcha>>,
    /// The WebAuthn ceremonies that forms ask for: a passkey or security key to create or to use.
    pub ceremonies: Vec<Ceremony>,
    /// What Okta Verify on this device is asked, while the page waits for it.
    pub device_challenge: Option<Box<DeviceChallenge>>,
    /// When the server forgets this conversation, by the server's clock.
    pub expires_at: Option<SystemTime>,
    /// What was odd in the response, for developers; never a reason to stop. Holds no values.
    pub diagnostics: Vec<String>,
}

/// The user, as far as the server tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserProfile {
    /// The server's id.
    pub id: Option<String>,
    /// The login or email.
    pub identifier: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The time zone.
    pub time_zone: Option<String>,
    /// The locale.
    pub locale: Option<String>,
}

/// A captcha to solve before a form is sent. [`Remediation::captcha`] says which form asks for it,
/// [`Answer::with_captcha`](crate::Answer::with_captcha) puts its token there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captcha {
    /// The server's id: the answer's `captchaId`.
    pub id: Option<String>,
    /// `RECAPTCHA_V2` or `HCAPTCHA`.
    pub kind: Option<String>,
    /// The key of the site, for the captcha's script.
    pub site_key: Option<String>,
}

impl Prompt {
    /// The remediation of this id.
    pub fn remediation(&self, id: &str) -> Option<&Remediation> {
        self.remediations
            .iter()
            .find(|remediation| remediation.id == id)
    }

    /// The first remediation of this name.
    pub fn remediation_by_name(&self, name: &RemediationName) -> Option<&Remediation> {
        self.remediations
            .iter()
            .find(|remediation| remediation.name == *name)
    }

    /// The WebAuthn ceremony of the prompt: the first that the user starts, or else the one for
    /// autofill.
    pub fn ceremony(&self) -> Option<&Ceremony> {
        let mut all = self.ceremonies.iter();
        let modal = all.clone().find(|one| !one.conditional);
        modal.or_else(|| all.next())
    }

    /// What the authenticator at hand needs beyond a form: QR code, number, questions…
    pub fn contextual_data(&self) -> Option<&ContextualData> {
        self.current_authenticator
            .as_ref()?
            .contextual_data
            .as_deref()
    }

    /// Whether a screen that shows the one shows the other: all is the same but for the hour at which
    /// the conversation ends, its handle, and the signature of a challenge, which may change with every
    /// response.
    pub fn same_screen(&self, other: &Self) -> bool {
        let Self {
            intent,
            remediations,
            authenticators,
            enrollments,
            current_authenticator,
            messages,
            user,
            app,
            captcha,
            ceremonies,
            device_challenge,
            expires_at: _,
            diagnostics,
        } = self;
        let number = |challenge: &Option<Box<DeviceChallenge>>| {
            challenge.as_ref().map(|challenge| challenge.number)
        };
        *remediations == other.remediations
            && *messages == other.messages
            && *current_authenticator == other.current_authenticator
            && *authenticators == other.authenticators
            && *enrollments == other.enrollments
            && *intent == other.intent
            && *user == other.user
            && *app == other.app
            && *captcha == other.captcha
            && *ceremonies == other.ceremonies
            && number(device_challenge) == number(&other.device_challenge)
            && *diagnostics == other.diagnostics
    }

    /// All messages: those at the top, then those at the fields.
    pub fn all_messages(&self) -> impl Iterator<Item = &Message> {
        let fields = self
            .remediations
            .iter()
            .flat_map(|one| one.fields.iter().chain(&one.hidden));
        self.messages.iter().chain(fields.flat_map(messages))
    }
}

/// A field's messages, and those in the forms of its choices.
fn messages(field: &Field) -> Vec<&Message> {
    let inner = |choice| Choice::fields(choice).iter().chain(choice.hidden());
    let choices = field.choices.iter().flat_map(inner);
    field
        .messages
        .iter()
        .chain(choices.flat_map(messages))
        .collect()
}

impl UserProfile {
    fn read(json: &Json<'_>) -> Self {
        let profile = |key: &str| json.object("profile")?.text(key);
        Self {
            id: json.text("id"),
            identifier: json.text("identifier"),
            first_name: profile("firstName"),
            last_name: profile("lastName"),
            time_zone: profile("timeZone"),
            locale: profile("locale"),
        }
    }
}

impl Captcha {
    fn read(json: &Json<'_>) -> Self {
        Self {
            id: json.text("id"),
            kind: json.text("type"),
            site_key: json.text("siteKey"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::json;

    fn page(handle: &str, ends: &str, message: &str) -> Prompt {
        let handle = json!({"name": "stateHandle", "value": handle, "mutable": false});
        let response = json!({
            "expiresAt": ends,
            "messages": {"value": [{"message": message}]},
            "remediation": {"value": [{"name": "enroll-poll", "href": "/poll", "value": [handle]}]},
        });
        let reading = IdxResponse::from_json(response.to_string().as_bytes());
        reading.unwrap().prompt
    }

    #[test]
    fn a_poll_that_brings_nothing_new_looks_the_same() {
        let page_before = page("02a", "2026-01-01T00:00:00.000Z", "Scan.");
        assert!(page_before.same_screen(&page("02b", "2026-01-01T00:00:04.000Z", "Scan.")));
        assert!(!page_before.same_screen(&page("02a", "2026-01-01T00:00:00.000Z", "Update.")));
    }
}
