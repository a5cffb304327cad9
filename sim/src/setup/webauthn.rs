//! Passkeys and security keys.

use serde::{Deserialize, Serialize};

/// WebAuthn's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebauthnPolicy {
    /// Whether the first page also takes a passkey that the system proposes (autofill).
    pub autofill: bool,
    /// The relying party's id as the wire names it: the org's host, or a domain above it. `None`: it is
    /// the org's host, and the wire does not name it.
    pub rp_id: Option<String>,
    /// Whether the wire has the org's origin as `appid`, from which clients may tell the host.
    pub appid: bool,
    /// How much a user has to do.
    pub user_verification: UserVerification,
    /// Where users may be, beside the org's own origin: another one, or an Android app as
    /// `android:apk-key-hash:…`.
    pub origins: Vec<String>,
}

/// Whether a user proves to their authenticator who they are, by a PIN or a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the standard's own names")]
pub enum UserVerification {
    Required,
    Preferred,
    Discouraged,
}

impl UserVerification {
    /// The standard's name.
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
