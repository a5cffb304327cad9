//! What users prove themselves with, and how.

use super::same_word;

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
