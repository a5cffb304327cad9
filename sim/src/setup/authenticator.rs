//! Authenticators, their methods and channels, in Okta's own words.

use serde::{Deserialize, Serialize};

/// An authenticator the org has configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the wire's own keys")]
pub enum AuthenticatorKey {
    OktaPassword,
    OktaEmail,
    PhoneNumber,
    OktaVerify,
    SecurityQuestion,
    GoogleOtp,
}

/// A way to use an authenticator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum MethodType {
    Password,
    Email,
    Sms,
    Voice,
    Push,
    Totp,
    SecurityQuestion,
    Otp,
}

/// How an Okta Verify activation link gets to the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the wire's own names")]
pub enum Channel {
    Qrcode,
    Email,
    Sms,
    Samedevice,
    Devicebootstrap,
}

impl AuthenticatorKey {
    /// All of them, in the order in which an org lists them.
    pub const ALL: [Self; 6] = [
        Self::OktaPassword,
        Self::OktaEmail,
        Self::PhoneNumber,
        Self::OktaVerify,
        Self::SecurityQuestion,
        Self::GoogleOtp,
    ];

    /// The wire's `key`.
    pub fn key(self) -> &'static str {
        match self {
            Self::OktaPassword => "okta_password",
            Self::OktaEmail => "okta_email",
            Self::PhoneNumber => "phone_number",
            Self::OktaVerify => "okta_verify",
            Self::SecurityQuestion => "security_question",
            Self::GoogleOtp => "google_otp",
        }
    }

    /// The wire's `type`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::OktaPassword => "password",
            Self::OktaEmail => "email",
            Self::PhoneNumber => "phone",
            Self::OktaVerify | Self::GoogleOtp => "app",
            Self::SecurityQuestion => "security_question",
        }
    }

    /// The wire's `displayName`.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::OktaPassword => "Password",
            Self::OktaEmail => "Email",
            Self::PhoneNumber => "Phone",
            Self::OktaVerify => "Okta Verify",
            Self::SecurityQuestion => "Security Question",
            Self::GoogleOtp => "Google Authenticator",
        }
    }

    /// The methods it offers, the usual one first.
    pub fn methods(self) -> &'static [MethodType] {
        match self {
            Self::OktaPassword => &[MethodType::Password],
            Self::OktaEmail => &[MethodType::Email],
            Self::PhoneNumber => &[MethodType::Sms, MethodType::Voice],
            Self::OktaVerify => &[MethodType::Push, MethodType::Totp],
            Self::SecurityQuestion => &[MethodType::SecurityQuestion],
            Self::GoogleOtp => &[MethodType::Otp],
        }
    }
}

impl MethodType {
    /// The authenticator whose method it is.
    pub fn authenticator(self) -> AuthenticatorKey {
        match self {
            Self::Password => AuthenticatorKey::OktaPassword,
            Self::Email => AuthenticatorKey::OktaEmail,
            Self::Sms | Self::Voice => AuthenticatorKey::PhoneNumber,
            Self::Push | Self::Totp => AuthenticatorKey::OktaVerify,
            Self::SecurityQuestion => AuthenticatorKey::SecurityQuestion,
            Self::Otp => AuthenticatorKey::GoogleOtp,
        }
    }

    /// The wire's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Push => "push",
            Self::Totp => "totp",
            Self::SecurityQuestion => "security_question",
            Self::Otp => "otp",
        }
    }

    /// The label of the choice.
    pub fn label(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::Email => "Email",
            Self::Sms => "SMS",
            Self::Voice => "Voice call",
            Self::Push => "Get a push notification",
            Self::Totp => "Enter a code",
            Self::SecurityQuestion => "Security Question",
            Self::Otp => "Enter a code",
        }
    }

    /// The authentication method reference of RFC 8176, as Okta reports it in `amr`.
    pub(crate) fn amr(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Email | Self::Totp | Self::Otp => "otp",
            Self::Sms => "sms",
            Self::Voice => "tel",
            Self::Push => "swk",
            Self::SecurityQuestion => "kba",
        }
    }
}

impl Channel {
    /// The wire's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Qrcode => "qrcode",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Samedevice => "samedevice",
            Self::Devicebootstrap => "devicebootstrap",
        }
    }

    /// The label of the choice.
    pub fn label(self) -> &'static str {
        match self {
            Self::Qrcode => "QR code",
            Self::Email => "Email",
            Self::Sms => "SMS",
            Self::Samedevice => "This device",
            Self::Devicebootstrap => "Another device with Okta Verify",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_serde_agree() {
        for key in AuthenticatorKey::ALL {
            assert_eq!(serde_json::to_value(key).unwrap(), key.key());
            for method in key.methods() {
                assert_eq!(method.authenticator(), key);
                assert_eq!(serde_json::to_value(method).unwrap(), method.name());
            }
        }
    }
}
