//! IDX transactions: sign-ins from `interact` to the interaction code.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use super::message::Message;
use crate::setup::{AuthenticatorKey, Channel, MethodType};
use crate::state::{Authorization, Ids, SecuridChallenge};

/// A transaction.
#[derive(Debug, Clone)]
pub(crate) struct Transaction {
    pub(crate) interaction_handle: String,
    pub(crate) state_handle: String,
    /// The handle before the last rotation. It stays valid for a client that lost the response.
    pub(crate) previous_handle: Option<String>,
    /// The value of the browser's `idx` cookie.
    pub(crate) cookie: String,
    pub(crate) authorization: Authorization,
    pub(crate) completion: Completion,
    /// When the transaction started.
    pub(crate) since: SystemTime,
    pub(crate) intent: Intent,
    pub(crate) step: Step,
    /// The id of the account that signs in.
    pub(crate) user: Option<String>,
    pub(crate) first_factor: Option<FirstFactor>,
    /// When the user last verified an authenticator.
    pub(crate) auth_time: SystemTime,
    pub(crate) verified: Vec<MethodType>,
    /// The authenticators that were enrolled in this transaction.
    pub(crate) enrolled: Vec<AuthenticatorKey>,
    pub(crate) skipped_enrollment: bool,
    pub(crate) skipped_password_change: bool,
    pub(crate) keep_me_signed_in: Option<bool>,
    /// The challenge for passkey autofill at the first step.
    pub(crate) passkey_challenge: Option<String>,
    /// The number of steps so far.
    pub(crate) step_count: u32,
    /// The number of polls in the current step.
    pub(crate) poll_count: u32,
    pub(crate) expires_at: SystemTime,
    /// The requests in the current rate limit window.
    pub(crate) recent_requests: VecDeque<SystemTime>,
    /// The number of requests so far.
    pub(crate) request_count: u32,
}

/// The result of a completed transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Completion {
    /// An interaction code for the client.
    InteractionCode,
    /// Tokens for another device, with its user code if known.
    Device(Option<String>),
}

/// The purpose of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    Login,
    EnrollNewUser,
    CredentialRecovery,
    UnlockAccount,
}

/// How the user was first authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstFactor {
    Method(MethodType),
    /// By an identity provider.
    Federated,
    /// By signing up in this transaction, or by an activation token.
    Registration,
}

/// The current step of a transaction.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Identify,
    /// Identifies the user by a FastPass challenge.
    Launch(DeviceChallenge),
    IdentifyRecovery,
    EnrollProfile,
    UpdateProfile,
    /// Asks for the user code of another device.
    UserCode,
    /// Redirects to an identity verification vendor.
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
    /// The reason why the last device was rejected.
    pub(crate) device_error: Option<Message>,
    pub(crate) activated: bool,
}

/// The reason why a new password is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplaceReason {
    Expired,
    Expiring { days: u32 },
    Recovery,
}

impl Transaction {
    pub(crate) fn new(
        authorization: Authorization,
        lifetime: Duration,
        ids: &mut Ids,
        now: SystemTime,
    ) -> Self {
        Self {
            interaction_handle: ids.token(),
            state_handle: ids.state_handle(),
            previous_handle: None,
            cookie: ids.token(),
            authorization,
            completion: Completion::InteractionCode,
            since: now,
            intent: Intent::Login,
            step: Step::Identify,
            user: None,
            first_factor: None,
            auth_time: now,
            verified: Vec::new(),
            enrolled: Vec::new(),
            skipped_enrollment: false,
            skipped_password_change: false,
            keep_me_signed_in: None,
            passkey_challenge: None,
            step_count: 0,
            poll_count: 0,
            expires_at: now + lifetime,
            recent_requests: VecDeque::new(),
            request_count: 0,
        }
    }

    /// Makes this the activation of another device, which starts with its user code.
    pub(crate) fn start_device_activation(&mut self, user_code: Option<String>) {
        self.completion = Completion::Device(user_code);
        self.step = Step::UserCode;
    }

    /// Restarts the transaction at its first step, with a new state handle.
    pub(crate) fn restart(&mut self, lifetime: Duration, ids: &mut Ids, now: SystemTime) {
        let interaction_handle = self.interaction_handle.clone();
        let cookie = self.cookie.clone();
        let completion = self.completion.clone();
        let recent_requests = std::mem::take(&mut self.recent_requests);
        let (since, request_count) = (self.since, self.request_count);
        *self = Self::new(self.authorization.clone(), lifetime, ids, now);
        self.interaction_handle = interaction_handle;
        self.cookie = cookie;
        self.recent_requests = recent_requests;
        if let Completion::Device(user_code) = completion {
            self.start_device_activation(user_code);
        }
        (self.since, self.request_count) = (since, request_count);
    }

    /// Moves to another step.
    pub(crate) fn move_to(&mut self, step: Step) {
        self.step = step;
        self.step_count += 1;
        self.poll_count = 0;
    }

    /// Replaces the state handle. The previous one stays valid until the next rotation.
    pub(crate) fn rotate_state_handle(&mut self, ids: &mut Ids) {
        let handle = ids.state_handle();
        let previous = std::mem::replace(&mut self.state_handle, handle);
        self.previous_handle = Some(previous);
    }

    pub(crate) fn is_open(&self, now: SystemTime) -> bool {
        now < self.expires_at && !matches!(self.step, Step::Closed)
    }

    pub(crate) fn has_state_handle(&self, handle: &str) -> bool {
        self.state_handle == handle || self.previous_handle.as_deref() == Some(handle)
    }

    /// Returns whether `value` is one of the transaction's handles, its interaction code, or the
    /// last path segment of its magic link.
    pub(crate) fn is_identified_by(&self, value: &str) -> bool {
        let by_step = match &self.step {
            Step::Success(code) => code == value,
            Step::Verify(_, Challenge::Code(sent)) | Step::Enroll(Enroll::Email(sent)) => {
                let link = sent.link.as_deref().and_then(|link| link.rsplit_once('/'));
                link.is_some_and(|(_, token)| token == value)
            }
            _ => false,
        };
        by_step || self.interaction_handle == value || self.has_state_handle(value)
    }

    /// Returns whether the authenticator was enrolled in this transaction.
    pub(crate) fn has_enrolled(&self, key: AuthenticatorKey) -> bool {
        self.enrolled.contains(&key)
    }
}

impl Intent {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Login => "LOGIN",
            Self::EnrollNewUser => "ENROLL_NEW_USER",
            Self::CredentialRecovery => "CREDENTIAL_RECOVERY",
            Self::UnlockAccount => "UNLOCK_ACCOUNT",
        }
    }
}
