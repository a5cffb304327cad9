//! Additional data of the current authenticator: `contextualData` on the IDX wire.

use idx_flow::{Channel, Secret};

use crate::custom::RedactedUrl;

/// Additional data of the current authenticator (`contextualData`, IDX wire). The server may omit every
/// property. The QR code is a property of the prompt.
#[derive(uniffi::Record)]
pub struct ContextualData {
    /// The secret that the QR code contains, for manual entry (Google Authenticator; base32).
    pub shared_secret: Option<Secret>,
    /// The channel through which Okta Verify receives its activation link.
    pub selected_channel: Option<Channel>,
    /// The email address to which the link was sent, formatted for display.
    pub email: Option<String>,
    /// The phone number to which the link was sent, formatted for display.
    pub phone_number: Option<String>,
    /// Data for setting up Okta Verify on this device.
    pub same_device: Option<SameDevice>,
    /// Data for setting up Okta Verify with an enrolled device.
    pub device_bootstrap: Option<DeviceBootstrap>,
    /// The number that the user has to choose on the phone (number challenge). Show it only with this
    /// prompt.
    pub correct_answer: Option<Secret>,
    /// The security questions to choose from, or the one to answer.
    pub questions: Vec<SecurityQuestion>,
    /// The one-time code to enter where the sign-in started, if an email link was opened on another
    /// device or browser.
    pub otp: Option<Secret>,
    /// Whether the email also contains a link.
    pub use_email_magic_link: Option<bool>,
    /// Data for the Duo frame.
    pub duo: Option<Duo>,
}

/// Data for setting up Okta Verify on this device (`samedevice`, IDX wire).
#[derive(uniffi::Record)]
pub struct SameDevice {
    /// The link that opens Okta Verify and sets it up: https, or a URL scheme of Okta Verify.
    pub setup_url: Option<RedactedUrl>,
    /// The app store link for installing Okta Verify: https.
    pub download_url: Option<RedactedUrl>,
    /// The org URL, for manual entry.
    pub org_url: Option<String>,
    /// The platform of this device as detected by the server.
    pub platform: Option<String>,
    /// The required security level of the device, such as `ANY` or `HIGH`.
    pub security_level: Option<String>,
}

/// Data for setting up Okta Verify with an enrolled device (`devicebootstrap`, IDX wire).
#[derive(uniffi::Record)]
pub struct DeviceBootstrap {
    /// The names of the enrolled devices.
    pub enrolled_devices: Vec<String>,
    /// The platform of the new device as detected by the server.
    pub platform: Option<String>,
}

/// Data for the Duo frame (`contextualData` of the authenticator `duo`, IDX wire).
#[derive(uniffi::Record)]
pub struct Duo {
    /// The org's Duo API host, such as `api-1234.duosecurity.com`. The frame loads from it.
    pub host: String,
    /// The signed request: `sig_request` in Duo's Web SDK.
    pub signed_token: Secret,
    /// The URL of the server's copy of Duo's Web SDK: https, or http on loopback.
    pub script: Option<RedactedUrl>,
    /// The kind of integration, such as `IFRAME`. Expect other values.
    pub integration_type: Option<String>,
}

/// A security question.
#[derive(uniffi::Record)]
pub struct SecurityQuestion {
    /// The key that identifies the question in an answer; `custom` for the user's own question.
    pub key: String,
    /// The text of the question, if the server provides it.
    pub text: Option<String>,
}

impl From<&idx_flow::ContextualData> for ContextualData {
    fn from(context: &idx_flow::ContextualData) -> Self {
        let question = |question: &idx_flow::SecurityQuestion| SecurityQuestion {
            key: question.key.clone(),
            text: question.text.clone(),
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
