//! What the org asks of people who sign in.

use serde::{Deserialize, Serialize};

use super::{
    AuthenticatorKey, Channel, Consent, FastPass, IdentityVerification, MethodType, WebauthnPolicy,
};

/// Sign-on, enrollment, registration and recovery policy in one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// What the first page asks.
    pub sign_in: SignIn,
    /// What may prove the first factor. One method is asked at once, several are a choice.
    /// With [`SignIn::PasswordFirst`] it is the password, whatever stands here.
    pub first_factor: Vec<MethodType>,
    /// What may prove the second factor, of the methods the user has. Empty: nothing is asked.
    pub challenge: Vec<MethodType>,
    /// Whether an authenticator that was enrolled in this very sign-in must also be verified.
    pub challenge_after_enrollment: bool,
    /// Must be enrolled at sign-in.
    pub required: Vec<AuthenticatorKey>,
    /// May be enrolled at sign-in, or skipped.
    pub optional: Vec<AuthenticatorKey>,
    /// Okta Verify's own settings.
    pub okta_verify: OktaVerifyPolicy,
    /// WebAuthn's own settings.
    pub webauthn: WebauthnPolicy,
    /// Complexity of passwords.
    pub password: PasswordPolicy,
    /// When an expired password is asked to be changed.
    pub expired_password: ExpiredPassword,
    /// Self-service sign-up. `None`: there is none.
    pub registration: Option<Registration>,
    /// Self-service password recovery: the methods that may prove who asks. Empty: there is none.
    pub recovery: Vec<MethodType>,
    /// Self-service unlock: the methods that may prove who asks. Empty: there is none.
    pub unlock: Vec<MethodType>,
    /// Profile attributes that must be there before a sign-in ends (progressive profiling).
    pub required_attributes: Vec<ProfileAttribute>,
    /// Whether an email carries a link beside its code, and the client may poll.
    pub magic_link: bool,
    /// The scopes that a user has to agree to. `None`: whatever the client asks for is granted.
    pub consent: Option<Consent>,
    /// Where people have their identity verified before they go on, once. `None`: nowhere.
    pub identity_verification: Option<IdentityVerification>,
    /// Whether "Keep me signed in" is asked at the end.
    pub keep_me_signed_in: bool,
    /// The polling interval in milliseconds.
    pub poll_interval_ms: u64,
    /// Changes of the interval while a client polls.
    pub interval_changes: Vec<IntervalChange>,
    /// Seconds until a step that nobody takes expires.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub transaction_lifetime_s: u64,
    /// Seconds until an unanswered push has timed out.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub push_lifetime_s: u64,
    /// Whether each poll's reply has a new state handle.
    pub rotate_state_handle: bool,
    /// Requests a transaction may make. `None`: without limit.
    pub rate_limit: Option<RateLimit>,
}

/// What the first page asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// Username and password together.
    PasswordFirst,
    /// The username alone.
    IdentifierFirst,
}

/// When an expired password is asked to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredPassword {
    /// Right after it was given.
    AtOnce,
    /// When everything else is done.
    AtTheEnd,
}

/// Okta Verify's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OktaVerifyPolicy {
    /// The channels of an enrollment; the first is what it begins with.
    pub channels: Vec<Channel>,
    /// Whether a push asks the person to pick the number the screen shows.
    pub number_challenge: NumberChallenge,
    /// Whether a device must have biometrics turned on.
    pub biometrics: bool,
    /// Whether a device must be FIPS compliant.
    pub fips: bool,
    /// Whether the push form offers "send it automatically from now on".
    pub auto_challenge: bool,
    /// FastPass, where there is Okta Verify on the device at hand. `None`: as by default.
    pub fast_pass: Option<FastPass>,
    /// The other devices of the `devicebootstrap` channel.
    pub bootstrap: Bootstrap,
}

/// What the `devicebootstrap` channel shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bootstrap {
    /// The platform of the new device: `IOS`, `ANDROID`, `OSX`, `WINDOWS`.
    pub platform: String,
    /// The names of devices that are enrolled already.
    pub enrolled_devices: Vec<String>,
}

/// When the number of a push is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberChallenge {
    /// Never.
    Off,
    /// In the reply that starts the push.
    AtOnce,
    /// Only in the replies to polls.
    WhilePolling,
}

/// A new polling interval, from some poll on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntervalChange {
    /// How many polls of the step have been answered when it comes into force.
    pub after_polls: u32,
    /// The interval in milliseconds.
    pub interval_ms: u64,
}

/// How many requests a transaction may make in a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests in the window.
    pub requests: u32,
    /// The window in seconds.
    #[serde(deserialize_with = "super::seconds::bounded")]
    pub window_s: u64,
}

/// What a new password must be like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordPolicy {
    /// Characters at least.
    pub min_length: u32,
    /// Lower-case letters at least.
    pub min_lower_case: u32,
    /// Upper-case letters at least.
    pub min_upper_case: u32,
    /// Digits at least.
    pub min_number: u32,
    /// Symbols at least.
    pub min_symbol: u32,
    /// Whether the username may not be part of it.
    pub exclude_username: bool,
}

/// Self-service sign-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// The form's attributes beside `email`, `firstName` and `lastName`, which it always has.
    pub attributes: Vec<ProfileAttribute>,
    /// Whether the form asks for the password too.
    pub password_in_form: bool,
    /// Must be enrolled before the account is active, beside the sign-in policy's own.
    pub required: Vec<AuthenticatorKey>,
}

/// One attribute of a profile form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileAttribute {
    /// Its name in the profile: `department`.
    pub name: String,
    /// Its label in the form.
    pub label: String,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
}

impl Policy {
    /// The password, then one of these methods.
    pub fn with_challenge(challenge: &[MethodType]) -> Self {
        Self {
            challenge: challenge.to_vec(),
            ..Self::default()
        }
    }

    /// The password, then these authenticators must be enrolled.
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
            push_lifetime_s: 300,
            rotate_state_handle: false,
            rate_limit: Some(RateLimit {
                requests: 60,
                window_s: 5,
            }),
        }
    }
}

impl Default for OktaVerifyPolicy {
    fn default() -> Self {
        Self {
            channels: vec![Channel::Qrcode, Channel::Email, Channel::Sms],
            number_challenge: NumberChallenge::Off,
            biometrics: false,
            fips: false,
            auto_challenge: false,
            fast_pass: None,
            bootstrap: Bootstrap::default(),
        }
    }
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            platform: "IOS".to_owned(),
            enrolled_devices: Vec::new(),
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
