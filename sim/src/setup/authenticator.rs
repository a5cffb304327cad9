//! Authenticators, their methods and channels.

use serde::{Deserialize, Serialize};

/// An authenticator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "Okta's names")]
pub enum AuthenticatorKey {
    OktaPassword,
    OktaEmail,
    PhoneNumber,
    OktaVerify,
    SecurityQuestion,
    GoogleOtp,
    Duo,
    YubikeyToken,
    SymantecVip,
    RsaToken,
    OnpremMfa,
    CustomOtp,
    Tac,
    Webauthn,
}

/// A method of an authenticator. IDX uses the type `otp` for several authenticators; a setup
/// distinguishes their methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "Okta's names")]
pub enum MethodType {
    Password,
    Email,
    Sms,
    Voice,
    Push,
    Totp,
    SignedNonce,
    SecurityQuestion,
    /// A code of Google Authenticator.
    Otp,
    Duo,
    YubikeyToken,
    SymantecVip,
    RsaToken,
    OnpremMfa,
    CustomOtp,
    Tac,
    Webauthn,
}

/// A channel that transfers an Okta Verify activation link to the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "Okta's names")]
pub enum Channel {
    Qrcode,
    Email,
    Sms,
    Samedevice,
    Devicebootstrap,
}

impl AuthenticatorKey {
    /// All authenticators, in the org's order.
    pub const ALL: [Self; 14] = [
        Self::OktaPassword,
        Self::OktaEmail,
        Self::PhoneNumber,
        Self::OktaVerify,
        Self::SecurityQuestion,
        Self::GoogleOtp,
        Self::Duo,
        Self::YubikeyToken,
        Self::SymantecVip,
        Self::RsaToken,
        Self::OnpremMfa,
        Self::CustomOtp,
        Self::Tac,
        Self::Webauthn,
    ];

    /// Returns the IDX `key`.
    pub fn key(self) -> &'static str {
        match self {
            Self::OktaPassword => "okta_password",
            Self::OktaEmail => "okta_email",
            Self::PhoneNumber => "phone_number",
            Self::OktaVerify => "okta_verify",
            Self::SecurityQuestion => "security_question",
            Self::GoogleOtp => "google_otp",
            Self::Duo => "duo",
            Self::YubikeyToken => "yubikey_token",
            Self::SymantecVip => "symantec_vip",
            Self::RsaToken => "rsa_token",
            Self::OnpremMfa => "onprem_mfa",
            Self::CustomOtp => "custom_otp",
            Self::Tac => "tac",
            Self::Webauthn => "webauthn",
        }
    }

    /// Returns the IDX `type`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::OktaPassword => "password",
            Self::OktaEmail => "email",
            Self::PhoneNumber => "phone",
            Self::OktaVerify | Self::GoogleOtp | Self::Duo | Self::SymantecVip => "app",
            Self::SecurityQuestion => "security_question",
            Self::YubikeyToken | Self::RsaToken | Self::OnpremMfa | Self::CustomOtp => {
                "security_key"
            }
            Self::Tac => "tac",
            Self::Webauthn => "security_key",
        }
    }

    /// Returns the IDX `displayName`.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::OktaPassword => "Password",
            Self::OktaEmail => "Email",
            Self::PhoneNumber => "Phone",
            Self::OktaVerify => "Okta Verify",
            Self::SecurityQuestion => "Security Question",
            Self::GoogleOtp => "Google Authenticator",
            Self::Duo => "Duo Security",
            Self::YubikeyToken => "YubiKey",
            Self::SymantecVip => "Symantec VIP",
            Self::RsaToken => "RSA SecurID",
            Self::OnpremMfa => "On-Prem MFA",
            Self::CustomOtp => "Staff Token",
            Self::Tac => "Temporary Access Code",
            Self::Webauthn => "Security Key or Biometric",
        }
    }

    /// Returns the methods. The first one is the default.
    pub fn methods(self) -> &'static [MethodType] {
        match self {
            Self::OktaPassword => &[MethodType::Password],
            Self::OktaEmail => &[MethodType::Email],
            Self::PhoneNumber => &[MethodType::Sms, MethodType::Voice],
            Self::OktaVerify => &[MethodType::Push, MethodType::Totp, MethodType::SignedNonce],
            Self::SecurityQuestion => &[MethodType::SecurityQuestion],
            Self::GoogleOtp => &[MethodType::Otp],
            Self::Duo => &[MethodType::Duo],
            Self::YubikeyToken => &[MethodType::YubikeyToken],
            Self::SymantecVip => &[MethodType::SymantecVip],
            Self::RsaToken => &[MethodType::RsaToken],
            Self::OnpremMfa => &[MethodType::OnpremMfa],
            Self::CustomOtp => &[MethodType::CustomOtp],
            Self::Tac => &[MethodType::Tac],
            Self::Webauthn => &[MethodType::Webauthn],
        }
    }
}

impl MethodType {
    /// Returns the authenticator that this method belongs to.
    pub fn authenticator(self) -> AuthenticatorKey {
        match self {
            Self::Password => AuthenticatorKey::OktaPassword,
            Self::Email => AuthenticatorKey::OktaEmail,
            Self::Sms | Self::Voice => AuthenticatorKey::PhoneNumber,
            Self::Push | Self::Totp | Self::SignedNonce => AuthenticatorKey::OktaVerify,
            Self::SecurityQuestion => AuthenticatorKey::SecurityQuestion,
            Self::Otp => AuthenticatorKey::GoogleOtp,
            Self::Duo => AuthenticatorKey::Duo,
            Self::YubikeyToken => AuthenticatorKey::YubikeyToken,
            Self::SymantecVip => AuthenticatorKey::SymantecVip,
            Self::RsaToken => AuthenticatorKey::RsaToken,
            Self::OnpremMfa => AuthenticatorKey::OnpremMfa,
            Self::CustomOtp => AuthenticatorKey::CustomOtp,
            Self::Tac => AuthenticatorKey::Tac,
            Self::Webauthn => AuthenticatorKey::Webauthn,
        }
    }

    /// Returns the IDX method type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Push => "push",
            Self::Totp => "totp",
            Self::SignedNonce => "signed_nonce",
            Self::SecurityQuestion => "security_question",
            Self::Otp
            | Self::YubikeyToken
            | Self::SymantecVip
            | Self::RsaToken
            | Self::OnpremMfa
            | Self::CustomOtp => "otp",
            Self::Duo => "duo",
            Self::Tac => "tac",
            Self::Webauthn => "webauthn",
        }
    }

    /// Returns the label of the option.
    pub fn label(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::Email => "Email",
            Self::Sms => "SMS",
            Self::Voice => "Voice call",
            Self::Push => "Get a push notification",
            Self::Totp => "Enter a code",
            Self::SignedNonce => "Use Okta FastPass",
            Self::SecurityQuestion => "Security Question",
            Self::Otp
            | Self::YubikeyToken
            | Self::SymantecVip
            | Self::RsaToken
            | Self::OnpremMfa
            | Self::CustomOtp
            | Self::Tac => "Enter a code",
            Self::Duo => "Duo Security",
            Self::Webauthn => "Security Key or Biometric",
        }
    }

    /// Returns the authentication method reference (RFC 8176) that Okta reports in `amr`.
    pub(crate) fn amr(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Email
            | Self::Totp
            | Self::Otp
            | Self::YubikeyToken
            | Self::SymantecVip
            | Self::RsaToken
            | Self::OnpremMfa
            | Self::CustomOtp
            | Self::Tac => "otp",
            Self::Duo => "mca",
            Self::Sms => "sms",
            Self::Voice => "tel",
            Self::Push => "swk",
            Self::SignedNonce => "hwk",
            Self::SecurityQuestion => "kba",
            Self::Webauthn => "hwk",
        }
    }
}

impl Channel {
    /// Returns the IDX name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Qrcode => "qrcode",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Samedevice => "samedevice",
            Self::Devicebootstrap => "devicebootstrap",
        }
    }

    /// Returns the label of the option.
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
    fn names_match_their_json() {
        for key in AuthenticatorKey::ALL {
            assert_eq!(serde_json::to_value(key).unwrap(), key.key());
            for method in key.methods() {
                assert_eq!(method.authenticator(), key);
                let expected = if method.name() == "otp" && key != AuthenticatorKey::GoogleOtp {
                    key.key()
                } else {
                    method.name()
                };
                assert_eq!(serde_json::to_value(method).unwrap(), expected);
            }
        }
    }
}
