//! The names of remediations.

use super::matches_raw_value;

open_enum! {
    /// The purpose of a remediation: its `name` on the IDX wire.
    RemediationName {
        /// Identifies the user, optionally with the password.
        Identify = "identify",
        /// Identifies the user whose account is recovered.
        IdentifyRecovery = "identify-recovery",
        /// Returns from sign-up to the identifier form.
        SelectIdentify = "select-identify",
        /// Starts sign-up.
        SelectEnrollProfile = "select-enroll-profile",
        /// Submits the sign-up form.
        EnrollProfile = "enroll-profile",
        /// Adds attributes to the user's profile.
        ProfileUpdate = "profile-update",
        /// Starts self-service account unlock.
        UnlockAccount = "unlock-account",
        /// Selects the account to unlock and the authenticator to unlock it with.
        SelectAuthenticatorUnlockAccount = "select-authenticator-unlock-account",
        /// Sends the activation email again.
        RequestActivationEmail = "request-activation-email",
        /// Selects the authenticator to verify.
        SelectAuthenticatorAuthenticate = "select-authenticator-authenticate",
        /// Selects the method of the authenticator to verify.
        AuthenticatorVerificationData = "authenticator-verification-data",
        /// Answers the challenge of the current authenticator: a password, code or answer, or a
        /// WebAuthn assertion.
        ChallengeAuthenticator = "challenge-authenticator",
        /// Signs in with a passkey that the platform offers as an autofill suggestion.
        ChallengeWebauthnAutofilluiAuthenticator = "challenge-webauthn-autofillui-authenticator",
        /// Polls for the result of a push notification or of FastPass.
        ChallengePoll = "challenge-poll",
        /// Sends the code, link or push notification again.
        Resend = "resend",
        /// Sends the code or link.
        Send = "send",
        /// Selects an authenticator to enroll.
        SelectAuthenticatorEnroll = "select-authenticator-enroll",
        /// Older name of `select-authenticator-enroll`.
        SelectAuthenticatorEnrollData = "select-authenticator-enroll-data",
        /// Submits data that an enrollment needs, such as a phone number.
        AuthenticatorEnrollmentData = "authenticator-enrollment-data",
        /// Completes the enrollment of the current authenticator.
        EnrollAuthenticator = "enroll-authenticator",
        /// Accepts the offer to create a passkey.
        EnrollAuthenticatorPromotion = "enroll-authenticator-promotion",
        /// Selects another channel for the enrollment of Okta Verify ("Can't scan?").
        SelectEnrollmentChannel = "select-enrollment-channel",
        /// Submits the email address or phone number to which Okta Verify's activation link is sent.
        EnrollmentChannelData = "enrollment-channel-data",
        /// Polls for the enrollment of Okta Verify.
        EnrollPoll = "enroll-poll",
        /// Polls for a magic link, or while the server asks the client to wait.
        Poll = "poll",
        /// Starts the recovery of a forgotten password.
        Recover = "recover",
        /// Sets a new password during recovery.
        ResetAuthenticator = "reset-authenticator",
        /// Replaces an expired password.
        ReenrollAuthenticator = "reenroll-authenticator",
        /// Replaces a password that expires soon.
        ReenrollAuthenticatorWarning = "reenroll-authenticator-warning",
        /// Opens the website where an expired password is changed.
        ReenrollCustomPasswordExpiry = "reenroll-custom-password-expiry",
        /// Opens the website where a password that expires soon is changed.
        ReenrollCustomPasswordExpiryWarning = "reenroll-custom-password-expiry-warning",
        /// Skips an optional step.
        Skip = "skip",
        /// Signs in with an identity provider.
        RedirectIdp = "redirect-idp",
        /// Verifies the user's identity with an identity verification vendor.
        RedirectIdverify = "redirect-idverify",
        /// Signs in with a smart card.
        PivIdp = "piv-idp",
        /// Ends a hosted flow successfully.
        SuccessRedirect = "success-redirect",
        /// Ends a hosted flow with a failure.
        FailureRedirect = "failure-redirect",
        /// Starts Okta Verify on this device.
        LaunchAuthenticator = "launch-authenticator",
        /// Polls for the result of FastPass on this device.
        DeviceChallengePoll = "device-challenge-poll",
        /// Cancels a FastPass challenge.
        CancelPolling = "cancel-polling",
        /// Cancels a FastPass challenge and its transaction.
        CancelPollingTransaction = "cancel-polling-transaction",
        /// Cancels the transaction of Apple's single sign-on extension.
        CancelTransaction = "cancel-transaction",
        /// Continues with Apple's single sign-on extension.
        DeviceAppleSsoExtension = "device-apple-sso-extension",
        /// Starts an NFC authenticator.
        LaunchNfcAuthenticator = "launch-nfc-authenticator",
        /// Starts the verification of a security key.
        LaunchWebauthnAuthenticator = "launch-webauthn-authenticator",
        /// Signs in with a passkey.
        LaunchPasskeysAuthenticator = "launch-passkeys-authenticator",
        /// Enrolls a passkey.
        EnrollWebauthnResidentkey = "enroll-webauthn-residentkey",
        /// Grants or denies the scopes that the app requests.
        Consent = "consent",
        /// Grants or denies the requested scopes as an administrator.
        AdminConsent = "admin-consent",
        /// Grants or denies each requested scope.
        GranularConsent = "granular-consent",
        /// Confirms or denies a sign-in after a magic link was opened.
        EmailChallengeConsent = "email-challenge-consent",
        /// Submits the code that another device shows (device authorization, RFC 8628).
        UserCode = "user-code",
        /// Chooses whether the user stays signed in.
        KeepMeSignedIn = "keep-me-signed-in",
        /// Continues on a device that does not comply with the device assurance policy yet.
        DeviceAssuranceGracePeriod = "device-assurance-grace-period",
        /// Cancels the transaction. The server starts a new one with the same interaction.
        Cancel = "cancel",
        /// Exchanges the interaction code for tokens.
        Issue = "issue",
    }
}
