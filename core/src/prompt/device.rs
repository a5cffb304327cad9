//! The challenge to Okta Verify on the device at hand (FastPass).

use url::form_urlencoded::byte_serialize;

use super::diagnostics::Diagnostics;
use super::loopback::Loopback;
use super::remediation::{Place, Remediation};
use crate::names::ChallengeMethod;
use crate::secret::Secret;
use crate::wire::json::Json;

/// What Okta Verify on the device at hand is asked, while the page waits for it (FastPass;
/// `authenticatorChallenge` or `contextualData.challenge`, IDX wire).
///
/// Where its method is [`Loopback`](ChallengeMethod::Loopback) the engine asks by itself. Else
/// open [`href`](Self::href) once for each [`number`](Self::number), and again when the user wants
/// it: a poll brings the same challenge again, perhaps signed anew, under the same number.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceChallenge {
    /// Which challenge of the flow it is: another number is another challenge. 0 outside a flow.
    pub number: u64,
    /// How Okta Verify is reached.
    pub method: ChallengeMethod,
    /// Opens Okta Verify: https, or Okta Verify's own scheme; anything else that the server may say
    /// is left out. Carries the challenge: a secret until it is used.
    pub href: Option<Secret>,
    /// The store, where Okta Verify is missing: https.
    pub download_href: Option<String>,
    pub(crate) loopback: Option<Loopback>,
}

/// What opens Okta Verify: a link of the web that it has claimed, or a scheme of its own.
pub(crate) const TO_OKTA_VERIFY: [&str; 4] = [
    "https:",
    "com-okta-authenticator:",
    "okta-verify:",
    "oktaverify:",
];

impl DeviceChallenge {
    /// Where the page waits: at the response itself, or at the authenticator at hand.
    pub(crate) fn find(
        response: &Json<'_>,
        singles: &[&str],
        remediations: &[Remediation],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let waits = |one: &Remediation| one.place == Place::Remediation && one.is_poll();
        remediations.iter().find(|one| waits(one))?;
        let own = response.object("authenticatorChallenge");
        let singles = singles.iter().filter_map(|key| response.object(key));
        let theirs = singles.filter_map(|one| one.object("contextualData")?.object("challenge"));
        let mut all = own.into_iter().chain(theirs);
        all.find_map(|json| Self::read(json, diagnostics))
    }

    fn read(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let method = ChallengeMethod::from(json.str("challengeMethod")?);
        let href = address(json, "href", &TO_OKTA_VERIFY);
        if href.is_none() && json.str("href").is_some() {
            diagnostics.note("a device challenge has a link that does not lead to Okta Verify");
        }
        let loopback = method == ChallengeMethod::Loopback;
        Some(Self {
            number: 0,
            href: href.map(Secret::from),
            download_href: address(json, "downloadHref", &["https:"]),
            loopback: loopback.then(|| Loopback::read(json, diagnostics)),
            method,
        })
    }

    /// Tells Okta Verify whose account is meant, where it has several.
    pub(crate) fn hint(&mut self, login: &str) {
        if let Some(href) = self.href.take() {
            let login = byte_serialize(login.as_bytes()).collect::<String>();
            let login = login.replace('+', "%20");
            let joint = if href.expose().contains('?') {
                '&'
            } else {
                '?'
            };
            let href = format!("{}{joint}login_hint={login}", href.expose());
            self.href = Some(href.into());
        }
    }
}

/// An address that can be handed to the system: of one of these schemes.
pub(crate) fn address(json: &Json<'_>, key: &str, schemes: &[&str]) -> Option<String> {
    let text = json.text(key)?;
    let lower = text.trim().to_ascii_lowercase();
    schemes
        .iter()
        .any(|scheme| lower.starts_with(scheme))
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::reading::Reading;
    use serde_json::{Value, json};

    fn read(challenge: Value) -> Option<DeviceChallenge> {
        let page = json!({
            "remediation": {"value": [{"name": "device-challenge-poll", "href": "/p", "value": []}]},
            "authenticatorChallenge": {"value": challenge}});
        let reading = Reading::from_json(page.to_string().as_bytes()).unwrap();
        reading.prompt.device_challenge.map(|boxed| *boxed)
    }

    fn link(href: &str) -> DeviceChallenge {
        read(json!({"challengeMethod": "CUSTOM_URI", "href": href, "downloadHref": href})).unwrap()
    }

    #[test]
    fn only_a_link_to_okta_verify_is_kept() {
        let kept = |href: &str| {
            let link = link(href);
            (link.href.is_some(), link.download_href.is_some())
        };
        assert_eq!(kept("https://apps.example/okta-verify"), (true, true));
        assert_eq!(
            kept("com-okta-authenticator:/deviceChallenge"),
            (true, false)
        );
        for foreign in [
            "javascript:alert(1)",
            "intent://x",
            "file:///x",
            "ov.html",
            "",
        ] {
            assert_eq!(kept(foreign), (false, false), "{foreign}");
        }
    }

    #[test]
    fn the_login_is_written_for_an_address() {
        for (href, hinted) in [
            (
                "https://ov.example/?c=1",
                "https://ov.example/?c=1&login_hint=a%2Bb%20c%40d",
            ),
            (
                "https://ov.example/",
                "https://ov.example/?login_hint=a%2Bb%20c%40d",
            ),
        ] {
            let mut link = link(href);
            link.hint("a+b c@d");
            assert_eq!(link.href.unwrap().expose(), hinted);
        }
    }

    #[test]
    fn what_nobody_knows_is_kept_and_what_says_nothing_is_none() {
        let strange = read(json!({"challengeMethod": "TELEPATHY"})).unwrap();
        assert_eq!(strange.method, ChallengeMethod::Other("TELEPATHY".into()));
        assert_eq!(strange.loopback, None);
        assert_eq!(read(json!({"href": "https://x.example"})), None);
    }
}
