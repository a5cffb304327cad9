//! Where a redirect leads: identity providers, and services that verify identities.

use super::link::read_link;
use crate::wire::json::Json;

/// An identity provider, or a service that verifies identities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idp {
    /// The server's id.
    pub id: Option<String>,
    /// The name to show.
    pub name: Option<String>,
    /// The wire's `type`: `GOOGLE`, `APPLE`, `SAML2`, `X509` (a smart card), `ID_PROOFING`…
    pub kind: Option<String>,
    /// What a service that verifies identities wants shown before the user goes there.
    pub idv_metadata: Option<IdvMetadata>,
}

/// What a service that verifies identities wants shown (`idvMetadata`, IDX wire): https alone,
/// anything else is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdvMetadata {
    /// Its terms.
    pub terms_of_use: Option<String>,
    /// What it does with personal data.
    pub privacy_policy: Option<String>,
    /// A picture.
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
