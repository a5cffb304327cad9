//! Reads the URL with which a browser or an app returned to the redirect URI.

use url::Url;

use super::flow::Flow;
use crate::error::RedirectError;
use crate::failure::FailureDetail;
use crate::secret::Secret;

/// The result in the URL of a redirect.
pub(super) enum RedirectResult {
    /// An interaction code to exchange for tokens.
    InteractionCode(Secret),
    /// The server needs more from the user before it issues a code.
    InteractionRequired,
    /// The code of an email that the user opened on this device.
    EmailCode(Secret),
    /// An OAuth error (RFC 6749 section 4.1.2.1).
    Denied(FailureDetail),
}

/// Checks that the URL belongs to this flow, and returns its result.
pub(super) fn read(flow: &Flow, url: &str) -> Result<RedirectResult, RedirectError> {
    let parts = &flow.config.parts;
    let uris = [Some(&parts.redirect_uri), parts.email_redirect_uri.as_ref()];
    let mut queries = uris.into_iter().flatten().map(|uri| Query::of(url, uri));
    let query = queries
        .find_map(|query| query)
        .ok_or(RedirectError::UriMismatch)?;
    let [state, code, otp, error] =
        ["state", "interaction_code", "otp", "error"].map(|name| query.get(name));
    let (state, code, otp, error) = (state?, code?, otp?, error?);
    if state.map(Secret::from).as_ref() != Some(&flow.secrets.state) {
        let otp = otp.map(Secret::from);
        return Err(RedirectError::StateMismatch { otp });
    }
    match (error, code, otp) {
        (Some("interaction_required"), ..) => Ok(RedirectResult::InteractionRequired),
        (Some(error), ..) => Ok(RedirectResult::Denied(FailureDetail::OAuthError {
            error: error.to_owned(),
            description: query.get("error_description")?.map(str::to_owned),
        })),
        (_, Some(code), _) => Ok(RedirectResult::InteractionCode(code.into())),
        (_, _, Some(otp)) => Ok(RedirectResult::EmailCode(otp.into())),
        (None, None, None) => Err(RedirectError::WithoutResult),
    }
}

/// The parameters that were added to a redirect URI.
struct Query(Vec<(String, String)>);

impl Query {
    /// The parameters that a URL has in addition to this redirect URI; `None` if it differs in anything
    /// else (RFC 9700 section 4.11).
    fn of(url: &str, redirect_uri: &str) -> Option<Self> {
        let received = Url::parse(url).ok()?;
        let expected = Url::parse(redirect_uri).ok()?;
        let pairs =
            |url: &Url| -> Vec<(String, String)> { url.query_pairs().into_owned().collect() };
        let mut added = pairs(&received);
        for pair in pairs(&expected) {
            let index = added.iter().position(|other| *other == pair)?;
            added.remove(index);
        }
        let base = |mut url: Url| {
            url.set_query(None);
            url.set_fragment(None);
            url
        };
        (base(received) == base(expected)).then_some(Self(added))
    }

    /// The value of a parameter; `None` if it is missing or empty. It may occur once only (RFC 6749
    /// section 3.1).
    fn get(&self, name: &'static str) -> Result<Option<&str>, RedirectError> {
        let mut found = self.0.iter().filter(|(other, _)| other == name);
        let value = found.next().map(|(_, value)| value.as_str());
        match found.next() {
            Some(_) => Err(RedirectError::RepeatedParameter(name)),
            None => Ok(value.filter(|value| !value.is_empty())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{at, config, flow_at, flow_with, polled, request, start};
    use super::*;
    use serde_json::{Value, json};

    fn email_challenge(form: &str, key: &str) -> Value {
        json!({
            "currentAuthenticatorEnrollment": {"value": {"key": key}},
            "remediation": {"value": [{"name": form, "href": "/answer", "value": [
                {"name": "credentials", "form": {"value": [{"name": "passcode"}]}}]}]}
        })
    }

    #[test]
    fn only_the_redirect_uri_itself_is_accepted() {
        let accepts = |url: &str, uri: &str| Query::of(url, uri).is_some();
        for (url, uri) in [
            ("com.acme.app:/callback?state=x", "com.acme.app:/callback"),
            ("com.acme.app:callback?state=x", "com.acme.app:callback"),
            (
                "https://acme.example/cb?a=1&state=x#frag",
                "https://acme.example/cb?a=1",
            ),
        ] {
            assert!(accepts(url, uri), "{url}");
        }
        for (url, uri) in [
            ("com.acme.app:/callback/x?state=x", "com.acme.app:/callback"),
            ("com.acme.app:callbackx?state=x", "com.acme.app:callback"),
            ("com.evil.app:/callback?state=x", "com.acme.app:/callback"),
            (
                "https://acme.example/cb?state=x",
                "https://acme.example/cb?a=1",
            ),
            ("https://acme.example:444/cb", "https://acme.example/cb"),
            ("https://user@acme.example/cb", "https://acme.example/cb"),
            ("not a url", "https://acme.example/cb"),
        ] {
            assert!(!accepts(url, uri), "{url}");
        }
    }

    #[test]
    fn a_magic_link_answers_an_email_challenge_and_nothing_else() {
        let link = "app:/callback?otp=123456&state=st";
        let mut flow = flow_at(&email_challenge("challenge-authenticator", "okta_email"));
        flow.handle_redirect(link, at(0.0)).unwrap();
        let body = r#"{"credentials":{"passcode":"123456"}}"#;
        assert_eq!(request(&flow, 0.0).body.expose(), body);
        for (form, key) in [
            ("challenge-authenticator", "okta_password"),
            ("reset-authenticator", "okta_email"),
        ] {
            let result = flow_at(&email_challenge(form, key)).handle_redirect(link, at(0.0));
            assert_eq!(result, Err(RedirectError::EmailCodeNotExpected), "{form}");
        }
    }

    #[test]
    fn a_magic_link_may_lead_to_a_redirect_uri_of_its_own() {
        let uri = "https://acme.example/magiclink/callback";
        let config = config().with_email_redirect_uri(uri).unwrap();
        let prompt = email_challenge("challenge-authenticator", "okta_email");
        let link = format!("{uri}?otp=123456&state=st");
        let mut flow = flow_with(config, &prompt);
        assert_eq!(flow.handle_redirect(&link, at(0.0)), Ok(()));
        let result = flow_at(&prompt).handle_redirect(&link, at(0.0));
        assert_eq!(result, Err(RedirectError::UriMismatch));
    }

    #[test]
    fn the_code_of_another_devices_email_can_be_shown() {
        let mut flow = flow_at(&polled());
        let error = flow.handle_redirect("app:/callback?otp=123456&state=other", at(0.0));
        let otp = Some("123456".into());
        assert_eq!(error, Err(RedirectError::StateMismatch { otp }));
        assert!(!format!("{error:?}").contains("123456"));
    }

    #[test]
    fn parameters_of_the_redirect_uri_itself_do_not_count() {
        let uri = "https://acme.example/cb?state=x";
        let config = crate::FlowConfig::new("https://id.acme.example", "client", uri);
        let config = config.unwrap().with_state("st").unwrap();
        let mut flow = flow_with(config, &polled());
        let url = format!("{uri}&state=st&interaction_code=c");
        assert_eq!(flow.handle_redirect(&url, at(0.0)), Ok(()));
    }

    #[test]
    fn a_rejected_redirect_leaves_the_flow_unchanged() {
        let mut flow = flow_at(&polled());
        let before = flow.clone();
        let mismatch = RedirectError::StateMismatch { otp: None };
        for (query, error) in [
            ("callback?interaction_code=c", mismatch.clone()),
            ("callback?interaction_code=c&state=other", mismatch.clone()),
            ("callback?error=access_denied", mismatch),
            ("callback?state=st", RedirectError::WithoutResult),
            (
                "callback?state=st&state=other&interaction_code=c",
                RedirectError::RepeatedParameter("state"),
            ),
            (
                "callback?interaction_code=other&state=st&interaction_code=c",
                RedirectError::RepeatedParameter("interaction_code"),
            ),
            (
                "other?interaction_code=c&state=st",
                RedirectError::UriMismatch,
            ),
        ] {
            let result = flow.handle_redirect(&format!("app:/{query}"), at(0.0));
            assert_eq!(result, Err(error), "{query}");
        }
        assert_eq!(flow, before);
    }

    #[test]
    fn a_url_of_another_flow_is_reported_before_the_first_prompt() {
        let mut flow = start();
        let before = flow.clone();
        let result = flow.handle_redirect("app:/callback?state=other&otp=123456", at(0.0));
        let otp = Some("123456".into());
        assert_eq!(result, Err(RedirectError::StateMismatch { otp }));
        let own = flow.handle_redirect("app:/callback?state=st&otp=123456", at(0.0));
        assert_eq!(own, Err(RedirectError::NotExpected));
        assert_eq!(flow, before);
    }
}
