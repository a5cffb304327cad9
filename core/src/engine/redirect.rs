//! Coming back from a browser or an app.

use url::Url;

use super::flow::Flow;
use super::state::{Retry, State};
use super::submit::{answered, at_prompt};
use super::transitions::granted;
use crate::answer::Answer;
use crate::error::InputError;
use crate::failure::{Failure, FailureKind};
use crate::names::{AuthenticatorKey, RemediationName as Name};
use crate::prompt::Prompt;
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
        Some(otp) => answered(flow, &mailed(&page.prompt, otp)?),
        None => Err(InputError::EmptyRedirect),
    }
}

/// The code of a mail answers the challenge of that mail and nothing else: on a later page the same
/// kind of field may ask for a new password.
fn mailed(page: &Prompt, otp: Secret) -> Result<Answer, InputError> {
    let answer = Answer::passcode(page, otp)?;
    let form = page.remediation(&answer.remediation).map(|form| &form.name);
    let is_challenge = matches!(
        form,
        Some(Name::ChallengeAuthenticator | Name::EnrollAuthenticator)
    );
    let key = page
        .current
        .as_ref()
        .and_then(|current| current.key.as_ref());
    let offered = (is_challenge && key == Some(&AuthenticatorKey::OktaEmail)).then_some(answer);
    offered.ok_or(InputError::NotOffered("a form for the code of a mail"))
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
    fn a_magic_link_answers_the_challenge_of_the_mail_and_nothing_else() {
        let page = |form: &str, key: &str| {
            on(&json!({
                "currentAuthenticatorEnrollment": {"value": {"key": key}},
                "remediation": {"value": [{"name": form, "href": "/answer", "value": [
                    {"name": "credentials", "form": {"value": [{"name": "passcode"}]}}]}]}
            }))
        };
        let link = "app:/callback?otp=123456&state=st";
        let mut flow = page("challenge-authenticator", "okta_email");
        flow.handle_redirect(link).unwrap();
        let body = r#"{"credentials":{"passcode":"123456"}}"#;
        assert_eq!(sent(&flow, 0.0).body.expose(), body);
        assert!(
            page("challenge-authenticator", "okta_password")
                .handle_redirect(link)
                .is_err()
        );
        assert!(
            page("reset-authenticator", "okta_email")
                .handle_redirect(link)
                .is_err()
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
