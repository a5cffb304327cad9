//! The challenge to Okta Verify on the device at hand (FastPass).

use url::Url;
use url::form_urlencoded::byte_serialize;

use super::cancel;
use super::diagnostics::Diagnostics;
use super::link::{OKTA_VERIFY_SCHEMES, read_link};
use super::loopback::Loopback;
use super::remediation::{Remediation, RemediationSource};
use crate::names::ChallengeMethod;
use crate::secret::Secret;
use crate::wire::json::Json;

/// What Okta Verify on the device at hand is asked, while the page waits for it (FastPass;
/// `authenticatorChallenge` or `contextualData.challenge`, IDX wire).
///
/// Where its method is [`Loopback`](ChallengeMethod::Loopback) the engine asks by itself. Else
/// open [`href`](Self::href) once for each [`number`](Self::number), and again when the user wants
/// it: a poll brings the same challenge again, perhaps signed anew, under the same number. Take the
/// link of the newest page then, though the page [looks](crate::Prompt::same_screen) the same.
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
    /// The id of the form that ends it.
    pub(crate) cancel_form: Option<String>,
}

/// Where a challenge stands that is the response's own.
const OWN: &str = "authenticatorChallenge";

impl DeviceChallenge {
    /// Where the page waits: at the response itself, or at the authenticator at hand.
    pub(crate) fn find(
        response: &Json<'_>,
        singles: &[&str],
        remediations: &[Remediation],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let waits =
            |one: &Remediation| one.source == RemediationSource::Remediation && one.is_poll();
        remediations.iter().find(|one| waits(one))?;
        let own = [OWN]
            .into_iter()
            .filter_map(|key| Some((key, response.object(key)?)));
        let theirs = singles.iter().filter_map(|key| {
            let context = response.object(key)?.object("contextualData")?;
            Some((*key, context.object("challenge")?))
        });
        let (key, read) = own
            .chain(theirs)
            .find_map(|(key, json)| Some((key, Self::read(json, diagnostics)?)))?;
        Some(Self {
            cancel_form: cancel_form(remediations, key),
            ..read
        })
    }

    fn read(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let method = ChallengeMethod::from(json.str("challengeMethod")?);
        let href = read_link(json, "href", &OKTA_VERIFY_SCHEMES);
        if href.is_none() && json.str("href").is_some() {
            diagnostics.note("a device challenge has a link that does not lead to Okta Verify");
        }
        let loopback = method == ChallengeMethod::Loopback;
        Some(Self {
            number: 0,
            href: href.map(Secret::from),
            download_href: read_link(json, "downloadHref", &["https"]),
            loopback: loopback.then(|| Loopback::read(json, diagnostics)),
            method,
            cancel_form: None,
        })
    }

    /// Tells Okta Verify whose account is meant, where it has several.
    pub(crate) fn add_login_hint(&mut self, login: &str) {
        let parsed = self.href.as_ref().map(|href| Url::parse(href.expose()));
        if let Some(Ok(mut url)) = parsed {
            let login = byte_serialize(login.as_bytes()).collect::<String>();
            let hint = format!("login_hint={}", login.replace('+', "%20"));
            let query = match url.query().filter(|query| !query.is_empty()) {
                Some(query) => format!("{query}&{hint}"),
                None => hint,
            };
            url.set_query(Some(&query));
            self.href = Some(String::from(url).into());
        }
    }
}

/// The form that ends a challenge: that of the same place, or else the other's.
fn cancel_form(remediations: &[Remediation], key: &str) -> Option<String> {
    let ends = remediations.iter().filter(|one| {
        one.source == RemediationSource::Authenticator
            && one.is_form
            && cancel::is_challenge_cancel(&one.name)
    });
    let is_here = |id: &str| {
        id.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with('-'))
    };
    let ends: Vec<_> = ends.map(|one| &one.id).collect();
    let here = ends.iter().find(|id| is_here(id));
    here.or(ends.first()).map(|id| (*id).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn read(challenge: Value) -> Option<DeviceChallenge> {
        let page = json!({
            "remediation": {"value": [{"name": "device-challenge-poll", "href": "/p", "value": []}]},
            "authenticatorChallenge": {"value": challenge}});
        let reading = IdxResponse::from_json(page.to_string().as_bytes()).unwrap();
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
            "https://okta.example@evil.example/",
            "okta-verify://okta.example:x@evil.example/",
            "",
        ] {
            assert_eq!(kept(foreign), (false, false), "{foreign}");
        }
    }

    #[test]
    fn what_was_checked_is_what_is_handed_out() {
        let link = link(" https:\\\\ov.example/a\tb ");
        assert_eq!(link.href.unwrap().expose(), "https://ov.example/ab");
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
            (
                "https://ov.example/?c=1#top",
                "https://ov.example/?c=1&login_hint=a%2Bb%20c%40d#top",
            ),
            (
                "okta-verify:/challenge#top",
                "okta-verify:/challenge?login_hint=a%2Bb%20c%40d#top",
            ),
        ] {
            let mut link = link(href);
            link.add_login_hint("a+b c@d");
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
