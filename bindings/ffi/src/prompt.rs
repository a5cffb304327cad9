//! What the server asks, as values: the page that a host draws.

use crate::app::ClientApp;
use crate::authenticator::Authenticator;
use crate::context::ContextualData;
use crate::custom::PngImage;
use crate::device::DeviceChallenge;
use crate::message::Message;
use crate::remediation::Remediation;
use crate::webauthn::Ceremony;

/// Everything that a screen needs: what can be done, with what, and what the server says.
#[derive(uniffi::Record)]
pub struct Prompt {
    /// The version: it increases whenever the flow shows another prompt. A poll that brings the same
    /// prompt does not change it.
    pub version: i64,
    /// What the conversation is about: `LOGIN`, `CREDENTIAL_ENROLLMENT`… An open set.
    pub intent: Option<String>,
    /// What can be done, in the server's order; the actions of authenticators and cancel come last.
    pub remediations: Vec<Remediation>,
    /// The authenticators that can be used or enrolled.
    pub authenticators: Vec<Authenticator>,
    /// The user's enrollments.
    pub enrollments: Vec<Authenticator>,
    /// The authenticator at hand: being enrolled, verified or recovered.
    pub current_authenticator: Option<Authenticator>,
    /// What the authenticator at hand needs beyond a form: a number, a link, questions…
    pub contextual_data: Option<ContextualData>,
    /// The QR code to show, if any.
    #[uniffi(default = None)]
    pub qr: Option<QrCode>,
    /// What the server says at the top of the page. Messages about a field stand at the field.
    pub messages: Vec<Message>,
    /// The user, once the server knows (or pretends to know) them.
    pub user: Option<UserProfile>,
    /// The app that is signed in to.
    pub app: Option<ClientApp>,
    /// The captcha that a form may ask for.
    pub captcha: Option<Captcha>,
    /// The WebAuthn ceremonies that forms ask for: a passkey or security key to create or to use.
    #[uniffi(default = [])]
    pub ceremonies: Vec<Ceremony>,
    /// What Okta Verify on this device is asked, while the page waits for it.
    #[uniffi(default = None)]
    pub device_challenge: Option<DeviceChallenge>,
    /// What was odd in the response, for developers; never a reason to stop. Holds no values.
    pub diagnostics: Vec<String>,
}

/// A QR code to show. Two are equal where their pictures are.
#[derive(uniffi::Record)]
pub struct QrCode {
    /// The picture.
    pub png: PngImage,
    /// The text for those who cannot see the picture.
    pub alt: String,
}

/// The user, as far as the server tells.
#[derive(uniffi::Record)]
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

/// A captcha to solve before a form is sent.
#[derive(uniffi::Record)]
pub struct Captcha {
    /// The server's id: the answer's `captchaId`.
    pub id: Option<String>,
    /// `RECAPTCHA_V2` or `HCAPTCHA`.
    pub kind: Option<String>,
    /// The key of the site, for the captcha's script.
    pub site_key: Option<String>,
}

impl Prompt {
    pub(crate) fn new(version: i64, prompt: &idx_flow::Prompt) -> Self {
        let list = |all: &[std::sync::Arc<idx_flow::Authenticator>]| {
            all.iter().map(|one| Authenticator::from(&**one)).collect()
        };
        let data = prompt.contextual_data();
        Self {
            version,
            intent: prompt.intent.clone(),
            remediations: prompt.remediations.iter().map(Remediation::from).collect(),
            authenticators: list(&prompt.authenticators),
            enrollments: list(&prompt.enrollments),
            current_authenticator: prompt
                .current_authenticator
                .as_deref()
                .map(Authenticator::from),
            contextual_data: data.map(ContextualData::from),
            qr: data.and_then(|data| data.qr.as_ref()).and_then(QrCode::new),
            messages: prompt.messages.iter().map(Message::from).collect(),
            user: prompt.user.as_deref().map(UserProfile::from),
            app: prompt.app.as_deref().map(ClientApp::from),
            captcha: prompt.captcha.as_deref().map(Captcha::from),
            ceremonies: prompt.ceremonies.iter().map(Ceremony::from).collect(),
            device_challenge: prompt
                .device_challenge
                .as_deref()
                .map(DeviceChallenge::from),
            diagnostics: prompt.diagnostics.clone(),
        }
    }
}

impl QrCode {
    /// None where the picture is not what it should be: nothing shows it then.
    fn new(qr: &idx_flow::QrCode) -> Option<Self> {
        let png = qr.png().ok()?;
        Some(Self {
            png: PngImage(png),
            alt: qr.alt.clone(),
        })
    }
}

impl From<&idx_flow::UserProfile> for UserProfile {
    fn from(user: &idx_flow::UserProfile) -> Self {
        Self {
            id: user.id.clone(),
            identifier: user.identifier.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            time_zone: user.time_zone.clone(),
            locale: user.locale.clone(),
        }
    }
}

impl From<&idx_flow::Captcha> for Captcha {
    fn from(captcha: &idx_flow::Captcha) -> Self {
        Self {
            id: captcha.id.clone(),
            kind: captcha.kind.clone(),
            site_key: captcha.site_key.clone(),
        }
    }
}
