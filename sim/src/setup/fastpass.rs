//! FastPass: Okta Verify on the device at hand, which signs in without a code.

use serde::{Deserialize, Serialize};

/// How the org reaches Okta Verify on the device at hand, and what it finds there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FastPass {
    /// How Okta Verify is reached.
    pub method: ChallengeMethod,
    /// The ports that a loopback challenge names.
    pub ports: Vec<u16>,
    /// How long a probe may take, in milliseconds. `None`: the challenge does not say.
    pub probe_timeout_ms: Option<u64>,
    /// Whether the first page has a button for it.
    pub at_sign_in: bool,
    /// Who listens on the device at hand. Nobody: Okta Verify is not installed there.
    pub listeners: Vec<Listener>,
}

/// How Okta Verify is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum ChallengeMethod {
    Loopback,
    CustomUri,
    UniversalLink,
    AppLink,
    ChromeDtc,
}

/// An Okta Verify that listens on a loopback port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// The port.
    pub port: u16,
    /// What it makes of a challenge.
    #[serde(default)]
    pub answers: Answers,
}

/// What a listening Okta Verify makes of a challenge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// It signs the challenge.
    #[default]
    Signed,
    /// It belongs to another user of the machine, and says 503.
    OtherProfile,
    /// It fails with this status.
    Error(u16),
}

impl ChallengeMethod {
    /// The wire's name.
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

impl Listener {
    /// The user's own Okta Verify at this port.
    pub fn own(port: u16) -> Self {
        Self {
            port,
            answers: Answers::Signed,
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
    fn names_and_serde_agree() {
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
    fn a_listener_is_a_port_and_what_it_answers() {
        let json = r#"[{"port": 6511}, {"port": 6512, "answers": "other_profile"},
            {"port": 6513, "answers": {"error": 400}}]"#;
        let listeners: Vec<Listener> = serde_json::from_str(json).unwrap();
        let answers: Vec<_> = listeners.iter().map(|it| it.answers).collect();
        let expected = [Answers::Signed, Answers::OtherProfile, Answers::Error(400)];
        assert_eq!(answers, expected);
    }
}
