//! The data for Duo's frame, which Duo's Web SDK opens (`contextualData` of the key `duo`, IDX wire).
//!
//! If Duo is configured as an OpenID Connect provider, the server offers a redirect instead.

use url::Url;

use super::diagnostics::Diagnostics;
use crate::issuer::is_secure;
use crate::secret::Secret;
use crate::wire::json::Json;

/// The data for Duo's frame. Pass the frame's result to [`Answer::duo`](crate::Answer::duo).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duo {
    /// The host of Duo's API for this org, such as `api-1234.duosecurity.com`.
    pub host: String,
    /// The signed request (`sig_request` in Duo's Web SDK).
    pub signed_token: Secret,
    /// The URL of the server's copy of Duo's Web SDK: https, or http on loopback. `None` for any other
    /// URL.
    pub script: Option<String>,
    /// The type of the integration, such as `IFRAME` (IDX wire). More values may be added.
    pub integration_type: Option<String>,
}

impl Duo {
    /// Reads the data; `None` if it is not Duo's, or if a frame cannot be opened with it.
    pub(crate) fn read(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        json.get("signedToken")
            .or_else(|| json.get("integrationType"))?;
        let Some(host) = json.text("host").filter(|host| is_host(host)) else {
            diagnostics.note("the Duo data was ignored: it has no valid host");
            return None;
        };
        let Some(signed_token) = json.text("signedToken") else {
            diagnostics.note("the Duo data was ignored: it has no signedToken");
            return None;
        };
        let script = json.text("script");
        if script
            .as_deref()
            .is_some_and(|script| !is_secure_url(script))
        {
            diagnostics.note("the Duo script was ignored: its URL is not https");
        }
        Some(Self {
            host,
            signed_token: signed_token.into(),
            script: script.filter(|script| is_secure_url(script)),
            integration_type: json.text("integrationType"),
        })
    }
}

fn is_secure_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_secure(&url))
}

/// Whether the text is a host with an optional port, so that `https://{text}` is a URL of that host.
fn is_host(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':');
    let is_plain = !text.is_empty() && text.bytes().all(is_plain);
    is_plain && Url::parse(&format!("https://{text}/")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;
    use serde_json::{Value, json};

    fn read(change: &Value) -> (Option<Duo>, Vec<String>) {
        let mut context = json!({
            "integrationType": "IFRAME",
            "host": "api-1234.duosecurity.com",
            "signedToken": "TX|YWRh|00:APP|YWRh|11",
            "script": "https://id.acme.example/js/Duo-Web-v2.6.js",
        });
        let members = context.as_object_mut().unwrap();
        members.extend(change.as_object().unwrap().clone());
        let text = context.to_string();
        let mut diagnostics = Diagnostics::default();
        let duo = Duo::read(&parse(&text).unwrap(), &mut diagnostics);
        (duo, diagnostics.into_lines())
    }

    #[test]
    fn the_data_is_read_and_its_token_is_secret() {
        let (duo, diagnostics) = read(&json!({}));
        let duo = duo.unwrap();
        assert_eq!(duo.host, "api-1234.duosecurity.com");
        assert!(duo.script.is_some());
        assert!(!format!("{duo:?}").contains("YWRh"));
        assert_eq!(diagnostics, Vec::<String>::new());
    }

    #[test]
    fn invalid_data_is_ignored_with_a_diagnostic() {
        for host in [
            json!(null),
            json!(""),
            json!("evil.example/x"),
            json!("a@evil.example"),
            json!({}),
        ] {
            let (duo, diagnostics) = read(&json!({ "host": host }));
            assert_eq!((duo, diagnostics.len()), (None, 1), "{host}");
        }
        let (duo, diagnostics) = read(&json!({"signedToken": null}));
        assert_eq!((duo, diagnostics.len()), (None, 1));
        for script in ["http://id.acme.example/x.js", "javascript:alert(1)", "x.js"] {
            let (duo, diagnostics) = read(&json!({ "script": script }));
            let script_and_count = (duo.unwrap().script, diagnostics.len());
            assert_eq!(script_and_count, (None, 1), "{script}");
        }
    }

    #[test]
    fn data_of_another_authenticator_gives_no_diagnostic() {
        let mut diagnostics = Diagnostics::default();
        let json = parse(r#"{"host": "x", "script": "y"}"#).unwrap();
        assert_eq!(Duo::read(&json, &mut diagnostics), None);
        assert!(diagnostics.into_lines().is_empty());
    }
}
