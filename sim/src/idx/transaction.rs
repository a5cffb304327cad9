//! IDX transactions: sign-ins from `interact` to the interaction code.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, SystemTime};

use super::counters::{SentMessage, WrongCodes};
use super::step::{Challenge, Enroll, Step};
use crate::setup::{AuthenticatorKey, MethodType};
use crate::state::{Authorization, Ids};

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
    /// The answer at the last step, or `None` if it was not asked.
    pub(crate) keep_me_signed_in: Option<bool>,
    /// The answer at the first step.
    pub(crate) remember_me: bool,
    /// The identifiers of the device that sent the requests.
    pub(crate) device_ids: Vec<String>,
    /// The challenge for passkey autofill at the first step.
    pub(crate) passkey_challenge: Option<String>,
    /// The number of steps so far.
    pub(crate) step_count: u32,
    /// The number of polls in the current step.
    pub(crate) poll_count: u32,
    pub(crate) expires_at: SystemTime,
    /// When the interaction code expires.
    pub(crate) code_expires_at: SystemTime,
    /// Whether a browser has exchanged the state handle for a session.
    pub(crate) has_redirected: bool,
    /// The wrong codes for each authenticator.
    pub(crate) wrong_codes: BTreeMap<AuthenticatorKey, WrongCodes>,
    /// The latest messages to the user, oldest first.
    pub(crate) sent_messages: Vec<SentMessage>,
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
            remember_me: false,
            device_ids: Vec::new(),
            passkey_challenge: None,
            step_count: 0,
            poll_count: 0,
            expires_at: now + lifetime,
            code_expires_at: now,
            has_redirected: false,
            wrong_codes: BTreeMap::new(),
            sent_messages: Vec::new(),
            recent_requests: VecDeque::new(),
            request_count: 0,
        }
    }

    /// Makes this the activation of another device, which starts with its user code.
    pub(crate) fn start_device_activation(&mut self, user_code: Option<String>) {
        self.completion = Completion::Device(user_code);
        self.step = Step::UserCode;
    }

    /// Restarts the transaction at its first step, with a new state handle. Its limits stay.
    pub(crate) fn restart(&mut self, lifetime: Duration, ids: &mut Ids, now: SystemTime) {
        let new = Self::new(self.authorization.clone(), lifetime, ids, now);
        let old = std::mem::replace(self, new);
        if let Completion::Device(user_code) = old.completion {
            self.start_device_activation(user_code);
        }
        self.interaction_handle = old.interaction_handle;
        self.cookie = old.cookie;
        self.device_ids = old.device_ids;
        self.since = old.since;
        self.request_count = old.request_count;
        self.recent_requests = old.recent_requests;
        self.wrong_codes = old.wrong_codes;
        self.sent_messages = old.sent_messages;
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

    /// Returns whether the interaction code was issued and not redeemed.
    pub(crate) fn has_succeeded(&self) -> bool {
        matches!(self.step, Step::Success(_))
    }

    /// Returns whether `code` is the transaction's interaction code and has not expired.
    pub(crate) fn has_code(&self, code: &str, now: SystemTime) -> bool {
        let is_valid = self.is_open(now) && now <= self.code_expires_at;
        is_valid && matches!(&self.step, Step::Success(issued) if issued == code)
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
