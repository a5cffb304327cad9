//! Reads the URL with which a browser or an app returned to the redirect URI.

use url::Url;

use super::flow::Flow;
use crate::error::InputError;
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
    Denied {
        error: String,
        description: Option<String>,
    },
}

/// Checks that the URL belongs to this flow, and returns its result.
pub(super) fn read(flow: &Flow, url: &str) -> Result<RedirectResult, InputError> {
    let query = Query::of(url, &flow.config.parts.redirect_uri)?;
    if query.secret("state").as_ref() != Some(&flow.secrets.state) {
        return Err(InputError::StateMismatch);
    }
    if let Some(error) = query.get("error") {
        if error == "interaction_required" {
            return Ok(RedirectResult::InteractionRequired);
        }
        return Ok(RedirectResult::Denied {
            error: error.to_owned(),
            description: query.get("error_description").map(str::to_owned),
        });
    }
    let code = query.secret("interaction_code");
    let code = code.map(RedirectResult::InteractionCode);
    code.or_else(|| query.secret("otp").map(RedirectResult::EmailCode))
        .ok_or(InputError::RedirectWithoutResult)
}

struct Query(Vec<(String, String)>);

impl Query {
    /// The query of a URL that equals the redirect URI except for added parameters (RFC 9700
    /// section 4.11).
    fn of(url: &str, redirect_uri: &str) -> Result<Self, InputError> {
        let mismatch = |_| InputError::RedirectUriMismatch;
        let received = Url::parse(url).map_err(mismatch)?;
        let expected = Url::parse(redirect_uri).map_err(mismatch)?;
        let pairs =
            |url: &Url| -> Vec<(String, String)> { url.query_pairs().into_owned().collect() };
        let found = pairs(&received);
        let has_all = pairs(&expected).iter().all(|pair| found.contains(pair));
        let base = |mut url: Url| {
            url.set_query(None);
            url.set_fragment(None);
            url
        };
        if base(received) != base(expected) || !has_all {
            return Err(InputError::RedirectUriMismatch);
        }
        Ok(Self(found))
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
    use super::super::test_util::{flow_at, polled, request};
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_redirect_uri_itself_is_accepted() {
        let accepts = |url: &str, uri: &str| Query::of(url, uri).is_ok();
        assert!(accepts(
            "com.acme.app:/callback?state=x",
            "com.acme.app:/callback"
        ));
        assert!(accepts(
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
            assert!(!accepts(url, uri), "{url}");
        }
    }

    #[test]
    fn a_magic_link_answers_an_email_challenge_and_nothing_else() {
        let prompt = |form: &str, key: &str| {
            flow_at(&json!({
                "currentAuthenticatorEnrollment": {"value": {"key": key}},
                "remediation": {"value": [{"name": form, "href": "/answer", "value": [
                    {"name": "credentials", "form": {"value": [{"name": "passcode"}]}}]}]}
            }))
        };
        let link = "app:/callback?otp=123456&state=st";
        let mut flow = prompt("challenge-authenticator", "okta_email");
        flow.handle_redirect(link).unwrap();
        let body = r#"{"credentials":{"passcode":"123456"}}"#;
        assert_eq!(request(&flow, 0.0).body.expose(), body);
        assert!(
            prompt("challenge-authenticator", "okta_password")
                .handle_redirect(link)
                .is_err()
        );
        assert!(
            prompt("reset-authenticator", "okta_email")
                .handle_redirect(link)
                .is_err()
        );
    }

    #[test]
    fn a_rejected_redirect_leaves_the_flow_unchanged() {
        let mut flow = flow_at(&polled());
        let before = flow.clone();
        for (url, error) in [
            (
                "app:/callback?interaction_code=c",
                InputError::StateMismatch,
            ),
            (
                "app:/callback?interaction_code=c&state=other",
                InputError::StateMismatch,
            ),
            (
                "app:/callback?error=access_denied",
                InputError::StateMismatch,
            ),
            ("app:/callback?state=st", InputError::RedirectWithoutResult),
            (
                "app:/other?interaction_code=c&state=st",
                InputError::RedirectUriMismatch,
            ),
        ] {
            assert_eq!(flow.handle_redirect(url), Err(error), "{url}");
        }
        assert_eq!(flow, before);
    }
}
