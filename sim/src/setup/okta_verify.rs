//! The Okta Verify settings.

use serde::{Deserialize, Serialize};

use super::authenticator::Channel;
use super::fastpass::FastPass;

/// The Okta Verify settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OktaVerifyPolicy {
    /// The enrollment channels. The first one is the default.
    pub channels: Vec<Channel>,
    /// Whether a push has a number challenge.
    pub number_challenge: NumberChallenge,
    /// Whether a device must have biometrics turned on.
    pub biometrics: bool,
    /// Whether a device must be FIPS compliant.
    pub fips: bool,
    /// Whether the push form has the option "Send push automatically".
    pub auto_challenge: bool,
    /// The FastPass settings. `None` means the defaults.
    pub fast_pass: Option<FastPass>,
    /// Whether a sign-in starts with the SSO extension of Apple devices. It is never installed, so
    /// the client cancels it.
    pub sso_extension: bool,
    /// The contents of the `devicebootstrap` channel.
    pub bootstrap: Bootstrap,
}

/// The contents of the `devicebootstrap` channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bootstrap {
    /// The platform of the new device: `IOS`, `ANDROID`, `OSX`, `WINDOWS`.
    pub platform: String,
    /// The names of the devices that are already enrolled.
    pub enrolled_devices: Vec<String>,
}

/// When a response includes the correct number of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberChallenge {
    /// Never: pushes have no number challenge.
    Off,
    /// In the response that starts the push, and in the responses to polls.
    AtOnce,
    /// Only in the responses to polls.
    WhilePolling,
}

impl Default for OktaVerifyPolicy {
    fn default() -> Self {
        Self {
            channels: vec![Channel::Qrcode, Channel::Email, Channel::Sms],
            number_challenge: NumberChallenge::Off,
            biometrics: false,
            fips: false,
            auto_challenge: false,
            fast_pass: None,
            sso_extension: false,
            bootstrap: Bootstrap::default(),
        }
    }
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            platform: "IOS".to_owned(),
            enrolled_devices: Vec::new(),
        }
    }
}
