//! The challenge to Okta Verify on the device at hand (FastPass).

use idx_flow::ChallengeMethod;

use crate::custom::RedactedUrl;

/// What Okta Verify on the device at hand is asked, while the page waits for it. By loopback the
/// engine asks by itself; else open `href` once for each `number`, and again when the user wants it:
/// then the one of a fresh `page()`, for a poll may have signed it anew without counting the page.
#[derive(uniffi::Record)]
pub struct DeviceChallenge {
    /// Which challenge of the flow it is: another number is another challenge.
    pub number: i64,
    /// How Okta Verify is reached.
    pub method: ChallengeMethod,
    /// Opens Okta Verify: https, or Okta Verify's own scheme. Carries the challenge.
    pub href: Option<RedactedUrl>,
    /// The store, where Okta Verify is missing: https.
    pub download_href: Option<RedactedUrl>,
}

impl From<&idx_flow::DeviceChallenge> for DeviceChallenge {
    fn from(challenge: &idx_flow::DeviceChallenge) -> Self {
        let href = challenge.href.as_ref().map(idx_flow::Secret::expose);
        Self {
            number: challenge.number.cast_signed(),
            method: challenge.method.clone(),
            href: href.map(RedactedUrl::from),
            download_href: challenge.download_href.as_deref().map(RedactedUrl::from),
        }
    }
}
