//! The challenge for Okta Verify on this device (FastPass).

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

/// The challenge for Okta Verify on this device, while the prompt waits for it (FastPass;
/// `authenticatorChallenge` or `contextualData.challenge`, IDX wire).
///
/// If the method is [`Loopback`](ChallengeMethod::Loopback), the engine sends the challenge. Otherwise
/// open [`href`](Self::href) once for each [`number`](Self::number), and again if the user asks for it.
/// A poll may return the same challenge with another signature: its number stays the same, and the
/// prompt is the [same screen](crate::Prompt::same_screen). Use the `href` of the newest prompt.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DeviceChallenge {
    /// Distinguishes the challenges of a flow. 0 outside of a flow.
    pub number: u64,
    /// The method by which Okta Verify is challenged.
    pub method: ChallengeMethod,
    /// The URL that opens Okta Verify: https, or a scheme of Okta Verify. `None` for any other scheme.
    /// It contains the challenge, so it is secret until it is used.
    pub href: Option<Secret>,
    /// The https URL of the app store, if Okta Verify is not installed.
    pub download_href: Option<String>,
    pub(crate) loopback: Option<Loopback>,
    /// The id of the form that cancels the challenge.
    pub(crate) cancel_form: Option<String>,
}

/// The member of the response that is a challenge. Other challenges belong to an authenticator.
const RESPONSE_CHALLENGE: &str = "authenticatorChallenge";

impl DeviceChallenge {
    /// Finds the challenge of a response that has a poll: first at the top level, then at the
    /// authenticators with the keys `current`.
    pub(crate) fn find(
        response: &Json<'_>,
        current: &[&str],
        remediations: &[Remediation],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let is_poll =
            |form: &&Remediation| form.source == RemediationSource::Remediation && form.is_poll();
        remediations.iter().find(is_poll)?;
        let of_response = response
            .object(RESPONSE_CHALLENGE)
            .map(|json| (RESPONSE_CHALLENGE, json));
        let of_authenticators = current.iter().filter_map(|key| {
            let data = response.object(key)?.object("contextualData")?;
            Some((*key, data.object("challenge")?))
        });
        let (key, challenge) = of_response
            .into_iter()
            .chain(of_authenticators)
            .find_map(|(key, json)| Some((key, Self::read(json, diagnostics)?)))?;
        Some(Self {
            cancel_form: cancel_form(remediations, key),
            ..challenge
        })
    }

    fn read(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let method = ChallengeMethod::from(json.str("challengeMethod")?);
        let href = read_link(json, "href", &OKTA_VERIFY_SCHEMES);
        if href.is_none() && json.str("href").is_some() {
            diagnostics
                .note("the URL of a device challenge was ignored: it cannot open Okta Verify");
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

    /// Adds the user's login to the URL, for an Okta Verify with several accounts.
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

/// The id of the form that cancels the challenge of the member `key`: the form in the same member, or
/// else the first one.
fn cancel_form(remediations: &[Remediation], key: &str) -> Option<String> {
    let forms = remediations.iter().filter(|form| {
        form.source == RemediationSource::Authenticator
            && form.is_form
            && cancel::is_challenge_cancel(&form.name)
    });
    let is_in_member = |id: &str| {
        id.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with('-'))
    };
    let ids: Vec<_> = forms.map(|form| &form.id).collect();
    let in_member = ids.iter().find(|id| is_in_member(id));
    in_member.or(ids.first()).map(|id| (*id).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn read(challenge: Value) -> Option<DeviceChallenge> {
        let response = json!({
            "remediation": {"value": [{"name": "device-challenge-poll", "href": "/p", "value": []}]},
            "authenticatorChallenge": {"value": challenge}});
        let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        response.prompt.device_challenge.map(|boxed| *boxed)
    }

    fn custom_uri(href: &str) -> DeviceChallenge {
        read(json!({"challengeMethod": "CUSTOM_URI", "href": href, "downloadHref": href})).unwrap()
    }

    #[test]
    fn only_urls_that_can_open_okta_verify_are_kept() {
        let is_kept = |href: &str| {
            let challenge = custom_uri(href);
            (challenge.href.is_some(), challenge.download_href.is_some())
        };
        assert_eq!(is_kept("https://apps.example/okta-verify"), (true, true));
        assert_eq!(
            is_kept("com-okta-authenticator:/deviceChallenge"),
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
            assert_eq!(is_kept(foreign), (false, false), "{foreign}");
        }
    }

    #[test]
    fn the_url_is_normalized() {
        let challenge = custom_uri(" https:\\\\ov.example/a\tb ");
        assert_eq!(challenge.href.unwrap().expose(), "https://ov.example/ab");
    }

    #[test]
    fn the_login_is_percent_encoded() {
        for (href, with_login_hint) in [
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
            let mut challenge = custom_uri(href);
            challenge.add_login_hint("a+b c@d");
            assert_eq!(challenge.href.unwrap().expose(), with_login_hint);
        }
    }

    #[test]
    fn an_unknown_method_is_kept_and_without_a_method_there_is_no_challenge() {
        let unknown = read(json!({"challengeMethod": "UNKNOWN"})).unwrap();
        assert_eq!(unknown.method, ChallengeMethod::Other("UNKNOWN".into()));
        assert_eq!(unknown.loopback, None);
        assert_eq!(read(json!({"href": "https://x.example"})), None);
    }
}
