//! What remediations are for.

use super::same_word;

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
        /// Choose what to enroll.
        SelectAuthenticatorEnroll = "select-authenticator-enroll",
        /// An older name of the same.
        SelectAuthenticatorEnrollData = "select-authenticator-enroll-data",
        /// What the enrollment needs, such as a phone number.
        AuthenticatorEnrollmentData = "authenticator-enrollment-data",
        /// Finish an enrollment.
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
        /// Enroll a passkey.
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
