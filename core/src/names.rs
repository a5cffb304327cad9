//! The open sets of the IDX wire: known names are typed, unknown ones stay usable.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares an enum over wire words with a last variant `Other` for all that is not known (yet).
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A name that this version does not know, as the server wrote it.
            Other(String),
        }

        impl $name {
            /// Every known name, in the order of declaration.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The word of the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    _ => Self::KNOWN
                        .iter()
                        .find(|known| same_word(known.as_str(), word))
                        .cloned()
                        .unwrap_or_else(|| Self::Other(word.to_owned())),
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from(word.as_str())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// Servers and clients spell `signed_nonce` and `signedNonce`: case and underscores do not count.
fn same_word(known: &str, word: &str) -> bool {
    let plain = |text: &'_ str| {
        text.bytes()
            .filter(|b| *b != b'_')
            .map(|b| b.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    known.len().abs_diff(word.len()) <= 3 && plain(known) == plain(word)
}

open_enum! {
    /// What a remediation is for: its `name` on the IDX wire.
    RemediationName {
        /// Say who you are, perhaps with the password.
        Identify = "identify",
        /// Say whose access to recover.
        IdentifyRecovery = "identify-recovery",
        /// Back to the first page, from sign-up.
        SelectIdentify = "select-identify",
        /// On to sign-up.
        SelectEnrollProfile = "select-enroll-profile",
        /// The sign-up form.
        EnrollProfile = "enroll-profile",
        /// More about the user, asked later.
        ProfileUpdate = "profile-update",
        /// Unlock one's own account.
        UnlockAccount = "unlock-account",
        /// Unlock: who, and by which authenticator.
        SelectAuthenticatorUnlockAccount = "select-authenticator-unlock-account",
        /// Have the activation mail sent again.
        RequestActivationEmail = "request-activation-email",
        /// Choose what to prove oneself with.
        SelectAuthenticatorAuthenticate = "select-authenticator-authenticate",
        /// Choose the authenticator's method.
        AuthenticatorVerificationData = "authenticator-verification-data",
        /// Answer a challenge: password, code, question, WebAuthn.
        ChallengeAuthenticator = "challenge-authenticator",
        /// Answer with a passkey from the browser's autofill.
        ChallengeWebauthnAutofilluiAuthenticator = "challenge-webauthn-autofillui-authenticator",
        /// Wait for a push or for FastPass.
        ChallengePoll = "challenge-poll",
        /// Send the push or the code again.
        Resend = "resend",
        /// Send the code.
        Send = "send",
        /// Choose what to enrol.
        SelectAuthenticatorEnroll = "select-authenticator-enroll",
        /// An older name of the same.
        SelectAuthenticatorEnrollData = "select-authenticator-enroll-data",
        /// What the enrolment needs, such as a phone number.
        AuthenticatorEnrollmentData = "authenticator-enrollment-data",
        /// Finish an enrolment.
        EnrollAuthenticator = "enroll-authenticator",
        /// The offer of a passkey.
        EnrollAuthenticatorPromotion = "enroll-authenticator-promotion",
        /// "Can't scan?": choose how Okta Verify gets its link.
        SelectEnrollmentChannel = "select-enrollment-channel",
        /// Where Okta Verify's link is to be sent.
        EnrollmentChannelData = "enrollment-channel-data",
        /// Wait for Okta Verify to be enrolled.
        EnrollPoll = "enroll-poll",
        /// Wait: the server's safe mode, or a magic link.
        Poll = "poll",
        /// I forgot it.
        Recover = "recover",
        /// Set a new password.
        ResetAuthenticator = "reset-authenticator",
        /// Replace an expired password.
        ReenrollAuthenticator = "reenroll-authenticator",
        /// Replace a password that will expire, or skip.
        ReenrollAuthenticatorWarning = "reenroll-authenticator-warning",
        /// Replace an expired password elsewhere.
        ReenrollCustomPasswordExpiry = "reenroll-custom-password-expiry",
        /// Replace a password that will expire elsewhere.
        ReenrollCustomPasswordExpiryWarning = "reenroll-custom-password-expiry-warning",
        /// Leave out what is optional.
        Skip = "skip",
        /// Sign in at an identity provider.
        RedirectIdp = "redirect-idp",
        /// Have one's identity verified elsewhere.
        RedirectIdverify = "redirect-idverify",
        /// Sign in with a smart card.
        PivIdp = "piv-idp",
        /// The end of a hosted flow: well.
        SuccessRedirect = "success-redirect",
        /// The end of a hosted flow: not well.
        FailureRedirect = "failure-redirect",
        /// Start Okta Verify on this device.
        LaunchAuthenticator = "launch-authenticator",
        /// Wait for FastPass on this device.
        DeviceChallengePoll = "device-challenge-poll",
        /// End a poll.
        CancelPolling = "cancel-polling",
        /// End a poll and its transaction.
        CancelPollingTransaction = "cancel-polling-transaction",
        /// End a transaction.
        CancelTransaction = "cancel-transaction",
        /// Apple's single sign-on extension.
        DeviceAppleSsoExtension = "device-apple-sso-extension",
        /// Start an NFC authenticator.
        LaunchNfcAuthenticator = "launch-nfc-authenticator",
        /// Start a security key.
        LaunchWebauthnAuthenticator = "launch-webauthn-authenticator",
        /// Start a passkey.
        LaunchPasskeysAuthenticator = "launch-passkeys-authenticator",
        /// Enrol a passkey.
        EnrollWebauthnResidentkey = "enroll-webauthn-residentkey",
        /// Agree that the app may do something.
        Consent = "consent",
        /// The same, for an administrator.
        AdminConsent = "admin-consent",
        /// The same, scope by scope.
        GranularConsent = "granular-consent",
        /// Agree that this sign-in is one's own, from a mail.
        EmailChallengeConsent = "email-challenge-consent",
        /// The code that another device shows.
        UserCode = "user-code",
        /// Stay signed in?
        KeepMeSignedIn = "keep-me-signed-in",
        /// The device does not comply, yet.
        DeviceAssuranceGracePeriod = "device-assurance-grace-period",
        /// Start again.
        Cancel = "cancel",
        /// The form of the token request.
        Issue = "issue",
    }
}

open_enum! {
    /// Which authenticator: its `key` on the IDX wire. Never match on display names.
    AuthenticatorKey {
        /// Password.
        OktaPassword = "okta_password",
        /// Email.
        OktaEmail = "okta_email",
        /// SMS or voice call.
        PhoneNumber = "phone_number",
        /// Okta Verify.
        OktaVerify = "okta_verify",
        /// Okta Verify as newer orgs list it: code.
        OktaVerifyTotp = "okta_verify_totp",
        /// Okta Verify as newer orgs list it: push.
        OktaVerifyPush = "okta_verify_push",
        /// Okta Verify as newer orgs list it: FastPass.
        OktaVerifyFastpass = "okta_verify_fastpass",
        /// Google Authenticator.
        GoogleOtp = "google_otp",
        /// Security question.
        SecurityQuestion = "security_question",
        /// Security key or passkey.
        Webauthn = "webauthn",
        /// Duo.
        Duo = "duo",
        /// An identity provider.
        ExternalIdp = "external_idp",
        /// Smart card.
        SmartCardIdp = "smart_card_idp",
        /// An organisation's own app.
        CustomApp = "custom_app",
        /// An organisation's own one-time codes.
        CustomOtp = "custom_otp",
        /// On-premises MFA.
        OnpremMfa = "onprem_mfa",
        /// RSA SecurID.
        RsaToken = "rsa_token",
        /// Symantec VIP.
        SymantecVip = "symantec_vip",
        /// YubiKey.
        YubikeyToken = "yubikey_token",
        /// Temporary access code.
        Tac = "tac",
        /// NFC card with a PIN.
        NfcPin = "nfc_pin",
    }
}

open_enum! {
    /// How an authenticator is used: `methodType` on the IDX wire.
    MethodType {
        /// Password.
        Password = "password",
        /// Email.
        Email = "email",
        /// Text message.
        Sms = "sms",
        /// Voice call.
        Voice = "voice",
        /// Push notification.
        Push = "push",
        /// Time-based code.
        Totp = "totp",
        /// FastPass.
        SignedNonce = "signed_nonce",
        /// One-time code.
        Otp = "otp",
        /// Security question.
        SecurityQuestion = "security_question",
        /// WebAuthn.
        Webauthn = "webauthn",
        /// Duo.
        Duo = "duo",
        /// Identity provider.
        Idp = "idp",
        /// Certificate.
        Cert = "cert",
        /// Temporary access code.
        Tac = "tac",
        /// NFC.
        Nfc = "nfc",
        /// NFC with a PIN.
        NfcPin = "nfc_pin",
    }
}

open_enum! {
    /// How Okta Verify gets its activation link: `channel` and `selectedChannel` on the IDX wire.
    Channel {
        /// A QR code.
        Qrcode = "qrcode",
        /// A link by email.
        Email = "email",
        /// A link by text message.
        Sms = "sms",
        /// A link on this very device.
        Samedevice = "samedevice",
        /// A device that has Okta Verify already vouches; nothing to poll.
        Devicebootstrap = "devicebootstrap",
    }
}

open_enum! {
    /// How serious a message is: `class` on the IDX wire.
    Severity {
        /// Something is wrong.
        Error = "ERROR",
        /// Something is worth knowing.
        Info = "INFO",
        /// Something may go wrong.
        Warning = "WARNING",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_are_typed_and_unknown_ones_kept() {
        assert_eq!(
            RemediationName::from("enroll-poll"),
            RemediationName::EnrollPoll
        );
        assert_eq!(
            RemediationName::from("dance"),
            RemediationName::Other("dance".into())
        );
        assert_eq!(RemediationName::from("dance").as_str(), "dance");
    }

    #[test]
    fn case_and_underscores_do_not_count() {
        assert_eq!(MethodType::from("signedNonce"), MethodType::SignedNonce);
        assert_eq!(MethodType::from("SMS"), MethodType::Sms);
        assert_eq!(Severity::from("error"), Severity::Error);
        assert_eq!(MethodType::from("smsx"), MethodType::Other("smsx".into()));
    }
}
