//! Authenticators, their methods, and the channels of Okta Verify.

use super::matches_raw_value;

open_enum! {
    /// The kind of an authenticator: `key` on the IDX wire. Match on it, never on a display name.
    AuthenticatorKey {
        /// Password.
        OktaPassword = "okta_password",
        /// Email.
        OktaEmail = "okta_email",
        /// Phone, by SMS or voice call.
        PhoneNumber = "phone_number",
        /// Okta Verify.
        OktaVerify = "okta_verify",
        /// Okta Verify with a time-based code. Newer orgs list the methods of Okta Verify separately.
        OktaVerifyTotp = "okta_verify_totp",
        /// Okta Verify with push notifications. Newer orgs list the methods of Okta Verify separately.
        OktaVerifyPush = "okta_verify_push",
        /// Okta Verify with FastPass. Newer orgs list the methods of Okta Verify separately.
        OktaVerifyFastpass = "okta_verify_fastpass",
        /// Google Authenticator.
        GoogleOtp = "google_otp",
        /// Security question.
        SecurityQuestion = "security_question",
        /// Security key or passkey (WebAuthn).
        Webauthn = "webauthn",
        /// Duo Security.
        Duo = "duo",
        /// External identity provider.
        ExternalIdp = "external_idp",
        /// Smart card (PIV or CAC).
        SmartCardIdp = "smart_card_idp",
        /// Custom authenticator: an app of the organization that approves push notifications.
        CustomApp = "custom_app",
        /// Custom one-time password of the organization.
        CustomOtp = "custom_otp",
        /// On-premises MFA.
        OnpremMfa = "onprem_mfa",
        /// RSA SecurID.
        RsaToken = "rsa_token",
        /// Symantec VIP.
        SymantecVip = "symantec_vip",
        /// YubiKey OTP.
        YubikeyToken = "yubikey_token",
        /// Temporary access code.
        Tac = "tac",
        /// NFC card with a PIN.
        NfcPin = "nfc_pin",
    }
}

open_enum! {
    /// A method of an authenticator: `methodType` on the IDX wire.
    MethodType {
        /// Password.
        Password = "password",
        /// Email.
        Email = "email",
        /// SMS.
        Sms = "sms",
        /// Voice call.
        Voice = "voice",
        /// Push notification.
        Push = "push",
        /// Time-based one-time password.
        Totp = "totp",
        /// FastPass.
        SignedNonce = "signed_nonce",
        /// One-time password.
        Otp = "otp",
        /// Security question.
        SecurityQuestion = "security_question",
        /// WebAuthn.
        Webauthn = "webauthn",
        /// Duo Security.
        Duo = "duo",
        /// Identity provider.
        Idp = "idp",
        /// Certificate.
        Cert = "cert",
        /// Temporary access code.
        Tac = "tac",
        /// NFC card.
        Nfc = "nfc",
        /// NFC card with a PIN.
        NfcPin = "nfc_pin",
    }
}

open_enum! {
    /// The channel by which Okta Verify receives its activation link during an enrollment: `channel`
    /// and `selectedChannel` on the IDX wire.
    Channel {
        /// QR code.
        Qrcode = "qrcode",
        /// Link by email.
        Email = "email",
        /// Link by SMS.
        Sms = "sms",
        /// Link that is opened on this device.
        Samedevice = "samedevice",
        /// Approval on another device that has Okta Verify already. The engine does not poll for it.
        Devicebootstrap = "devicebootstrap",
    }
}
