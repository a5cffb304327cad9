//! Links that are safe to pass to the operating system.

use url::Url;

use crate::wire::json::Json;

/// The schemes that open Okta Verify. An https URL opens it as a universal link or an app link.
pub(super) const OKTA_VERIFY_SCHEMES: [&str; 4] = [
    "https",
    "com-okta-authenticator",
    "okta-verify",
    "oktaverify",
];

/// Reads a URL with one of these schemes and without userinfo, which could be mistaken for the host.
/// `None` for any other value.
pub(super) fn read_link(json: &Json<'_>, key: &str, schemes: &[&str]) -> Option<String> {
    let url = Url::parse(&json.text(key)?).ok()?;
    let has_userinfo = !url.username().is_empty() || url.password().is_some();
    (!has_userinfo && schemes.contains(&url.scheme())).then(|| url.into())
}
