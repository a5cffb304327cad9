//! The policy that sign-ins must satisfy.

use serde::{Deserialize, Serialize};

use super::authenticator::{AuthenticatorKey, MethodType};
use super::consent::{Consent, IdentityVerification};
use super::limits::{CodeLimit, Lockout, RateLimit, ResendLimit};
use super::okta_verify::OktaVerifyPolicy;
use super::webauthn::WebauthnPolicy;

/// The sign-on, enrollment, registration and recovery policies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The fields of the first step.
    pub sign_in: SignIn,
    /// The methods that are accepted as first factor. If there are several, the user selects one.
    /// With [`SignIn::PasswordFirst`], the first factor is always the password.
    pub first_factor: Vec<MethodType>,
    /// The methods that are accepted as second factor. If empty, no second factor is required.
    pub challenge: Vec<MethodType>,
    /// Whether an authenticator that was enrolled in the same sign-in must also be verified.
    pub challenge_after_enrollment: bool,
    /// The authenticators that must be enrolled at sign-in.
    pub required: Vec<AuthenticatorKey>,
    /// The authenticators that can be enrolled or skipped at sign-in.
    pub optional: Vec<AuthenticatorKey>,
    /// The Okta Verify settings.
    pub okta_verify: OktaVerifyPolicy,
    /// The WebAuthn settings.
    pub webauthn: WebauthnPolicy,
    /// The complexity of passwords.
    pub password: PasswordPolicy,
    /// When an expired password must be changed.
    pub expired_password: ExpiredPassword,
    /// Self-service sign-up, or `None` if it is disabled.
    pub registration: Option<Registration>,
    /// The methods that are accepted for self-service password recovery. If empty, it is disabled.
    pub recovery: Vec<MethodType>,
    /// The methods that are accepted for self-service unlock. If empty, it is disabled.
    pub unlock: Vec<MethodType>,
    /// The profile attributes that a user must have to complete a sign-in (progressive profiling).
    pub required_attributes: Vec<ProfileAttribute>,
    /// Whether an email has a magic link in addition to its code. The client can then poll.
    pub magic_link: bool,
    /// The scopes that need the user's consent, or `None` if all scopes are granted.
    pub consent: Option<Consent>,
    /// The vendor that verifies a user's identity once, or `None` if this is not required.
    pub identity_verification: Option<IdentityVerification>,
    /// Whether the last step asks "Keep me signed in". On a device where the user agreed, later
    /// sign-ins require no second factor, unless the client does.
    pub keep_me_signed_in: bool,
    /// The polling interval, in ms.
    pub poll_interval_ms: u64,
    /// Changes of the polling interval during a step.
    pub interval_changes: Vec<IntervalChange>,
    /// The lifetime of an abandoned step, in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub transaction_lifetime_s: u64,
    /// The lifetime of an interaction code, in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub interaction_code_lifetime_s: u64,
    /// The lifetime of an unanswered push, in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub push_lifetime_s: u64,
    /// Whether the response to each poll has a new state handle.
    pub rotate_state_handle: bool,
    /// Whether the response to a rejected form has only the messages. The client gets the form again
    /// from `introspect`. The form for a user code is always rejected in this way.
    pub error_only_replies: bool,
    /// Whether forms are accepted only with an `Origin` header that has the org's origin.
    pub require_origin: bool,
    /// The rate limit of a transaction, or `None` for no limit.
    pub rate_limit: Option<RateLimit>,
    /// The limit on wrong codes, or `None` for no limit.
    pub code_limit: Option<CodeLimit>,
    /// The limit on resent messages, or `None` for no limit.
    pub resend_limit: Option<ResendLimit>,
    /// The lockout of accounts after wrong passwords.
    pub lockout: Lockout,
}

/// The fields of the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// The username and the password.
    PasswordFirst,
    /// Only the username.
    IdentifierFirst,
}

/// When an expired password must be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredPassword {
    /// Right after the password was verified.
    AtOnce,
    /// After all other requirements are met.
    AtTheEnd,
}

/// A change of the polling interval during a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntervalChange {
    /// The number of polls in the step after which the interval applies.
    pub after_polls: u32,
    /// The interval, in ms.
    pub interval_ms: u64,
}

/// The requirements for a new password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// The minimum number of characters.
    pub min_length: u32,
    /// The minimum number of lowercase letters.
    pub min_lower_case: u32,
    /// The minimum number of uppercase letters.
    pub min_upper_case: u32,
    /// The minimum number of digits.
    pub min_number: u32,
    /// The minimum number of symbols.
    pub min_symbol: u32,
    /// Whether the password must not contain the username.
    pub exclude_username: bool,
}

/// Self-service sign-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// The attributes of the form in addition to `email`, `firstName` and `lastName`.
    pub attributes: Vec<ProfileAttribute>,
    /// Whether the form also asks for the password.
    pub password_in_form: bool,
    /// The authenticators that must be enrolled in addition to those of the sign-in policy.
    pub required: Vec<AuthenticatorKey>,
}

/// An attribute of a profile form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileAttribute {
    /// The name in the profile, such as `department`.
    pub name: String,
    /// The label in the form.
    pub label: String,
    /// Whether it is required.
    #[serde(default)]
    pub required: bool,
}

impl Policy {
    /// Creates a policy that requires the password and one of these methods.
    pub fn with_challenge(challenge: &[MethodType]) -> Self {
        Self {
            challenge: challenge.to_vec(),
            ..Self::default()
        }
    }

    /// Creates a policy that requires the password and the enrollment of these authenticators.
    pub fn with_required(required: &[AuthenticatorKey]) -> Self {
        Self {
            required: required.to_vec(),
            ..Self::default()
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            sign_in: SignIn::PasswordFirst,
            first_factor: vec![MethodType::Password],
            challenge: Vec::new(),
            challenge_after_enrollment: false,
            required: Vec::new(),
            optional: Vec::new(),
            okta_verify: OktaVerifyPolicy::default(),
            webauthn: WebauthnPolicy::default(),
            password: PasswordPolicy::default(),
            expired_password: ExpiredPassword::AtOnce,
            registration: None,
            recovery: Vec::new(),
            unlock: Vec::new(),
            required_attributes: Vec::new(),
            magic_link: false,
            consent: None,
            identity_verification: None,
            keep_me_signed_in: false,
            poll_interval_ms: 4000,
            interval_changes: Vec::new(),
            transaction_lifetime_s: 600,
            interaction_code_lifetime_s: 60,
            push_lifetime_s: 300,
            rotate_state_handle: false,
            error_only_replies: false,
            require_origin: false,
            rate_limit: Some(RateLimit {
                requests: 60,
                window_s: 5,
            }),
            code_limit: Some(CodeLimit::default()),
            resend_limit: Some(ResendLimit::default()),
            lockout: Lockout::default(),
        }
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 8,
            min_lower_case: 1,
            min_upper_case: 1,
            min_number: 1,
            min_symbol: 0,
            exclude_username: true,
        }
    }
}

impl Default for Registration {
    fn default() -> Self {
        Self {
            attributes: Vec::new(),
            password_in_form: false,
            required: vec![AuthenticatorKey::OktaEmail, AuthenticatorKey::OktaPassword],
        }
    }
}
