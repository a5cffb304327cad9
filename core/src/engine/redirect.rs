//! Coming back from a browser or an app.

use url::Url;

use super::flow::Flow;
use super::state::{Retry, State};
use super::submit::{answered, at_prompt};
use super::transitions::granted;
use crate::answer::Answer;
use crate::error::InputError;
use crate::failure::{Failure, FailureKind};
use crate::secret::Secret;

/// The state that the URL leads to; the flow itself is not touched.
pub(crate) fn resume(flow: &Flow, url: &str) -> Result<State, InputError> {
    let (_, page) = at_prompt(flow)?;
    let query = Query::of(url, &flow.config.parts.redirect_uri)?;
    if query.secret("state").as_ref() != Some(&flow.keys.state) {
        return Err(InputError::ForgedState);
    }
    if let Some(error) = query.get("error") {
        if error == "interaction_required" {
            return Ok(State::Introspect(Retry::default()));
        }
        let description = query.get("error_description").map(str::to_owned);
        let failure = Failure::coded(FailureKind::Denied, error);
        return Ok(State::Failed(Box::new(Failure {
            description,
            ..failure
        })));
    }
    if let Some(code) = query.secret("interaction_code") {
        return Ok(granted(flow, code));
    }
    match query.secret("otp") {
        Some(otp) => answered(flow, &Answer::passcode(&page.prompt, otp)?),
        None => Err(InputError::EmptyRedirect),
    }
}

struct Query(Vec<(String, String)>);

impl Query {
    /// The query of a URL that is the redirect URI (RFC 9700 section 4.11: exactly, but for what
    /// the query has gained).
    fn of(url: &str, redirect_uri: &str) -> Result<Self, InputError> {
        let foreign = |_| InputError::ForeignRedirect;
        let came = Url::parse(url).map_err(foreign)?;
        let expected = Url::parse(redirect_uri).map_err(foreign)?;
        let pairs =
            |url: &Url| -> Vec<(String, String)> { url.query_pairs().into_owned().collect() };
        let gained = pairs(&came);
        let kept = pairs(&expected).iter().all(|pair| gained.contains(pair));
        let base = |mut url: Url| {
            url.set_query(None);
            url.set_fragment(None);
            url
        };
        if base(came) != base(expected) || !kept {
            return Err(InputError::ForeignRedirect);
        }
        Ok(Self(gained))
    }

    fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    fn secret(&self, key: &str) -> Option<Secret> {
        self.get(key).map(Secret::from)
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{on, polled, sent};
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_redirect_uri_itself_is_taken() {
        let takes = |url: &str, uri: &str| Query::of(url, uri).is_ok();
        assert!(takes(
            "com.acme.app:/callback?state=x",
            "com.acme.app:/callback"
        ));
        assert!(takes(
            "https://acme.example/cb?a=1&state=x#frag",
            "https://acme.example/cb?a=1"
        ));
        for (url, uri) in [
            ("com.acme.app:/callback/x?state=x", "com.acme.app:/callback"),
            ("com.evil.app:/callback?state=x", "com.acme.app:/callback"),
            (
                "https://acme.example/cb?state=x",
                "https://acme.example/cb?a=1",
            ),
            ("https://acme.example:444/cb", "https://acme.example/cb"),
            ("https://user@acme.example/cb", "https://acme.example/cb"),
            ("not a url", "https://acme.example/cb"),
        ] {
            assert!(!takes(url, uri), "{url}");
        }
    }

    #[test]
    fn a_magic_link_answers_the_form_for_its_code() {
        let mut flow = on(&json!({"remediation": {"value": [
            {"name": "challenge-authenticator", "href": "/answer", "value": [
                {"name": "credentials", "form": {"value": [{"name": "passcode"}]}}]}]}}));
        flow.handle_redirect("app:/callback?otp=123456&state=st")
            .unwrap();
        let request = sent(&flow, 0.0);
        assert_eq!(
            request.body.expose(),
            r#"{"credentials":{"passcode":"123456"}}"#
        );
    }

    #[test]
    fn what_is_forged_or_empty_changes_nothing() {
        let mut flow = on(&polled());
        let before = flow.clone();
        for (url, error) in [
            ("app:/callback?interaction_code=c", InputError::ForgedState),
            (
                "app:/callback?interaction_code=c&state=other",
                InputError::ForgedState,
            ),
            ("app:/callback?error=access_denied", InputError::ForgedState),
            ("app:/callback?state=st", InputError::EmptyRedirect),
            (
                "app:/other?interaction_code=c&state=st",
                InputError::ForeignRedirect,
            ),
        ] {
            assert_eq!(flow.handle_redirect(url), Err(error), "{url}");
        }
        assert_eq!(flow, before);
    }
}
