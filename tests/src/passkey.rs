//! A third-party software authenticator. Like a platform, it reads the options and writes the response
//! as the JSON of the WebAuthn standard.

use async_trait::async_trait;
use idx_flow::{Ceremony, CeremonyKind};
use passkey_authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey_client::{Client, DefaultClientData, Origin, UnverifiedAssetLink};
use passkey_crypto::rust_crypto::RustCryptoBackend;
use passkey_types::Passkey;
use passkey_types::ctap2::{Aaguid, Ctap2Error};
use passkey_types::webauthn::{CredentialCreationOptions, CredentialRequestOptions};
use pollster::block_on;
use serde_json::{Value, json};

/// The place of a ceremony.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A web page of this origin.
    Web(&'static str),
    /// An Android app that is associated with this host.
    Android(&'static str),
}

/// The origin of the Android app in client data: the hash of its signing certificate.
pub const APK_KEY_HASH: &str = "android:apk-key-hash:ERERERERERERERERERERERERERERERERERERERERERE";

/// A device that stores one passkey, with a signature counter.
pub struct Device {
    client: Client<
        Option<Passkey>,
        ConsentingUser,
        RustCryptoBackend,
        public_suffix::PublicSuffixList,
        (),
    >,
}

/// A user who is present, verified, and always consents.
struct ConsentingUser;

impl Device {
    /// Creates a device without a passkey.
    pub fn new() -> Self {
        let mut authenticator =
            Authenticator::new(Aaguid::new_empty(), None, ConsentingUser, RustCryptoBackend);
        authenticator.set_make_credentials_with_signature_counter(true);
        Self {
            client: Client::new(authenticator),
        }
    }

    /// Performs a ceremony and returns the response.
    pub fn answer(&mut self, ceremony: &Ceremony, place: Place) -> String {
        let options: Value = serde_json::from_str(&ceremony.options).unwrap();
        let options = json!({"publicKey": options});
        let origin = place.origin();
        match ceremony.kind {
            CeremonyKind::Create => {
                let options: CredentialCreationOptions = serde_json::from_value(options).unwrap();
                let created = self.client.register(origin, options, DefaultClientData);
                serde_json::to_string(&block_on(created).unwrap()).unwrap()
            }
            CeremonyKind::Get => {
                let options: CredentialRequestOptions = serde_json::from_value(options).unwrap();
                let assertion = self.client.authenticate(origin, options, DefaultClientData);
                serde_json::to_string(&block_on(assertion).unwrap()).unwrap()
            }
        }
    }
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Place {
    fn origin(self) -> Origin<'static> {
        match self {
            Self::Web(origin) => Origin::from(origin.parse::<url::Url>().unwrap()),
            Self::Android(host) => {
                let link = format!("https://{host}/.well-known/assetlinks.json");
                let fingerprint = ["11"; 32].join(":");
                let link = link.parse().unwrap();
                let link = UnverifiedAssetLink::new("com.example.app", &fingerprint, host, link);
                Origin::Android(link.unwrap())
            }
        }
    }
}

#[async_trait]
impl UserValidationMethod for ConsentingUser {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck {
            presence,
            verification,
        })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}
