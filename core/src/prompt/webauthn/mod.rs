//! WebAuthn ceremonies, with the JSON types of Web Authentication Level 3.

pub(crate) mod base64url;
mod ceremonies;
mod credentials;
mod options;
mod rp_id;

use std::fmt;

use serde_json::Value;

pub(crate) use self::ceremonies::ceremonies;

/// A WebAuthn ceremony that a form asks for: creating a passkey or security key credential, or signing
/// in with one.
///
/// Pass [`options`](Self::options) to the platform, and its response to
/// [`Answer::webauthn`](crate::Answer::webauthn):
///
/// ```
/// use idx_flow::{Answer, AnswerError, CeremonyKind, Prompt};
///
/// # fn create(options: &str) -> String { String::new() }
/// # fn get(options: &str) -> String { String::new() }
/// fn answer_ceremony(prompt: &Prompt) -> Option<Result<Answer, AnswerError>> {
///     let ceremony = prompt.ceremony()?;
///     let response = match ceremony.kind {
///         CeremonyKind::Create => create(&ceremony.options),
///         CeremonyKind::Get => get(&ceremony.options),
///     };
///     Some(Answer::webauthn(prompt, &response))
/// }
/// ```
///
/// - **Android** (Credential Manager): pass the options to `CreatePublicKeyCredentialRequest` or
///   `GetPublicKeyCredentialOption`. The response is `registrationResponseJson` or
///   `authenticationResponseJson`. The org must trust the app's origin, `android:apk-key-hash:…`, and
///   the Digital Asset Links of `rp_id` must list the app.
/// - **Browser**: convert the options with `PublicKeyCredential.parseCreationOptionsFromJSON` or
///   `parseRequestOptionsFromJSON`, and pass the result as `publicKey` to
///   `navigator.credentials.create` or `get`. The response is `JSON.stringify(credential)`. For a
///   `conditional` ceremony, also pass `mediation: "conditional"`.
/// - **Apple** (Authentication Services): create a request with
///   `ASAuthorizationPlatformPublicKeyCredentialProvider(relyingPartyIdentifier: rp_id)` from the
///   `challenge`, `user` and credential ids in the options, decoded from base64url. Build the response
///   as JSON: `id`, `rawId`, `type` (`public-key`), and in `response` the `clientDataJSON` (from
///   `rawClientDataJSON`), and either `attestationObject` (from `rawAttestationObject`), or
///   `authenticatorData` (from `rawAuthenticatorData`), `signature` and `userHandle` (from `userID`).
///   All bytes are base64url. For a `conditional` ceremony, call `performAutoFillAssistedRequests()`.
///   The app's associated domains must include `webcredentials:` with `rp_id`.
///
/// If the user declines, answer another remediation of the prompt.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ceremony {
    /// Whether a credential is created or used.
    pub kind: CeremonyKind,
    /// The id of the remediation that asks for the ceremony.
    pub remediation: String,
    /// The options, as `PublicKeyCredentialCreationOptionsJSON` or
    /// `PublicKeyCredentialRequestOptionsJSON` (Web Authentication Level 3, section 5.1). All bytes are
    /// base64url without padding.
    pub options: String,
    /// The relying party id, which is also in the options. If the server sent none, it is the host of
    /// the `appid`, or else the issuer's host.
    pub rp_id: String,
    /// Whether the platform offers the credential as an autofill suggestion (conditional mediation),
    /// as opposed to a dialog.
    pub is_conditional: bool,
    pub(crate) challenge: Vec<u8>,
}

impl Ceremony {
    /// Replaces the relying party id, also in the options.
    pub(crate) fn set_rp_id(&mut self, id: &str) {
        let Ok(mut options) = serde_json::from_str::<Value>(&self.options) else {
            return;
        };
        let member = match self.kind {
            CeremonyKind::Create => options.pointer_mut("/rp/id"),
            CeremonyKind::Get => options.pointer_mut("/rpId"),
        };
        if let Some(member) = member {
            *member = Value::from(id);
            self.options = options.to_string();
        }
        self.rp_id = id.to_owned();
    }
}

/// The kind of a WebAuthn ceremony.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CeremonyKind {
    /// Registration: creates a credential (Web Authentication Level 3, section 7.1).
    Create,
    /// Authentication: uses a credential (Web Authentication Level 3, section 7.2).
    Get,
}

impl CeremonyKind {
    /// The kind as it is named in an error text.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Create => "a WebAuthn registration",
            Self::Get => "a WebAuthn authentication",
        }
    }

    /// The `type` in the client data of the response.
    pub(crate) fn client_data_type(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// Omits the options, which identify the user.
impl fmt::Debug for Ceremony {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ceremony")
            .field("kind", &self.kind)
            .field("remediation", &self.remediation)
            .field("rp_id", &self.rp_id)
            .field("is_conditional", &self.is_conditional)
            .finish_non_exhaustive()
    }
}
