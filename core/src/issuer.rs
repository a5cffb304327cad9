//! The issuer, and every address that follows from it.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::InputError;

/// An Okta authorization server: `https://{org}`, or `https://{org}/oauth2/{id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issuer {
    url: Url,
    /// All before `/oauth2`: where IDX lives.
    org: String,
    /// All up to and with `/oauth2`, or the custom server's id.
    oauth: String,
    /// What the server calls itself: the `iss` of its tokens.
    identifier: String,
}

impl Issuer {
    pub(crate) fn parse(text: &str) -> Result<Self, InputError> {
        let url = Url::parse(text.trim()).map_err(|_| InputError::Issuer("it is not a URL"))?;
        if !is_secure(&url) {
            return Err(InputError::Issuer(
                "https only, and http for loopback alone",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() || has_userinfo(&url) {
            return Err(InputError::Issuer(
                "no user, query or fragment can be in it",
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
                "it goes on behind the authorization server's id",
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

    pub(crate) fn endpoint(&self, name: &str) -> String {
        format!("{}/v1/{name}", self.oauth)
    }

    pub(crate) fn introspect(&self) -> String {
        format!("{}/idp/idx/introspect", self.org)
    }

    /// The `iss` that its tokens must have (OIDC Core section 3.1.3.7, 2).
    pub(crate) fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The address as it will be requested: on the issuer's own origin, or `None`. A relative one
    /// is joined to the issuer (RFC 3986 section 5).
    pub(crate) fn resolve_same_origin(&self, href: &str) -> Option<String> {
        let url = self.url.join(href).ok()?;
        let own = url.origin() == self.url.origin() && !has_userinfo(&url);
        own.then(|| url.into())
    }

    /// The address as it may be opened in a browser or an app: https to anywhere, or the own origin.
    pub(crate) fn resolve_navigable(&self, href: &str) -> Option<String> {
        let url = self.url.join(href).ok()?;
        let safe = url.scheme() == "https" || url.origin() == self.url.origin();
        (safe && !has_userinfo(&url)).then(|| url.into())
    }
}

fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// https, or http that never leaves this machine.
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

    fn addresses(text: &str) -> (String, String, String) {
        let issuer = Issuer::parse(text).unwrap();
        (
            issuer.endpoint("interact"),
            issuer.introspect(),
            issuer.identifier().to_owned(),
        )
    }

    #[test]
    fn every_form_of_issuer_is_understood() {
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
            assert_eq!(addresses(text), expected, "{text}");
        }
        let (interact, ..) = addresses("http://127.0.0.1:8080/oauth2/default");
        assert_eq!(interact, "http://127.0.0.1:8080/oauth2/default/v1/interact");
    }

    #[test]
    fn what_is_not_safe_or_not_an_issuer_is_refused() {
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
    fn only_the_own_origin_is_requested() {
        let issuer = Issuer::parse("https://id.acme.example/oauth2/default").unwrap();
        let own = |href: &str| issuer.resolve_same_origin(href);
        assert_eq!(
            own("/idp/idx/x").as_deref(),
            Some("https://id.acme.example/idp/idx/x")
        );
        assert!(own("https://ID.acme.example:443/idp/idx/x").is_some());
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
            assert_eq!(own(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn only_https_is_opened_elsewhere() {
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
