//! Where a redirect leads: identity providers, and services that verify identities.

/// An identity provider, or a service that verifies identities.
#[derive(uniffi::Record)]
pub struct Idp {
    /// The server's id.
    pub id: Option<String>,
    /// The name to show.
    pub name: Option<String>,
    /// The wire's `type`: `GOOGLE`, `APPLE`, `SAML2`, `X509` (a smart card), `ID_PROOFING`…
    pub kind: Option<String>,
    /// What a service that verifies identities wants shown before the user goes there.
    #[uniffi(default = None)]
    pub idv_metadata: Option<IdvMetadata>,
}

/// What a service that verifies identities wants shown: https alone, anything else is left out.
#[derive(uniffi::Record)]
pub struct IdvMetadata {
    /// Its terms.
    pub terms_of_use: Option<String>,
    /// What it does with personal data.
    pub privacy_policy: Option<String>,
    /// A picture.
    pub logo_link: Option<String>,
}

impl From<&idx_flow::Idp> for Idp {
    fn from(idp: &idx_flow::Idp) -> Self {
        Self {
            id: idp.id.clone(),
            name: idp.name.clone(),
            kind: idp.kind.clone(),
            idv_metadata: idp.idv_metadata.as_ref().map(IdvMetadata::from),
        }
    }
}

impl From<&idx_flow::IdvMetadata> for IdvMetadata {
    fn from(metadata: &idx_flow::IdvMetadata) -> Self {
        Self {
            terms_of_use: metadata.terms_of_use.clone(),
            privacy_policy: metadata.privacy_policy.clone(),
            logo_link: metadata.logo_link.clone(),
        }
    }
}
