//! The methods to reach Okta Verify on this device.

use super::matches_raw_value;

open_enum! {
    /// The method by which Okta Verify on this device is challenged (FastPass): `challengeMethod` on
    /// the IDX wire.
    ChallengeMethod {
        /// HTTP requests to a loopback address.
        Loopback = "LOOPBACK",
        /// A URL with a custom scheme of Okta Verify.
        CustomUri = "CUSTOM_URI",
        /// A universal link (iOS and macOS).
        UniversalLink = "UNIVERSAL_LINK",
        /// An app link (Android).
        AppLink = "APP_LINK",
        /// The Device Trust connector of Chrome.
        ChromeDtc = "CHROME_DTC",
        /// Apple's single sign-on extension.
        AppleSsoExtension = "APPLE_SSO_EXTENSION",
    }
}
