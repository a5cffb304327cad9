//! The issuer: its endpoints, and the URLs that may be requested or opened.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::ConfigError;

/// An Okta authorization server: `https://{org}`, or `https://{org}/oauth2/{id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issuer {
    url: Url,
    /// The base URL of the IDX endpoints: the issuer without `/oauth2` and what follows.
    org: String,
    /// The base URL of the OAuth endpoints: the issuer with `/oauth2`, and the id of a custom server.
    oauth: String,
    /// The `iss` claim of the server's tokens.
    identifier: String,
}

impl Issuer {
    pub(crate) fn parse(text: &str) -> Result<Self, ConfigError> {
        let url = Url::parse(text.trim())
            .map_err(|_| ConfigError::Issuer("it is not an absolute URL"))?;
        if !is_secure(&url) {
            return Err(ConfigError::Issuer(
                "its scheme must be https (http is accepted for loopback only)",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() || has_userinfo(&url) {
            return Err(ConfigError::Issuer(
                "it must not contain a username, a query or a fragment",
            ));
        }
        let root = url.origin().ascii_serialization();
        let path = url.path().trim_end_matches('/');
        let (prefix, server) = match split_segment(path, "oauth2") {
            Some((prefix, "")) => (prefix, None),
            Some((prefix, server)) => (prefix, Some(server)),
            None => (path, None),
        };
        if server.is_some_and(|server| server.contains('/') || server == "v1") {
            return Err(ConfigError::Issuer(
                "only the id of an authorization server may follow /oauth2",
            ));
        }
        let org = format!("{root}{prefix}");
        let (oauth, identifier) = match server {
            Some(server) => (
                format!("{org}/oauth2/{server}"),
                format!("{org}/oauth2/{server}"),
            ),
            None => (format!("{org}/oauth2"), org.clone()),
        };
        Ok(Self {
            url,
            org,
            oauth,
            identifier,
        })
    }

    /// The URL of an OAuth endpoint, such as `token`.
    pub(crate) fn endpoint(&self, name: &str) -> String {
        format!("{}/v1/{name}", self.oauth)
    }

    /// The URL of the IDX endpoint `introspect`.
    pub(crate) fn introspect(&self) -> String {
        format!("{}/idp/idx/introspect", self.org)
    }

    /// The URL of the endpoint that opens a browser session after a transaction.
    pub(crate) fn session(&self, state_token: &str) -> Option<Url> {
        let mut url = Url::parse(&format!("{}/login/token/redirect", self.org)).ok()?;
        url.query_pairs_mut().append_pair("stateToken", state_token);
        Some(url)
    }

    /// The origin, as in the header `Origin` (RFC 6454 section 7).
    pub(crate) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The `iss` that its tokens must have (OpenID Connect Core section 3.1.3.7, item 2).
    pub(crate) fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Resolves a URL that the engine requests: relative to the issuer (RFC 3986 section 5), and
    /// `None` if it is on another origin.
    pub(crate) fn resolve_same_origin(&self, href: &str) -> Option<String> {
        let mut url = self.join(href)?;
        url.set_fragment(None);
        let is_same_origin = url.origin() == self.url.origin();
        let has_own_scheme = url.scheme() == self.url.scheme();
        (is_same_origin && has_own_scheme && !has_userinfo(&url)).then(|| url.into())
    }

    /// Resolves the URL of a form: on the issuer's origin, but not one of Okta's other APIs; `None` for
    /// any other URL.
    pub(crate) fn resolve_form(&self, href: &str) -> Option<String> {
        let url = Url::parse(&self.resolve_same_origin(href)?).ok()?;
        let is_other_api = split_segment(url.path(), "api").is_some();
        (!is_other_api).then(|| url.into())
    }

    /// Resolves the token endpoint of the `issue` form: on the issuer's origin, with the path
    /// `/oauth2/v1/token` or `/oauth2/{id}/v1/token`; `None` for any other URL.
    pub(crate) fn resolve_token_endpoint(&self, href: &str) -> Option<String> {
        let url = Url::parse(&self.resolve_same_origin(href)?).ok()?;
        let (_, rest) = split_segment(url.path(), "oauth2")?;
        let is_token = match rest.split('/').collect::<Vec<_>>()[..] {
            ["v1", "token"] => true,
            [id, "v1", "token"] => !id.is_empty(),
            _ => false,
        };
        (is_token && url.query().is_none()).then(|| url.into())
    }

    /// Resolves a URL that a browser or an app opens: https, or on the issuer's origin; `None` for any
    /// other URL.
    pub(crate) fn resolve_navigable(&self, href: &str) -> Option<String> {
        let url = self.join(href)?;
        let has_own_scheme = url.scheme() == self.url.scheme();
        let is_own = url.origin() == self.url.origin() && has_own_scheme;
        let is_safe = url.scheme() == "https" || is_own;
        (is_safe && !has_userinfo(&url)).then(|| url.into())
    }

    /// Parses a URL; one without a scheme is relative to the issuer.
    fn join(&self, href: &str) -> Option<Url> {
        let first = href.find([':', '/', '?', '#']);
        let has_scheme = first.is_some_and(|index| href.get(index..=index) == Some(":"));
        match has_scheme {
            true => Url::parse(href).ok(),
            false => self.url.join(href).ok(),
        }
    }
}

/// Splits a path at the first segment with this name: the part before it, and the part after it.
fn split_segment<'p>(path: &'p str, name: &str) -> Option<(&'p str, &'p str)> {
    let mut start = 0;
    for segment in path.split('/') {
        let end = start + segment.len();
        if segment == name {
            let before = path.get(..start)?.trim_end_matches('/');
            return Some((before, path.get(end..)?.trim_start_matches('/')));
        }
        start = end + 1;
    }
    None
}

fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Whether a URL is https, or http on loopback.
pub(crate) fn is_secure(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    };
    url.host().is_some() && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> (String, String, String) {
        let issuer = Issuer::parse(text).unwrap();
        (
            issuer.endpoint("interact"),
            issuer.introspect(),
            issuer.identifier().to_owned(),
        )
    }

    #[test]
    fn every_form_of_issuer_has_its_endpoints() {
        let org = "https://id.acme.example";
        for (text, oauth, idx, iss) in [
            ("https://id.acme.example", "/oauth2", "", ""),
            ("https://id.acme.example/", "/oauth2", "", ""),
            ("HTTPS://ID.Acme.Example:443", "/oauth2", "", ""),
            ("https://id.acme.example/oauth2", "/oauth2", "", ""),
            ("https://id.acme.example/oauth2/", "/oauth2", "", ""),
            (
                "https://id.acme.example/oauth2/default",
                "/oauth2/default",
                "",
                "/oauth2/default",
            ),
            (
                "https://id.acme.example/oauth2/aus1/",
                "/oauth2/aus1",
                "",
                "/oauth2/aus1",
            ),
            ("https://id.acme.example/sso", "/sso/oauth2", "/sso", "/sso"),
            (
                "https://id.acme.example/sso/oauth2/x",
                "/sso/oauth2/x",
                "/sso",
                "/sso/oauth2/x",
            ),
            (
                "https://id.acme.example/oauth2x",
                "/oauth2x/oauth2",
                "/oauth2x",
                "/oauth2x",
            ),
        ] {
            let expected = (
                format!("{org}{oauth}/v1/interact"),
                format!("{org}{idx}/idp/idx/introspect"),
                format!("{org}{iss}"),
            );
            assert_eq!(urls(text), expected, "{text}");
        }
        let (interact, ..) = urls("http://127.0.0.1:8080/oauth2/default");
        assert_eq!(interact, "http://127.0.0.1:8080/oauth2/default/v1/interact");
    }

    #[test]
    fn an_invalid_issuer_is_rejected() {
        for text in [
            "",
            "id.acme.example",
            "http://id.acme.example",
            "http://127.0.0.1.acme.example",
            "ftp://id.acme.example",
            "https://user@id.acme.example",
            "https://id.acme.example?x=1",
            "https://id.acme.example#x",
            "https://id.acme.example/oauth2/default/v1/authorize",
            "https://id.acme.example/oauth2/v1",
            "data:text/plain,x",
        ] {
            assert!(
                matches!(Issuer::parse(text), Err(ConfigError::Issuer(_))),
                "{text}"
            );
        }
        assert!(Issuer::parse("http://localhost:1").is_ok());
        assert!(Issuer::parse("http://[::1]:1").is_ok());
    }

    #[test]
    fn a_request_stays_on_the_issuers_origin() {
        let issuer = Issuer::parse("https://id.acme.example/oauth2/default").unwrap();
        let resolve = |href: &str| issuer.resolve_same_origin(href);
        assert_eq!(
            resolve("/idp/idx/x").as_deref(),
            Some("https://id.acme.example/idp/idx/x")
        );
        assert!(resolve("https://ID.acme.example:443/idp/idx/x").is_some());
        for foreign in [
            "https://evil.example/",
            "http://id.acme.example/",
            "https://id.acme.example:444/",
            "https://id.acme.example.evil.example/",
            "https://id.acme.example@evil.example/",
            "https://a@id.acme.example/",
            "//evil.example/x",
            "\\\\evil.example\\x",
            "javascript:alert(1)",
            "blob:https://id.acme.example/x",
            "https: //id.acme.example/x",
        ] {
            assert_eq!(resolve(foreign), None, "{foreign}");
        }
        assert_eq!(
            resolve("/x#y").as_deref(),
            Some("https://id.acme.example/x")
        );
    }

    #[test]
    fn only_https_is_opened_on_another_origin() {
        let issuer = Issuer::parse("http://127.0.0.1:9").unwrap();
        assert!(
            issuer
                .resolve_navigable("https://idp.example/sso")
                .is_some()
        );
        assert!(issuer.resolve_navigable("http://127.0.0.1:9/sso").is_some());
        assert_eq!(issuer.resolve_navigable("http://idp.example/sso"), None);
        assert_eq!(issuer.resolve_navigable("intent://x"), None);
        assert_eq!(issuer.resolve_navigable("https://a:b@idp.example/"), None);
    }
}
