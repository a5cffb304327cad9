//! The WebAuthn settings.

use serde::{Deserialize, Serialize};

/// The WebAuthn settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebauthnPolicy {
    /// Whether the first step supports passkey autofill.
    pub autofill: bool,
    /// The relying party id: the org's host or a parent domain. If `None`, it is the org's host, and
    /// responses do not include it.
    pub rp_id: Option<String>,
    /// Whether responses include the org's origin as `appid`. Clients may derive the host from it.
    pub appid: bool,
    /// Whether the authenticator must verify the user.
    pub user_verification: UserVerification,
    /// Accepted origins in addition to the org's own. An Android app has the origin
    /// `android:apk-key-hash:…`.
    pub origins: Vec<String>,
}

/// Whether an authenticator must verify the user, for example by a PIN or a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names of the WebAuthn specification")]
pub enum UserVerification {
    Required,
    Preferred,
    Discouraged,
}

impl UserVerification {
    /// Returns the name of the WebAuthn specification.
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
            Self::Discouraged => "discouraged",
        }
    }
}

impl Default for WebauthnPolicy {
    fn default() -> Self {
        Self {
            autofill: false,
            rp_id: None,
            appid: true,
            user_verification: UserVerification::Preferred,
            origins: Vec::new(),
        }
    }
}
