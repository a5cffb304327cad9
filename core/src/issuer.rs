//! The issuer: its endpoints, and the URLs that may be requested or opened.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::InputError;

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
    pub(crate) fn parse(text: &str) -> Result<Self, InputError> {
        let url =
            Url::parse(text.trim()).map_err(|_| InputError::Issuer("it is not an absolute URL"))?;
        if !is_secure(&url) {
            return Err(InputError::Issuer(
                "its scheme must be https (http is accepted for loopback only)",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() || has_userinfo(&url) {
            return Err(InputError::Issuer(
                "it must not contain a username, a query or a fragment",
            ));
        }
        let root = url.origin().ascii_serialization();
        let path = url.path().trim_end_matches('/');
        let (prefix, server) = match path.split_once("/oauth2") {
            Some((prefix, "")) => (prefix, None),
            Some((prefix, server)) if server.starts_with('/') => (prefix, server.get(1..)),
            _ => (path, None),
        };
        if server.is_some_and(|server| server.contains('/') || server == "v1") {
            return Err(InputError::Issuer(
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

    /// The `iss` that its tokens must have (OpenID Connect Core section 3.1.3.7, item 2).
    pub(crate) fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Resolves a URL that the engine requests: relative to the issuer (RFC 3986 section 5), and
    /// `None` if it is on another origin.
    pub(crate) fn resolve_same_origin(&self, href: &str) -> Option<String> {
        let url = self.url.join(href).ok()?;
        let is_same_origin = url.origin() == self.url.origin();
        (is_same_origin && !has_userinfo(&url)).then(|| url.into())
    }

    /// Resolves a URL that a browser or an app opens: https, or on the issuer's origin; `None` for any
    /// other URL.
    pub(crate) fn resolve_navigable(&self, href: &str) -> Option<String> {
        let url = self.url.join(href).ok()?;
        let is_safe = url.scheme() == "https" || url.origin() == self.url.origin();
        (is_safe && !has_userinfo(&url)).then(|| url.into())
    }
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
                matches!(Issuer::parse(text), Err(InputError::Issuer(_))),
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
        ] {
            assert_eq!(resolve(foreign), None, "{foreign}");
        }
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
