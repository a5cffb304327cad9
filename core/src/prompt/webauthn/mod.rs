//! WebAuthn ceremonies, in and out as the standard JSON of Web Authentication Level 3.

pub(crate) mod base64url;
mod credentials;
mod options;
mod read;
mod rp_id;

use std::fmt;

pub(crate) use self::read::ceremonies;

/// A ceremony that a form asks for: a passkey or security key is created, or proves who signs in.
///
/// `options` is what every platform takes as it is, and what it gives back goes into
/// [`Answer::webauthn`](crate::Answer::webauthn):
///
/// ```
/// use idx_flow::{Answer, CeremonyKind, InputError, Prompt};
///
/// # fn create(options: &str) -> String { String::new() }
/// # fn get(options: &str) -> String { String::new() }
/// fn with_a_passkey(prompt: &Prompt) -> Option<Result<Answer, InputError>> {
///     let ceremony = prompt.ceremony()?;
///     let response = match ceremony.kind {
///         CeremonyKind::Create => create(&ceremony.options),
///         CeremonyKind::Get => get(&ceremony.options),
///     };
///     Some(Answer::webauthn(prompt, &response))
/// }
/// ```
///
/// - **Android**, Credential Manager: `CreatePublicKeyCredentialRequest(options)` gives a
///   `registrationResponseJson`, `GetPublicKeyCredentialOption(options)` an
///   `authenticationResponseJson`. The org has to know the app by its origin,
///   `android:apk-key-hash:…`, and `rp_id` by Digital Asset Links.
/// - **Browser**: `PublicKeyCredential.parseCreationOptionsFromJSON(options)` (and
///   `parseRequestOptionsFromJSON`) make the `publicKey` of `navigator.credentials.create` (and
///   `get`); `JSON.stringify(credential)` is the response. Where the ceremony is `conditional`, the
///   call has `mediation: "conditional"`.
/// - **Apple**, Authentication Services: make an
///   `ASAuthorizationPlatformPublicKeyCredentialProvider(relyingPartyIdentifier: rp_id)` request of
///   the `challenge`, `user` and credential ids in `options`, decoded from base64url. Of what comes
///   back write the JSON: `id`, `rawId`, `type` (`public-key`), and in `response` the
///   `rawClientDataJSON` as `clientDataJSON`, and `rawAttestationObject` as `attestationObject`, or
///   `rawAuthenticatorData`, `signature` and `userID` as `authenticatorData`, `signature` and
///   `userHandle`, all base64url. A `conditional` ceremony is `performAutoFillAssistedRequests()`.
///   The app's associated domains have to name `rp_id` (`webcredentials:`).
///
/// The user may turn it down: the page stays, and another of its remediations is answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// Whether a credential is created or used.
    pub kind: CeremonyKind,
    /// The id of the remediation that it answers.
    pub remediation: String,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`
    /// (Web Authentication Level 3, section 5.1). All bytes are base64url without padding.
    pub options: String,
    /// The relying party's id, which is also in the options: what the wire says, else the host of its
    /// `appid`, else the issuer's.
    pub rp_id: String,
    /// Whether it is to run behind the page, as suggestions while the user types (conditional
    /// mediation, autofill), rather than in front of it.
    pub conditional: bool,
    pub(crate) challenge: Vec<u8>,
}

/// The two ceremonies of WebAuthn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CeremonyKind {
    /// A credential is created (registration, Web Authentication Level 3 section 7.1).
    Create,
    /// A credential is used (authentication, Web Authentication Level 3 section 7.2).
    Get,
}

impl CeremonyKind {
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Create => "a WebAuthn registration",
            Self::Get => "a WebAuthn authentication",
        }
    }

    /// What the client data of its response are called.
    pub(crate) fn client_data_type(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// Without the options: they say who the user is.
impl fmt::Debug for Ceremony {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ceremony")
            .field("kind", &self.kind)
            .field("remediation", &self.remediation)
            .field("rp_id", &self.rp_id)
            .field("conditional", &self.conditional)
            .finish_non_exhaustive()
    }
}
