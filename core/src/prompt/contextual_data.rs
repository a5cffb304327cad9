//! What the step at hand needs beyond its form: the wire's `contextualData`, typed.

use super::diagnostics::Diagnostics;
use super::duo::Duo;
use super::link::{OKTA_VERIFY_SCHEMES, read_link};
use super::qr_code::QrCode;
use crate::names::Channel;
use crate::secret::Secret;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// The `contextualData` of the authenticator at hand. All of it is optional on the wire.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContextualData {
    /// The QR code to scan.
    pub qr: Option<QrCode>,
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
    pub duo: Option<Box<Duo>>,
}

/// Setting up Okta Verify on the device at hand (`samedevice`, IDX wire).
#[derive(Debug, Clone, PartialEq)]
pub struct SameDevice {
    /// Opens Okta Verify and sets it up: https, or Okta Verify's own scheme; anything else the server
    /// may say is left out. Carries the activation: a secret until it is used.
    pub setup_url: Option<Secret>,
    /// The store, where Okta Verify is missing: https.
    pub download_url: Option<String>,
    /// The org, to type in.
    pub org_url: Option<String>,
    /// The device's platform, as the server sees it.
    pub platform: Option<String>,
    /// How strictly the device is checked: `ANY`, `HIGH`…
    pub security_level: Option<String>,
}

/// Setting up Okta Verify with a device that has it (`devicebootstrap`, IDX wire).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceBootstrap {
    /// The names of the devices that have it.
    pub enrolled_devices: Vec<String>,
    /// The new device's platform, as the server sees it.
    pub platform: Option<String>,
}

/// A security question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityQuestion {
    /// What an answer names it by; `custom` for the user's own.
    pub key: String,
    /// The question, where it is given.
    pub text: Option<String>,
}

impl ContextualData {
    pub(crate) fn read(
        json: &Json<'_>,
        authenticator: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        Self {
            qr: QrCode::read(json, authenticator),
            shared_secret: json.text("sharedSecret").map(Secret::from),
            selected_channel: json.str("selectedChannel").map(Channel::from),
            email: json.text("email"),
            phone_number: json.text("phoneNumber"),
            same_device: json.object("samedevice").map(SameDevice::read),
            device_bootstrap: json.object("devicebootstrap").map(DeviceBootstrap::read),
            correct_answer: json.text("correctAnswer").map(Secret::from),
            questions: questions(json),
            otp: json.text("otp").map(Secret::from),
            use_email_magic_link: json.flag("useEmailMagicLink"),
            duo: Duo::read(json, diagnostics).map(Box::new),
        }
    }
}

impl SameDevice {
    fn read(json: &Json<'_>) -> Self {
        Self {
            setup_url: read_link(json, "setupOVUrl", &OKTA_VERIFY_SCHEMES).map(Secret::from),
            download_url: read_link(json, "downloadHref", &["https"]),
            org_url: json.text("orgUrl"),
            platform: json.text("platform"),
            security_level: json.text("securityLevel"),
        }
    }
}

impl DeviceBootstrap {
    fn read(json: &Json<'_>) -> Self {
        Self {
            enrolled_devices: json.texts("enrolledDevices"),
            platform: json.text("platform"),
        }
    }
}

/// Three shapes: whole questions, keys alone, and the one that the user enrolled.
fn questions(json: &Json<'_>) -> Vec<SecurityQuestion> {
    let whole = json
        .items("questions")
        .iter()
        .chain(json.object("enrolledQuestion"));
    let mut questions: Vec<_> = whole
        .take(MAX_LIST)
        .filter_map(|item| {
            let key = item.text("questionKey")?;
            Some(SecurityQuestion {
                key,
                text: item.text("question"),
            })
        })
        .collect();
    for key in json.texts("questionKeys").into_iter().take(MAX_LIST) {
        if questions.iter().all(|known| known.key != key) {
            questions.push(SecurityQuestion { key, text: None });
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;

    #[test]
    fn reads_the_spellings_of_the_wire() {
        let json = parse(
            r#"{"qrcode":{"Type":"image/png","href":"data:,"},"selectedChannel":"qrcode",
                "devicebootstrap":{"enrolledDevices":"Ada's phone"},"correctAnswer":42,
                "questions":[{"questionKey":"pet","question":"Your pet?"}],
                "questionKeys":["custom","pet"]}"#,
        )
        .unwrap();
        let context = ContextualData::read(&json, Some("Okta Verify"), &mut Diagnostics::default());
        let qr = context.qr.unwrap();
        assert_eq!(qr.media_type, "image/png");
        assert_eq!(qr.alt, "QR code to scan with Okta Verify");
        assert_eq!(context.selected_channel, Some(Channel::Qrcode));
        assert_eq!(
            context.device_bootstrap.unwrap().enrolled_devices,
            ["Ada's phone"]
        );
        assert_eq!(context.correct_answer, Some("42".into()));
        let keys: Vec<_> = context
            .questions
            .iter()
            .map(|question| &question.key)
            .collect();
        assert_eq!(keys, ["pet", "custom"]);
    }

    #[test]
    fn only_addresses_that_can_be_opened_safely_are_kept() {
        let kept = |setup: &str| {
            let json =
                format!(r#"{{"samedevice":{{"setupOVUrl":"{setup}","downloadHref":"{setup}"}}}}"#);
            let json = parse(&json).unwrap();
            let context = ContextualData::read(&json, None, &mut Diagnostics::default());
            let device = context.same_device.unwrap();
            (device.setup_url.is_some(), device.download_url.is_some())
        };
        assert_eq!(kept("https://id.acme.example/ov"), (true, true));
        assert_eq!(kept("OktaVerify://setup"), (true, false));
        assert_eq!(kept("javascript:alert(1)"), (false, false));
        assert_eq!(kept("intent://x"), (false, false));
    }
}
