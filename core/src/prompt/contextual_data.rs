//! The `contextualData` of the current authenticator (IDX wire).

use super::diagnostics::Diagnostics;
use super::duo::Duo;
use super::link::{OKTA_VERIFY_SCHEMES, read_link};
use super::qr_code::QrCode;
use crate::names::Channel;
use crate::secret::Secret;
use crate::wire::json::Json;
use crate::wire::limits::MAX_LIST;

/// Data of the current authenticator that a step needs besides a form (`contextualData`, IDX wire).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ContextualData {
    /// The QR code to scan.
    pub qr: Option<QrCode>,
    /// The shared secret of the QR code in base32, for manual entry (Google Authenticator).
    pub shared_secret: Option<Secret>,
    /// The channel by which Okta Verify receives its activation link.
    pub selected_channel: Option<Channel>,
    /// The email address to which the link was sent.
    pub email: Option<String>,
    /// The phone number to which the link was sent.
    pub phone_number: Option<String>,
    /// The data for an enrollment of Okta Verify on this device.
    pub same_device: Option<SameDevice>,
    /// The data for an enrollment of Okta Verify that another device approves.
    pub device_bootstrap: Option<DeviceBootstrap>,
    /// The number that the user selects on the phone (number challenge). Show it only as long as this
    /// prompt is current.
    pub correct_answer: Option<Secret>,
    /// The security questions to choose from, or the one to answer.
    pub questions: Vec<SecurityQuestion>,
    /// The code that the user enters in the browser or app in which the sign-in started, after the
    /// magic link was opened elsewhere.
    pub otp: Option<Secret>,
    /// Whether the email contains a magic link besides the code.
    pub use_email_magic_link: Option<bool>,
    /// The data for Duo's frame.
    pub duo: Option<Box<Duo>>,
}

/// The data for an enrollment of Okta Verify on this device (`samedevice`, IDX wire).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SameDevice {
    /// The URL that opens Okta Verify and starts the enrollment: https, or a scheme of Okta Verify.
    /// `None` for any other scheme. It contains the activation, so it is secret until it is used.
    pub setup_url: Option<Secret>,
    /// The https URL of the app store, if Okta Verify is not installed.
    pub download_url: Option<String>,
    /// The URL of the org, for manual entry.
    pub org_url: Option<String>,
    /// The device's platform, as the server detected it.
    pub platform: Option<String>,
    /// The required security level of the device, such as `ANY` or `HIGH` (IDX wire).
    pub security_level: Option<String>,
}

/// The data for an enrollment of Okta Verify that another device approves (`devicebootstrap`, IDX
/// wire).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceBootstrap {
    /// The names of the devices on which Okta Verify is enrolled.
    pub enrolled_devices: Vec<String>,
    /// The new device's platform, as the server detected it.
    pub platform: Option<String>,
}

/// A security question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecurityQuestion {
    /// The key of the question. It is `custom` for a question that the user writes.
    pub key: String,
    /// The text of the question, if the server sent it.
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

/// Reads `questions` (keys and texts), `questionKeys` (keys only) and `enrolledQuestion` (one question).
fn questions(json: &Json<'_>) -> Vec<SecurityQuestion> {
    let with_text = json
        .items("questions")
        .iter()
        .chain(json.object("enrolledQuestion"));
    let mut questions: Vec<_> = with_text
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
    fn every_spelling_of_the_wire_is_read() {
        let json = parse(
            r#"{"qrcode":{"Type":"image/png","href":"data:,"},"selectedChannel":"qrcode",
                "devicebootstrap":{"enrolledDevices":"Ada's phone"},"correctAnswer":42,
                "questions":[{"questionKey":"pet","question":"Your pet?"}],
                "questionKeys":["custom","pet"]}"#,
        )
        .unwrap();
        let data = ContextualData::read(&json, Some("Okta Verify"), &mut Diagnostics::default());
        let qr = data.qr.unwrap();
        assert_eq!(qr.media_type, "image/png");
        assert_eq!(qr.alt, "QR code to scan with Okta Verify");
        assert_eq!(data.selected_channel, Some(Channel::Qrcode));
        assert_eq!(
            data.device_bootstrap.unwrap().enrolled_devices,
            ["Ada's phone"]
        );
        assert_eq!(data.correct_answer, Some("42".into()));
        let keys: Vec<_> = data
            .questions
            .iter()
            .map(|question| &question.key)
            .collect();
        assert_eq!(keys, ["pet", "custom"]);
    }

    #[test]
    fn only_urls_that_are_safe_to_open_are_kept() {
        let is_kept = |url: &str| {
            let json =
                format!(r#"{{"samedevice":{{"setupOVUrl":"{url}","downloadHref":"{url}"}}}}"#);
            let json = parse(&json).unwrap();
            let data = ContextualData::read(&json, None, &mut Diagnostics::default());
            let device = data.same_device.unwrap();
            (device.setup_url.is_some(), device.download_url.is_some())
        };
        assert_eq!(is_kept("https://id.acme.example/ov"), (true, true));
        assert_eq!(is_kept("OktaVerify://setup"), (true, false));
        assert_eq!(is_kept("javascript:alert(1)"), (false, false));
        assert_eq!(is_kept("intent://x"), (false, false));
    }
}
