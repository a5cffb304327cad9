//! Identity providers and identity verification vendors, which a redirect opens.

use super::link::read_link;
use crate::wire::json::Json;

/// An identity provider, or an identity verification vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Idp {
    /// The id of the identity provider.
    pub id: Option<String>,
    /// The name to show.
    pub name: Option<String>,
    /// The `type` on the IDX wire: `GOOGLE`, `APPLE`, `SAML2`, `X509` (a smart card), `ID_PROOFING`…
    pub kind: Option<String>,
    /// The links of an identity verification vendor, to show before the redirect.
    pub idv_metadata: Option<IdvMetadata>,
}

/// The links of an identity verification vendor (`idvMetadata`, IDX wire). Only https URLs are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdvMetadata {
    /// The terms of use.
    pub terms_of_use: Option<String>,
    /// The privacy policy.
    pub privacy_policy: Option<String>,
    /// The logo.
    pub logo_link: Option<String>,
}

impl Idp {
    pub(super) fn read(json: &Json<'_>, remediation: &Json<'_>) -> Self {
        let metadata = remediation.object("idvMetadata");
        Self {
            id: json.text("id"),
            name: json.text("name"),
            kind: remediation.text("type"),
            idv_metadata: metadata.map(IdvMetadata::read),
        }
    }
}

impl IdvMetadata {
    fn read(json: &Json<'_>) -> Self {
        let link = |key: &str| read_link(json, key, &["https"]);
        Self {
            terms_of_use: link("termsOfUse"),
            privacy_policy: link("privacyPolicy"),
            logo_link: link("logoLink"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::json::parse;
    use serde_json::json;

    #[test]
    fn only_https_links_of_a_vendor_are_kept() {
        let is_kept = |url: &str| {
            let metadata = json!({"termsOfUse": url, "privacyPolicy": url, "logoLink": url});
            let text =
                json!({"type": "ID_PROOFING", "idvMetadata": {"value": metadata}}).to_string();
            let remediation = parse(&text).unwrap();
            let idp = Idp::read(&parse("{}").unwrap(), &remediation);
            let metadata = idp.idv_metadata.unwrap();
            let links = [
                metadata.terms_of_use,
                metadata.privacy_policy,
                metadata.logo_link,
            ];
            links.map(|link| link.is_some())
        };
        assert_eq!(is_kept("https://idv.example/terms"), [true; 3]);
        for url in [
            "http://idv.example/terms",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "okta-verify:/x",
            "https://idv.example@evil.example/",
            "/terms",
            "",
        ] {
            assert_eq!(is_kept(url), [false; 3], "{url}");
        }
    }
}
