//! Duo in a frame: what its Web SDK needs (IDX wire: `contextualData` of the key `duo`).
//!
//! Duo by OpenID Connect is no frame: there the server offers a redirect instead.

use url::Url;

use super::diagnostics::Diagnostics;
use crate::issuer::is_secure;
use crate::secret::Secret;
use crate::wire::json::Json;

/// What Duo's frame needs. What the frame gives back goes into
/// [`Answer::duo`](crate::Answer::duo).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duo {
    /// Duo's API host for this org, to which the frame leads: `api-1234.duosecurity.com`.
    pub host: String,
    /// The request that the server signed: what Duo's Web SDK calls `sig_request`.
    pub signed_token: Secret,
    /// The server's copy of Duo's Web SDK: https (or http on loopback); anything else that the server
    /// may say is left out.
    pub script: Option<String>,
    /// How it is embedded: `IFRAME`. An open set.
    pub integration_type: Option<String>,
}

impl Duo {
    /// `None` where it is not about Duo, or where a frame could not be opened with it.
    pub(crate) fn read(json: &Json<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        json.get("signedToken")
            .or_else(|| json.get("integrationType"))?;
        let Some(host) = json.text("host").filter(|host| is_host(host)) else {
            diagnostics.note("Duo without a host that can be opened");
            return None;
        };
        let Some(signed_token) = json.text("signedToken") else {
            diagnostics.note("Duo without a signedToken");
            return None;
        };
        let script = json.text("script");
        if script.as_deref().is_some_and(|script| !is_address(script)) {
            diagnostics.note("Duo with a script that is not https");
        }
        Some(Self {
            host,
            signed_token: signed_token.into(),
            script: script.filter(|script| is_address(script)),
            integration_type: json.text("integrationType"),
        })
    }
}

fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_secure(&url))
}

/// A name, and a port where there is one: nothing that would lead elsewhere behind `https://`.
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
    fn what_a_frame_needs_is_read_and_its_token_is_a_secret() {
        let (duo, odd) = read(&json!({}));
        let duo = duo.unwrap();
        assert_eq!(duo.host, "api-1234.duosecurity.com");
        assert!(duo.script.is_some());
        assert!(!format!("{duo:?}").contains("YWRh"));
        assert_eq!(odd, Vec::<String>::new());
    }

    #[test]
    fn what_is_odd_is_left_out_and_said() {
        for host in [
            json!(null),
            json!(""),
            json!("evil.example/x"),
            json!("a@evil.example"),
            json!({}),
        ] {
            let (duo, odd) = read(&json!({ "host": host }));
            assert_eq!((duo, odd.len()), (None, 1), "{host}");
        }
        let (duo, odd) = read(&json!({"signedToken": null}));
        assert_eq!((duo, odd.len()), (None, 1));
        for script in ["http://id.acme.example/x.js", "javascript:alert(1)", "x.js"] {
            let (duo, odd) = read(&json!({ "script": script }));
            assert_eq!((duo.unwrap().script, odd.len()), (None, 1), "{script}");
        }
    }

    #[test]
    fn nothing_is_odd_where_it_is_not_about_duo() {
        let mut diagnostics = Diagnostics::default();
        let json = parse(r#"{"host": "x", "script": "y"}"#).unwrap();
        assert_eq!(Duo::read(&json, &mut diagnostics), None);
        assert!(diagnostics.into_lines().is_empty());
    }
}
