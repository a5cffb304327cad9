//! WebAuthn ceremonies: options out, responses in, both as the standard's JSON.

use idx_flow::Secret;

use crate::answer::Answer;
use crate::engine::Engine;
use crate::error::FlowError;

/// A ceremony that a form asks for: a passkey or security key is created, or proves who signs in.
#[derive(uniffi::Record)]
pub struct Ceremony {
    /// Whether a credential is created or used.
    pub kind: CeremonyKind,
    /// The id of the remediation that it answers.
    pub remediation: String,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON` (Web
    /// Authentication Level 3): Android's Credential Manager takes it as it is, and Authentication
    /// Services what is in it, decoded from base64url. It names the user and their credentials, and so
    /// does not show.
    pub options: Secret,
    /// The relying party's id: what the app's associated domains or asset links have to name.
    pub rp_id: String,
    /// Whether it is to run behind the page, as suggestions while the user types (autofill), rather than
    /// in front of it.
    pub conditional: bool,
}

/// The two ceremonies of WebAuthn.
#[derive(uniffi::Enum)]
pub enum CeremonyKind {
    /// A credential is created (registration).
    Create,
    /// A credential is used (authentication).
    Get,
}

#[uniffi::export]
impl Engine {
    /// Answers a ceremony of the page at hand with what the platform gave back for its options:
    /// `RegistrationResponseJSON` or `AuthenticationResponseJSON` (Web Authentication Level 3).
    pub fn webauthn(&self, response: String) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::webauthn(prompt, &response))
    }
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
            conditional: ceremony.conditional,
        }
    }
}
