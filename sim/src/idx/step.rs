//! The steps of a transaction, and the data that each of them needs.

use std::time::SystemTime;

use super::message::Message;
use crate::setup::{AuthenticatorKey, Channel, MethodType};
use crate::state::SecuridChallenge;

/// The current step of a transaction.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Identify,
    /// Starts the SSO extension of an Apple device.
    SsoExtension(SsoExtension),
    /// The SSO extension is not installed.
    NoSsoExtension(SsoExtension),
    /// Identifies the user by a FastPass challenge.
    Launch(DeviceChallenge),
    IdentifyRecovery,
    EnrollProfile,
    UpdateProfile,
    /// Asks for the user code of another device.
    UserCode,
    /// Redirects to an identity verification service.
    VerifyIdentity,
    Consent,
    /// Asks for the authenticator to verify.
    SelectVerify,
    /// Asks for the method of an authenticator, or confirms its only method.
    VerifyData(AuthenticatorKey),
    Verify(MethodType, Challenge),
    SelectEnroll,
    Enroll(Enroll),
    ReplacePassword(ReplaceReason),
    SelectUnlock,
    KeepMeSignedIn,
    /// The transaction is complete. The value is the interaction code.
    Success(String),
    /// The transaction ended with this status and message.
    Terminal(u16, Message),
    /// The interaction code was redeemed. The session has expired.
    Closed,
}

/// A transaction with an SSO extension.
#[derive(Debug, Clone)]
pub(crate) struct SsoExtension {
    pub(super) id: String,
    /// The signed request that the extension answers.
    pub(super) request: String,
}

impl SsoExtension {
    /// Returns a path below `/idp/idx`.
    pub(super) fn path(&self, action: &str) -> String {
        let id = &self.id;
        format!("/authenticators/sso_extension/transactions/{id}/{action}")
    }
}

/// The challenge by which a method is verified.
#[derive(Debug, Clone)]
pub(crate) enum Challenge {
    /// The account's credential: a password, an answer, or a code of an app.
    Credential,
    /// A token's code, or the answer to a SecurID challenge.
    Token(Option<SecuridChallenge>),
    Code(SentCode),
    Push(Push),
    /// Duo's signed request.
    Duo(String),
    /// A WebAuthn challenge.
    Webauthn(String),
    /// A FastPass challenge.
    Device(DeviceChallenge),
}

/// A FastPass challenge that Okta Verify on this device signs.
#[derive(Debug, Clone)]
pub(crate) struct DeviceChallenge {
    /// The signed token that is sent to the device.
    pub(crate) request: String,
    /// The id of the account whose device signed the challenge.
    pub(crate) signed_by: Option<String>,
}

/// A one-time code that was sent to the user.
#[derive(Debug, Clone)]
pub(crate) struct SentCode {
    pub(crate) to: String,
    pub(crate) code: String,
    pub(crate) link: Option<String>,
    /// Whether the link was opened in another browser.
    pub(crate) opened: bool,
}

/// A push that was sent to the user's devices.
#[derive(Debug, Clone)]
pub(crate) struct Push {
    pub(crate) expires_at: SystemTime,
    /// The correct number of a number challenge.
    pub(crate) number: Option<String>,
    /// The numbers that the device shows.
    pub(crate) choices: Vec<String>,
    pub(crate) state: PushState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PushState {
    Waiting,
    Approved,
    Rejected,
}

/// An enrollment in progress.
#[derive(Debug, Clone)]
pub(crate) enum Enroll {
    Password,
    Email(SentCode),
    PhoneData,
    Phone(MethodType, SentCode),
    /// Okta Verify, before the address for its activation link is known.
    OktaVerifyAddress(Channel),
    OktaVerify(PendingActivation),
    SecurityQuestion,
    GoogleOtp {
        secret: Vec<u8>,
        png: Vec<u8>,
    },
    /// A token, with its id and the SecurID challenge if there is one.
    Token(AuthenticatorKey, Option<(String, SecuridChallenge)>),
    /// Duo's signed request.
    Duo(String),
    Webauthn {
        challenge: String,
    },
}

/// An Okta Verify activation that waits for a device.
#[derive(Debug, Clone)]
pub(crate) struct PendingActivation {
    pub(crate) channel: Channel,
    /// The email address or phone number that the link was sent to.
    pub(crate) address: Option<String>,
    pub(crate) token: String,
    /// The QR code, for the QR code channel.
    pub(crate) png: Vec<u8>,
    /// Why the last device was rejected.
    pub(crate) device_error: Option<Message>,
    pub(crate) activated: bool,
}

/// Why a new password is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplaceReason {
    Expired,
    Expiring { days: u32 },
    Recovery,
}
