//! Identity providers and identity verification vendors, which a redirect opens.

use super::link::read_link;
use crate::wire::json::Json;

/// An identity provider, or an identity verification vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
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
