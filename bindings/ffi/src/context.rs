//! What the step at hand needs beyond its form: the wire's `contextualData`.

use idx_flow::{Channel, Secret};

use crate::custom::RedactedUrl;

/// What the authenticator at hand needs beyond a form. All of it is optional on the wire. Its QR
/// code stands in the action that shows it.
#[derive(uniffi::Record)]
pub struct ContextualData {
    /// The secret behind the QR code, for typing it in (Google Authenticator; base32).
    pub shared_secret: Option<Secret>,
    /// How Okta Verify gets its activation link.
    pub selected_channel: Option<Channel>,
    /// Where the link was sent, as shown to the user.
    pub email: Option<String>,
    /// Where the link was sent, as shown to the user.
    pub phone_number: Option<String>,
    /// Setting up Okta Verify on this very device.
    pub same_device: Option<SameDevice>,
    /// Setting it up with the help of a device that has it.
    pub device_bootstrap: Option<DeviceBootstrap>,
    /// The number to choose on the phone (number challenge). Show it only while this prompt lasts.
    pub correct_answer: Option<Secret>,
    /// The questions to choose from, or the one to answer.
    pub questions: Vec<SecurityQuestion>,
    /// A code for typing into the window where the sign-in began (magic link opened elsewhere).
    pub otp: Option<Secret>,
    /// Whether the mail also has a link.
    pub use_email_magic_link: Option<bool>,
    /// What Duo's frame needs.
    pub duo: Option<Duo>,
}

/// Setting up Okta Verify on the device at hand (`samedevice`, IDX wire).
#[derive(uniffi::Record)]
pub struct SameDevice {
    /// Opens Okta Verify and sets it up: https, or Okta Verify's own scheme.
    pub setup_url: Option<RedactedUrl>,
    /// The store, where Okta Verify is missing: https.
    pub download_url: Option<RedactedUrl>,
    /// The org, to type in.
    pub org_url: Option<String>,
    /// The device's platform, as the server sees it.
    pub platform: Option<String>,
    /// How strictly the device is checked: `ANY`, `HIGH`…
    pub security_level: Option<String>,
}

/// Setting up Okta Verify with a device that has it (`devicebootstrap`, IDX wire).
#[derive(uniffi::Record)]
pub struct DeviceBootstrap {
    /// The names of the devices that have it.
    pub enrolled_devices: Vec<String>,
    /// The new device's platform, as the server sees it.
    pub platform: Option<String>,
}

/// What Duo's frame needs (`contextualData` of the key `duo`, IDX wire).
#[derive(uniffi::Record)]
pub struct Duo {
    /// Duo's API host for this org, to which the frame leads: `api-1234.duosecurity.com`.
    pub host: String,
    /// The request that the server signed: what Duo's Web SDK calls `sig_request`.
    pub signed_token: Secret,
    /// The server's copy of Duo's Web SDK: https.
    pub script: Option<RedactedUrl>,
    /// How it is embedded: `IFRAME`. An open set.
    pub integration_type: Option<String>,
}

/// A security question.
#[derive(uniffi::Record)]
pub struct SecurityQuestion {
    /// What an answer names it by; `custom` for the user's own.
    pub key: String,
    /// The question, where it is given.
    pub text: Option<String>,
}

impl From<&idx_flow::ContextualData> for ContextualData {
    fn from(context: &idx_flow::ContextualData) -> Self {
        let question = |one: &idx_flow::SecurityQuestion| SecurityQuestion {
            key: one.key.clone(),
            text: one.text.clone(),
        };
        Self {
            shared_secret: context.shared_secret.clone(),
            selected_channel: context.selected_channel.clone(),
            email: context.email.clone(),
            phone_number: context.phone_number.clone(),
            same_device: context.same_device.as_ref().map(SameDevice::from),
            device_bootstrap: context.device_bootstrap.as_ref().map(DeviceBootstrap::from),
            correct_answer: context.correct_answer.clone(),
            questions: context.questions.iter().map(question).collect(),
            otp: context.otp.clone(),
            use_email_magic_link: context.use_email_magic_link,
            duo: context.duo.as_deref().map(Duo::from),
        }
    }
}

impl From<&idx_flow::SameDevice> for SameDevice {
    fn from(device: &idx_flow::SameDevice) -> Self {
        let setup = device.setup_url.as_ref().map(Secret::expose);
        Self {
            setup_url: setup.map(RedactedUrl::from),
            download_url: device.download_url.as_deref().map(RedactedUrl::from),
            org_url: device.org_url.clone(),
            platform: device.platform.clone(),
            security_level: device.security_level.clone(),
        }
    }
}

impl From<&idx_flow::DeviceBootstrap> for DeviceBootstrap {
    fn from(bootstrap: &idx_flow::DeviceBootstrap) -> Self {
        Self {
            enrolled_devices: bootstrap.enrolled_devices.clone(),
            platform: bootstrap.platform.clone(),
        }
    }
}

impl From<&idx_flow::Duo> for Duo {
    fn from(duo: &idx_flow::Duo) -> Self {
        Self {
            host: duo.host.clone(),
            signed_token: duo.signed_token.clone(),
            script: duo.script.as_deref().map(RedactedUrl::from),
            integration_type: duo.integration_type.clone(),
        }
    }
}
