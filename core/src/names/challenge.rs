//! How Okta Verify on the device at hand is challenged.

use super::same_word;

open_enum! {
    /// How Okta Verify on the device at hand is reached: `challengeMethod` on the IDX wire.
    ChallengeMethod {
        /// By HTTP on loopback.
        Loopback = "LOOPBACK",
        /// By a link of Okta Verify's own scheme.
        CustomUri = "CUSTOM_URI",
        /// By a link that iOS and macOS hand to the app.
        UniversalLink = "UNIVERSAL_LINK",
        /// By a link that Android hands to the app.
        AppLink = "APP_LINK",
        /// By Chrome's Device Trust connector.
        ChromeDtc = "CHROME_DTC",
        /// By Apple's single sign-on extension, which answers in the network stack.
        AppleSsoExtension = "APPLE_SSO_EXTENSION",
    }
}
