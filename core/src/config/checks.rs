//! Checks the values of a configuration.

use url::Url;

use super::parts::Parts;
use crate::error::ConfigError;
use crate::exchange::Header;

/// The rule for values that are sent in a header.
const PRINTABLE: &str = "1 to 256 printable ASCII characters";
/// The rule for the names of additional headers (RFC 9110 section 5.6.2).
const TOKEN: &str = "a header name of letters, digits, - and _";
/// The headers that the library or the HTTP stack sets. `X-Okta-Retry-` is reserved as a prefix.
const RESERVED: [&str; 12] = [
    "accept",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "origin",
    "te",
    "transfer-encoding",
    "user-agent",
    "x-okta-user-agent-extended",
];
/// Schemes that run code or show content instead of opening an app.
const UNSAFE_SCHEMES: [&str; 6] = ["about", "blob", "data", "file", "javascript", "vbscript"];

pub(super) fn check(parts: &Parts) -> Result<(), ConfigError> {
    if parts.client_id.trim().is_empty() {
        return Err(ConfigError::ClientId);
    }
    check_redirect_uri("the redirect URI", &parts.redirect_uri)?;
    if let Some(uri) = &parts.email_redirect_uri {
        check_redirect_uri("the redirect URI for emails", uri)?;
    }
    if parts.state.as_ref().is_some_and(|state| state.is_empty()) {
        return Err(ConfigError::State);
    }
    let device_token = parts.device_token.as_ref();
    if device_token.is_some_and(|token| !is_device_token(token.expose())) {
        return Err(ConfigError::Header {
            name: "the device token",
            rule: "1 to 32 ASCII letters, digits, - or _",
        });
    }
    check_text("the user agent", parts.user_agent.as_deref())?;
    check_text(
        "the accept-language value",
        parts.accept_language.as_deref(),
    )?;
    parts.headers.iter().try_for_each(check_header)?;
    match &parts.rp_id {
        Some(id) if url::Host::parse(id).is_err() => Err(ConfigError::RelyingPartyId),
        _ => Ok(()),
    }
}

/// RFC 6749 section 3.1.2: a redirect URI is absolute and has no fragment.
fn check_redirect_uri(name: &'static str, uri: &str) -> Result<(), ConfigError> {
    let error = |problem| ConfigError::RedirectUri { name, problem };
    let url = Url::parse(uri).map_err(|_| error("it is not an absolute URI"))?;
    if url.fragment().is_some() {
        return Err(error("it must not contain a fragment"));
    }
    match UNSAFE_SCHEMES.contains(&url.scheme()) {
        true => Err(error("its scheme cannot open an app")),
        false => Ok(()),
    }
}

fn check_text(name: &'static str, text: Option<&str>) -> Result<(), ConfigError> {
    match text {
        Some(text) if !is_printable(text) => Err(ConfigError::Header {
            name,
            rule: PRINTABLE,
        }),
        _ => Ok(()),
    }
}

fn check_header(header: &Header) -> Result<(), ConfigError> {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if !(1..=64).contains(&header.name.len()) || !header.name.bytes().all(is_name) {
        return Err(ConfigError::Header {
            name: "the name of an additional header",
            rule: TOKEN,
        });
    }
    let name = header.name.to_ascii_lowercase();
    if RESERVED.contains(&name.as_str()) || name.starts_with("x-okta-retry-") {
        return Err(ConfigError::ReservedHeader(header.name.clone()));
    }
    check_text("the value of an additional header", Some(&header.value))
}

fn is_device_token(token: &str) -> bool {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=32).contains(&token.len()) && token.bytes().all(is_allowed)
}

fn is_printable(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use crate::FlowConfig;
    use crate::error::ConfigError;

    fn new(client_id: &str, redirect_uri: &str) -> Result<FlowConfig, ConfigError> {
        FlowConfig::new("https://id.acme.example", client_id, redirect_uri)
    }

    fn config() -> FlowConfig {
        new("client", "com.acme.app:/callback").unwrap()
    }

    #[test]
    fn an_empty_client_id_is_rejected() {
        assert_eq!(new("", "app:/cb").unwrap_err(), ConfigError::ClientId);
        assert_eq!(new(" ", "app:/cb").unwrap_err(), ConfigError::ClientId);
    }

    #[test]
    fn an_invalid_redirect_uri_is_rejected() {
        for uri in [
            "/callback",
            "https://acme.example/cb#x",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            let is_rejected = |result| matches!(result, Err(ConfigError::RedirectUri { .. }));
            assert!(is_rejected(new("client", uri)), "{uri}");
            assert!(is_rejected(config().with_email_redirect_uri(uri)), "{uri}");
        }
        assert!(new("client", "com.acme.app:callback").is_ok());
    }

    #[test]
    fn an_empty_state_is_rejected() {
        assert_eq!(config().with_state("").unwrap_err(), ConfigError::State);
    }

    #[test]
    fn a_value_that_would_break_a_header_is_rejected() {
        let assert_rejected = |result: Result<FlowConfig, ConfigError>| {
            assert!(matches!(result, Err(ConfigError::Header { .. })));
        };
        assert_rejected(config().with_user_agent("acme\r\nCookie: x"));
        assert_rejected(config().with_accept_language("de\n"));
        assert_rejected(config().with_device_token("abc; sid=1"));
        assert_rejected(config().with_device_token("a".repeat(33)));
        assert_rejected(config().with_header("X-Forwarded-For", "203.0.113.7\r\nX: y"));
        assert_rejected(config().with_header("X Forwarded", "203.0.113.7"));
        assert_rejected(config().with_header("", "x"));
        assert!(config().with_device_token("a".repeat(32)).is_ok());
        assert!(
            config()
                .with_header("X-Forwarded-For", "203.0.113.7")
                .is_ok()
        );
    }

    #[test]
    fn the_librarys_own_headers_cannot_be_replaced() {
        for name in ["Cookie", "origin", "X-Okta-Retry-Count", "Content-Length"] {
            let error = config().with_header(name, "x").unwrap_err();
            assert_eq!(error, ConfigError::ReservedHeader(name.to_owned()));
        }
    }

    #[test]
    fn the_relying_party_id_is_a_host_name() {
        assert!(config().with_relying_party_id("acme.example").is_ok());
        for invalid in ["", "https://acme.example", "acme example"] {
            let error = config().with_relying_party_id(invalid).unwrap_err();
            assert_eq!(error, ConfigError::RelyingPartyId, "{invalid}");
        }
    }
}
