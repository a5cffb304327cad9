//! WebAuthn ceremonies.

use idx_flow::Secret;

/// A WebAuthn ceremony that a form requires, to create or to use a passkey or security key.
#[derive(uniffi::Record)]
pub struct Ceremony {
    /// Whether the ceremony creates or uses a credential.
    pub kind: CeremonyKind,
    /// The ID of the remediation that the ceremony belongs to.
    pub remediation: String,
    /// The options: `PublicKeyCredentialCreationOptionsJSON` or
    /// `PublicKeyCredentialRequestOptionsJSON` (Web Authentication Level 3). Android's Credential
    /// Manager accepts this JSON. For Apple's Authentication Services, decode the members from
    /// base64url. The options are redacted when printed, because they identify the user and their
    /// credentials.
    pub options: Secret,
    /// The relying party ID. The app's associated domains or asset links have to include it.
    pub rp_id: String,
    /// Whether the ceremony runs in the background as autofill suggestions (conditional mediation),
    /// rather than in a dialog.
    pub is_conditional: bool,
}

/// The kind of a WebAuthn ceremony.
#[derive(uniffi::Enum)]
pub enum CeremonyKind {
    /// Creates a credential (registration).
    Create,
    /// Uses a credential (authentication).
    Get,
}

impl From<&idx_flow::Ceremony> for Ceremony {
    fn from(ceremony: &idx_flow::Ceremony) -> Self {
        Self {
            kind: match ceremony.kind {
                idx_flow::CeremonyKind::Create => CeremonyKind::Create,
                idx_flow::CeremonyKind::Get => CeremonyKind::Get,
            },
            remediation: ceremony.remediation.clone(),
            options: ceremony.options.as_str().into(),
            rp_id: ceremony.rp_id.clone(),
            is_conditional: ceremony.is_conditional,
        }
    }
}
