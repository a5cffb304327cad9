//! One sign-in from `interact` to the interaction code.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use super::message::Message;
use crate::oauth::Authorization;
use crate::org::ids::Ids;
use crate::org::tokens::Asked;
use crate::setup::{AuthenticatorKey, Channel, MethodType};

/// A transaction, with everything that outlives a request.
#[derive(Debug, Clone)]
pub(crate) struct Transaction {
    pub(crate) interaction_handle: String,
    pub(crate) state_handle: String,
    /// The handle before the last rotation: a client that lost the reply still has it.
    pub(crate) previous_handle: Option<String>,
    /// The value of the browser's `idx` cookie.
    pub(crate) cookie: String,
    pub(crate) authorization: Authorization,
    pub(crate) ending: Ending,
    /// When it began.
    pub(crate) since: SystemTime,
    pub(crate) intent: Intent,
    pub(crate) step: Step,
    /// The account that signs in.
    pub(crate) user: Option<String>,
    pub(crate) first_factor: Option<FirstFactor>,
    /// When someone last proved who they are.
    pub(crate) auth_time: SystemTime,
    pub(crate) verified: Vec<MethodType>,
    /// Authenticators that were enrolled on the way.
    pub(crate) enrolled: Vec<AuthenticatorKey>,
    /// Offers that were declined: enrollments, a password change.
    pub(crate) skipped_enrollment: bool,
    pub(crate) skipped_password: bool,
    pub(crate) keep_me_signed_in: Option<bool>,
    /// What a passkey may sign on the first page.
    pub(crate) passkey_challenge: Option<String>,
    /// Pages shown so far.
    pub(crate) steps: u32,
    /// Polls answered at this page.
    pub(crate) polls: u32,
    pub(crate) expires_at: SystemTime,
    pub(crate) requests: VecDeque<SystemTime>,
    /// Requests so far.
    pub(crate) asked: u32,
}

/// What comes at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// An interaction code, for the client that began it.
    Code,
    /// Tokens for another device, whose code may be known already.
    Device(Option<String>),
}

/// What the transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    Login,
    EnrollNewUser,
    CredentialRecovery,
    UnlockAccount,
}

/// What has proven who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstFactor {
    Method(MethodType),
    /// A social identity provider.
    Federated,
    /// They have just signed up.
    Registration,
}

/// The page the transaction is at.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Identify,
    /// Okta Verify on the device at hand is asked who signs in.
    Launch(DeviceChallenge),
    IdentifyRecovery,
    EnrollProfile,
    UpdateProfile,
    /// The code that another device shows.
    UserCode,
    /// At a service that verifies identities.
    VerifyIdentity,
    Consent,
    /// Choose among several authenticators.
    SelectVerify,
    /// Choose among one authenticator's methods, or confirm the only one.
    VerifyData(AuthenticatorKey),
    Verify(MethodType, Proof),
    SelectEnroll,
    Enroll(Enroll),
    ReplacePassword(Replace),
    SelectUnlock,
    KeepMeSignedIn,
    /// All done: the interaction code.
    Success(String),
    /// A message and nothing more to do.
    Terminal(u16, Message),
    /// Used up; only `session expired` comes of it.
    Closed,
}

/// How a method is verified.
#[derive(Debug, Clone)]
pub(crate) enum Proof {
    /// Against what the account has: a password, an answer, a code of an app.
    Known,
    /// A token's code, or what its server asks instead.
    Token(Option<Asked>),
    Code(SentCode),
    Push(Push),
    /// The request that Duo's frame was opened with.
    Duo(String),
    /// By what a passkey signs: this challenge.
    Webauthn(String),
    /// By Okta Verify on the device at hand.
    Device(DeviceChallenge),
}

/// A challenge that waits for Okta Verify on the device at hand.
#[derive(Debug, Clone)]
pub(crate) struct DeviceChallenge {
    /// The signed token that goes to the device.
    pub(crate) request: String,
    /// The account whose device has signed it.
    pub(crate) signed_by: Option<String>,
}

/// A code that is on its way to someone.
#[derive(Debug, Clone)]
pub(crate) struct SentCode {
    pub(crate) to: String,
    pub(crate) code: String,
    pub(crate) link: Option<String>,
    /// Whether the link was opened in another browser.
    pub(crate) opened: bool,
}

/// A push that is on its way to a device.
#[derive(Debug, Clone)]
pub(crate) struct Push {
    pub(crate) expires_at: SystemTime,
    pub(crate) number: Option<String>,
    /// The numbers the device offers.
    pub(crate) choices: Vec<String>,
    pub(crate) state: PushState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PushState {
    Waiting,
    Approved,
    Rejected,
}

/// An enrollment on its way.
#[derive(Debug, Clone)]
pub(crate) enum Enroll {
    Password,
    Email(SentCode),
    PhoneData,
    Phone(MethodType, SentCode),
    /// Okta Verify, where the channel still needs an address.
    OktaVerifyAddress(Channel),
    OktaVerify(Activation),
    SecurityQuestion,
    GoogleOtp {
        secret: Vec<u8>,
        png: Vec<u8>,
    },
    /// A token; once its server asks for more, what it is known by, and what that is.
    Token(AuthenticatorKey, Option<(String, Asked)>),
    /// The request that Duo's frame was opened with.
    Duo(String),
    Webauthn {
        challenge: String,
    },
}

/// An activation link that waits for a device.
#[derive(Debug, Clone)]
pub(crate) struct Activation {
    pub(crate) channel: Channel,
    /// The email address or phone number it went to.
    pub(crate) address: Option<String>,
    pub(crate) token: String,
    /// The picture of the QR channel.
    pub(crate) png: Vec<u8>,
    /// Why the last device was turned away.
    pub(crate) notice: Option<Message>,
    pub(crate) activated: bool,
}

/// Why a new password is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replace {
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
            ending: Ending::Code,
            since: now,
            intent: Intent::Login,
            step: Step::Identify,
            user: None,
            first_factor: None,
            auth_time: now,
            verified: Vec::new(),
            enrolled: Vec::new(),
            skipped_enrollment: false,
            skipped_password: false,
            keep_me_signed_in: None,
            passkey_challenge: None,
            steps: 0,
            polls: 0,
            expires_at: now + lifetime,
            requests: VecDeque::new(),
            asked: 0,
        }
    }

    /// Makes it the page for another device's code.
    pub(crate) fn activates(&mut self, code: Option<String>) {
        self.ending = Ending::Device(code);
        self.step = Step::UserCode;
    }

    /// The same authorization from its first page on.
    pub(crate) fn restart(&mut self, lifetime: Duration, ids: &mut Ids, now: SystemTime) {
        let handle = self.interaction_handle.clone();
        let cookie = self.cookie.clone();
        let ending = self.ending.clone();
        let requests = std::mem::take(&mut self.requests);
        let (since, asked) = (self.since, self.asked);
        *self = Self::new(self.authorization.clone(), lifetime, ids, now);
        self.interaction_handle = handle;
        self.cookie = cookie;
        self.requests = requests;
        if let Ending::Device(code) = ending {
            self.activates(code);
        }
        (self.since, self.asked) = (since, asked);
    }

    /// Moves on to another page.
    pub(crate) fn go(&mut self, step: Step) {
        self.step = step;
        self.steps += 1;
        self.polls = 0;
    }

    pub(crate) fn is_open(&self, now: SystemTime) -> bool {
        now < self.expires_at && !matches!(self.step, Step::Closed)
    }

    pub(crate) fn has_handle(&self, handle: &str) -> bool {
        self.state_handle == handle || self.previous_handle.as_deref() == Some(handle)
    }

    /// Whether it is meant by one of its handles, by its interaction code, or by the last part
    /// of its magic link.
    pub(crate) fn is_named_by(&self, name: &str) -> bool {
        let by_step = match &self.step {
            Step::Success(code) => code == name,
            Step::Verify(_, Proof::Code(sent)) | Step::Enroll(Enroll::Email(sent)) => {
                let link = sent.link.as_deref().and_then(|link| link.rsplit_once('/'));
                link.is_some_and(|(_, token)| token == name)
            }
            _ => false,
        };
        by_step || self.interaction_handle == name || self.has_handle(name)
    }

    /// Whether `key` was enrolled in this sign-in.
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
