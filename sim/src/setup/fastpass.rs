//! FastPass: Okta Verify on the same device, which signs in without a code.

use serde::{Deserialize, Serialize};

/// The FastPass settings, and the Okta Verify installations on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FastPass {
    /// How the client reaches Okta Verify.
    pub method: ChallengeMethod,
    /// The ports in a loopback challenge.
    pub ports: Vec<u16>,
    /// The probe timeout in a loopback challenge, in ms. If `None`, the challenge has none.
    pub probe_timeout_ms: Option<u64>,
    /// Whether FastPass is offered at the first step.
    pub at_sign_in: bool,
    /// The Okta Verify installations that listen on this device. If empty, Okta Verify is not
    /// installed.
    pub listeners: Vec<LoopbackListener>,
}

/// How a client reaches Okta Verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "Okta's names")]
pub enum ChallengeMethod {
    Loopback,
    CustomUri,
    UniversalLink,
    AppLink,
    ChromeDtc,
}

/// An Okta Verify installation that listens on a loopback port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoopbackListener {
    /// The port.
    pub port: u16,
    /// The response to a challenge.
    #[serde(default)]
    pub answers: ListenerResponse,
}

/// The response of an Okta Verify installation to a challenge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListenerResponse {
    /// It signs the challenge.
    #[default]
    Signed,
    /// It belongs to another user of the device and responds with status 503.
    OtherProfile,
    /// It responds with this error status.
    Error(u16),
}

impl ChallengeMethod {
    /// Returns the IDX name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loopback => "LOOPBACK",
            Self::CustomUri => "CUSTOM_URI",
            Self::UniversalLink => "UNIVERSAL_LINK",
            Self::AppLink => "APP_LINK",
            Self::ChromeDtc => "CHROME_DTC",
        }
    }
}

impl LoopbackListener {
    /// Creates a listener that signs challenges.
    pub fn signing(port: u16) -> Self {
        Self {
            port,
            answers: ListenerResponse::Signed,
        }
    }
}

impl Default for FastPass {
    fn default() -> Self {
        Self {
            method: ChallengeMethod::Loopback,
            ports: vec![2000, 6511, 6512, 6513],
            probe_timeout_ms: None,
            at_sign_in: false,
            listeners: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_their_json() {
        for method in [
            ChallengeMethod::Loopback,
            ChallengeMethod::CustomUri,
            ChallengeMethod::UniversalLink,
            ChallengeMethod::AppLink,
            ChallengeMethod::ChromeDtc,
        ] {
            assert_eq!(serde_json::to_value(method).unwrap(), method.name());
        }
    }

    #[test]
    fn a_listener_signs_challenges_by_default() {
        let json = r#"[{"port": 6511}, {"port": 6512, "answers": "other_profile"},
            {"port": 6513, "answers": {"error": 400}}]"#;
        let listeners: Vec<LoopbackListener> = serde_json::from_str(json).unwrap();
        let answers: Vec<_> = listeners.iter().map(|listener| listener.answers).collect();
        let expected = [
            ListenerResponse::Signed,
            ListenerResponse::OtherProfile,
            ListenerResponse::Error(400),
        ];
        assert_eq!(answers, expected);
    }
}
