//! The prompt: the current step of the transaction, with everything that a screen needs.

pub(crate) mod app;
pub(crate) mod authenticator;
pub(crate) mod cancel;
pub(crate) mod consent;
pub(crate) mod constant;
pub(crate) mod contextual_data;
pub(crate) mod device_challenge;
pub(crate) mod diagnostics;
pub(crate) mod duo;
pub(crate) mod field;
mod form;
mod hints;
pub(crate) mod idp;
mod link;
pub(crate) mod loopback;
pub(crate) mod message;
pub(crate) mod notice;
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
use self::notice::Notice;
use self::password_policy::UserAttributes;
use self::remediation::Remediation;
use self::webauthn::Ceremony;
use crate::names::RemediationName;
use crate::wire::json::Json;

/// A prompt: the remediations that the server offers, and everything that a screen for them needs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Prompt {
    /// The version of the prompt. It increases whenever the flow has another prompt to show. A poll
    /// that returns the same prompt does not change it. An [`Answer`](crate::Answer) is bound to it. 0
    /// outside of a flow.
    pub version: u64,
    /// A notice for the user about the last answer, in addition to the server's messages.
    pub notice: Option<Notice>,
    /// The purpose of the transaction, such as `LOGIN` or `CREDENTIAL_ENROLLMENT` (IDX wire). More
    /// values may be added.
    pub intent: Option<String>,
    /// The remediations, in the server's order. The actions of authenticators come after them, and
    /// cancel comes last.
    pub remediations: Vec<Remediation>,
    /// The authenticators that the user can verify or enroll.
    pub authenticators: Vec<Arc<Authenticator>>,
    /// The authenticators that the user has enrolled.
    pub enrollments: Vec<Arc<Authenticator>>,
    /// The authenticator that is being verified, enrolled or recovered.
    pub current_authenticator: Option<Arc<Authenticator>>,
    /// The messages of the prompt. Messages about a field are in [`Field::messages`].
    pub messages: Vec<Message>,
    /// The user, after identification. For an unknown user, the server may return a made-up profile.
    pub user: Option<Box<UserProfile>>,
    /// The app that the user signs in to.
    pub app: Option<Box<ClientApp>>,
    /// The captcha of the prompt. [`Remediation::captcha`] returns the field of the form that takes its
    /// token.
    pub captcha: Option<Box<Captcha>>,
    /// The WebAuthn ceremonies that forms ask for: to create or to use a passkey or security key.
    pub ceremonies: Vec<Ceremony>,
    /// The challenge for Okta Verify on this device, while the prompt waits for it (FastPass).
    pub device_challenge: Option<Box<DeviceChallenge>>,
    /// When the transaction expires, by the server's clock. See
    /// [`Flow::expires_in`](crate::Flow::expires_in) for a countdown.
    pub expires_at: Option<SystemTime>,
    /// Problems in the response that the library worked around, for developers. They contain no
    /// values of the response.
    pub diagnostics: Vec<String>,
}

/// The user's profile. The server decides which attributes it contains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserProfile {
    /// The user's id.
    pub id: Option<String>,
    /// The login or email address.
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

/// A captcha that the user solves before a form is submitted. [`Remediation::captcha`] returns the field
/// for its token, and [`Answer::with_captcha`](crate::Answer::with_captcha) adds the token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Captcha {
    /// The captcha's id, which is submitted as `captchaId`.
    pub id: Option<String>,
    /// The type, such as `RECAPTCHA_V2` or `HCAPTCHA` (IDX wire).
    pub kind: Option<String>,
    /// The site key for the captcha's script.
    pub site_key: Option<String>,
}

impl Prompt {
    /// The remediation with this id.
    pub fn remediation(&self, id: &str) -> Option<&Remediation> {
        self.remediations
            .iter()
            .find(|remediation| remediation.id == id)
    }

    /// The first remediation with this name.
    pub fn remediation_by_name(&self, name: &RemediationName) -> Option<&Remediation> {
        self.remediations
            .iter()
            .find(|remediation| remediation.name == *name)
    }

    /// Whether the engine polls while the prompt is shown. If not, the wait of an action lasts until the
    /// transaction expires.
    pub fn is_polled(&self) -> bool {
        self.remediations.iter().any(Remediation::is_poll)
    }

    /// The user's enrollment with this [id](Authenticator::enrollment_id), such as that of the current
    /// authenticator or of a [choice](Choice::enrollment_id).
    pub fn enrollment(&self, enrollment_id: &str) -> Option<&Authenticator> {
        let mut enrollments = self.enrollments.iter();
        let has_id = |enrollment: &&Arc<Authenticator>| {
            enrollment.enrollment_id.as_deref() == Some(enrollment_id)
        };
        enrollments.find(has_id).map(Arc::as_ref)
    }

    /// The attributes of the user that a new password must not contain, as far as the prompt has them.
    pub fn user_attributes(&self) -> UserAttributes<'_> {
        let user = self.user.as_deref();
        UserAttributes {
            username: user.and_then(|user| user.identifier.as_deref()),
            first_name: user.and_then(|user| user.first_name.as_deref()),
            last_name: user.and_then(|user| user.last_name.as_deref()),
        }
    }

    /// The WebAuthn ceremony of the prompt: the first that the user starts, or else the one for
    /// autofill.
    pub fn ceremony(&self) -> Option<&Ceremony> {
        let mut ceremonies = self.ceremonies.iter();
        let modal = ceremonies.clone().find(|ceremony| !ceremony.is_conditional);
        modal.or_else(|| ceremonies.next())
    }

    /// The data of the current authenticator that the step needs besides a form: a QR code, the number
    /// of a number challenge, security questions…
    pub fn contextual_data(&self) -> Option<&ContextualData> {
        self.current_authenticator
            .as_ref()?
            .contextual_data
            .as_deref()
    }

    /// Whether both prompts render the same. Ignores data that may change with every response:
    /// `expires_at`, the state handle, and the content of the device challenge (its number is compared).
    pub fn same_screen(&self, other: &Self) -> bool {
        let Self {
            version: _,
            notice,
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
            && *notice == other.notice
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

    /// Whether both prompts are the same step of the transaction: the same remediations, about the same
    /// authenticator. Their messages may differ.
    pub(crate) fn same_step(&self, other: &Self) -> bool {
        let ids = |prompt: &'_ Self| {
            let remediations = prompt.remediations.iter();
            remediations.map(|form| form.id.clone()).collect::<Vec<_>>()
        };
        let current = |prompt: &'_ Self| {
            let current = prompt.current_authenticator.as_ref()?;
            Some((current.key.clone(), current.id.clone()))
        };
        self.intent == other.intent && ids(self) == ids(other) && current(self) == current(other)
    }

    /// All messages: those of the prompt, then those of the fields.
    pub fn all_messages(&self) -> impl Iterator<Item = &Message> {
        let fields = self
            .remediations
            .iter()
            .flat_map(|form| form.fields.iter().chain(&form.hidden));
        self.messages.iter().chain(fields.flat_map(field_messages))
    }
}

/// The messages of a field and of the forms of its choices.
fn field_messages(field: &Field) -> Vec<&Message> {
    let fields = |choice| Choice::fields(choice).iter().chain(choice.hidden());
    let fields = field.choices.iter().flat_map(fields);
    field
        .messages
        .iter()
        .chain(fields.flat_map(field_messages))
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

    fn prompt(handle: &str, expires_at: &str, message: &str) -> Prompt {
        let handle = json!({"name": "stateHandle", "value": handle, "mutable": false});
        let response = json!({
            "expiresAt": expires_at,
            "messages": {"value": [{"message": message}]},
            "remediation": {"value": [{"name": "enroll-poll", "href": "/poll", "value": [handle]}]},
        });
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    #[test]
    fn another_message_belongs_to_the_same_step() {
        let before = prompt("02a", "2026-01-01T00:00:00.000Z", "Scan.");
        let mut after = prompt("02b", "2026-01-01T00:00:04.000Z", "Update.");
        assert!(before.same_step(&after));
        after.remediations[0].id = "poll".to_owned();
        assert!(!before.same_step(&after));
    }

    #[test]
    fn options_the_current_authenticator_and_the_list_refer_to_the_same_enrollment() {
        let constant =
            |name: &str, value: &str| json!({"name": name, "value": value, "mutable": false});
        let constants = [constant("id", "aut1"), constant("enrollmentId", "sms2")];
        let response = json!({
            "authenticators": {"value": [{"id": "aut1", "key": "phone_number"}]},
            "authenticatorEnrollments": {"value": [{"id": "sms1", "key": "phone_number"},
                {"id": "sms2", "key": "phone_number", "nickname": "Work"}]},
            "currentAuthenticatorEnrollment": {"value": {"id": "sms2", "key": "phone_number"}},
            "remediation": {"value": [{"name": "select-authenticator-authenticate", "value": [
                {"name": "authenticator", "options": [{"value": {"form": {"value": constants}}}]}]}]},
        });
        let prompt = IdxResponse::from_json(response.to_string().as_bytes())
            .unwrap()
            .prompt;
        let choice = &prompt.remediations[0].fields[0].choices[0];
        let enrollment = prompt.enrollment(choice.enrollment_id().unwrap()).unwrap();
        assert_eq!(enrollment.nickname.as_deref(), Some("Work"));
        let current = prompt.current_authenticator.as_ref().unwrap();
        assert_eq!(current.enrollment_id, enrollment.enrollment_id);
        assert_eq!(prompt.authenticators[0].enrollment_id, None);
        assert!(prompt.enrollment("aut1").is_none());
    }

    #[test]
    fn a_new_handle_and_expiry_do_not_change_the_screen() {
        let before = prompt("02a", "2026-01-01T00:00:00.000Z", "Scan.");
        assert!(before.same_screen(&prompt("02b", "2026-01-01T00:00:04.000Z", "Scan.")));
        assert!(!before.same_screen(&prompt("02a", "2026-01-01T00:00:00.000Z", "Update.")));
    }
}
