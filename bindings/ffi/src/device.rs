//! The challenge to Okta Verify on this device (FastPass).

use idx_flow::ChallengeMethod;

use crate::custom::RedactedUrl;

/// A challenge to Okta Verify on this device (FastPass). The prompt waits for its result.
///
/// If the method is loopback, the flow sends the challenge itself. Otherwise open `href` once for each
/// `number`, and again if the user asks for it. A poll may renew the link's signature without changing
/// the prompt's version: get the link with `deviceChallenge()` right before opening it.
#[derive(uniffi::Record)]
pub struct DeviceChallenge {
    /// The number of the challenge within the flow. Each new challenge has another number.
    pub number: i64,
    /// The method by which Okta Verify is contacted.
    pub method: ChallengeMethod,
    /// The link that opens Okta Verify with the challenge: https, or a URL scheme of Okta Verify.
    pub href: Option<RedactedUrl>,
    /// The app store link for installing Okta Verify: https.
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
