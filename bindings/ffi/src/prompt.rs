//! Prompts.

use std::sync::Arc;
use std::time::SystemTime;

use crate::app::ClientApp;
use crate::authenticator::Authenticator;
use crate::context::ContextualData;
use crate::custom::PngImage;
use crate::device::DeviceChallenge;
use crate::message::Message;
use crate::remediation::Remediation;
use crate::webauthn::Ceremony;

/// A step of the transaction: the forms that the user can submit, the server's messages, and the data
/// needed to render them.
#[derive(uniffi::Record)]
pub struct Prompt {
    /// The version. It increases whenever the prompt changes, and after each answer. A poll that returns
    /// the same prompt does not change it.
    pub version: i64,
    /// A notice for the user about the last answer, in addition to the server's messages.
    #[uniffi(default = None)]
    pub notice: Option<Notice>,
    /// The purpose of the transaction, such as `LOGIN` or `CREDENTIAL_ENROLLMENT`. Expect other values.
    pub intent: Option<String>,
    /// The remediations in the server's order. Those of authenticators, and `cancel`, come last.
    pub remediations: Vec<Remediation>,
    /// The authenticators that the user can use or enroll.
    pub authenticators: Vec<Authenticator>,
    /// The user's enrollments.
    pub enrollments: Vec<Authenticator>,
    /// The authenticator that is being enrolled, verified or recovered.
    pub current_authenticator: Option<Authenticator>,
    /// Additional data of the current authenticator, such as a number, a link or questions.
    pub contextual_data: Option<ContextualData>,
    /// The QR code to show, if any.
    #[uniffi(default = None)]
    pub qr: Option<QrCode>,
    /// The server's messages about the prompt. Messages about a field are properties of the field.
    pub messages: Vec<Message>,
    /// The user, after identification. The server may send made-up data for an unknown user.
    pub user: Option<UserProfile>,
    /// The app that the user signs in to.
    pub app: Option<ClientApp>,
    /// The captcha that a form may require.
    pub captcha: Option<Captcha>,
    /// The WebAuthn ceremonies that forms require, to create or to use a passkey or security key.
    #[uniffi(default = [])]
    pub ceremonies: Vec<Ceremony>,
    /// The pending challenge to Okta Verify on this device (FastPass).
    #[uniffi(default = None)]
    pub device_challenge: Option<DeviceChallenge>,
    /// Problems in the response that the engine tolerated, for developers. They contain no values.
    pub diagnostics: Vec<String>,
}

/// A notice for the user about the last answer, in addition to the server's messages.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Notice {
    /// The last answer may not have reached the server: no usable response came. The engine did not
    /// send it again; it asked the server for the current step, and this is it.
    AnswerMayBeLost {
        /// The number of consecutive answers that were lost.
        attempts: i32,
    },
    /// The server rate-limits an answer. The flow rejects it until `retryAt`; every other remediation
    /// can be used.
    RateLimited {
        /// The ID of the remediation.
        remediation: String,
        /// The time from which it can be used again, by the device's clock.
        retry_at: SystemTime,
    },
}

/// A QR code to show.
#[derive(uniffi::Record)]
pub struct QrCode {
    /// The image.
    pub png: PngImage,
    /// The alternative text for accessibility.
    pub alt: String,
}

/// The user's profile, as far as the server provides it.
#[derive(uniffi::Record)]
pub struct UserProfile {
    /// The server's ID.
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

/// A captcha to solve before a form is submitted.
#[derive(uniffi::Record)]
pub struct Captcha {
    /// The server's ID, which is submitted as `captchaId`.
    pub id: Option<String>,
    /// The provider: `RECAPTCHA_V2` or `HCAPTCHA`.
    pub kind: Option<String>,
    /// The site key for the provider's script.
    pub site_key: Option<String>,
}

impl Prompt {
    pub(crate) fn new(prompt: &idx_flow::Prompt) -> Self {
        let convert = |authenticators: &[Arc<idx_flow::Authenticator>]| {
            let authenticators = authenticators.iter();
            authenticators
                .map(|it| Authenticator::from(&**it))
                .collect()
        };
        let data = prompt.contextual_data();
        Self {
            version: prompt.version.cast_signed(),
            notice: prompt.notice.as_ref().and_then(Notice::new),
            intent: prompt.intent.clone(),
            remediations: prompt.remediations.iter().map(Remediation::from).collect(),
            authenticators: convert(&prompt.authenticators),
            enrollments: convert(&prompt.enrollments),
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

impl Notice {
    /// Returns `None` for a notice that this interface does not know.
    fn new(notice: &idx_flow::Notice) -> Option<Self> {
        match notice {
            idx_flow::Notice::AnswerMayBeLost { attempts } => Some(Self::AnswerMayBeLost {
                attempts: i32::try_from(*attempts).unwrap_or(i32::MAX),
            }),
            idx_flow::Notice::RateLimited {
                remediation,
                retry_at,
            } => Some(Self::RateLimited {
                remediation: remediation.clone(),
                retry_at: *retry_at,
            }),
            _ => None,
        }
    }
}

impl QrCode {
    /// Returns `None` if the image is invalid. The action then shows the prompt without a QR code.
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
