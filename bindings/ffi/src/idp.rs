//! Identity providers and identity verification vendors.

/// An identity provider, or an identity verification vendor, that a redirect opens.
#[derive(uniffi::Record)]
pub struct Idp {
    /// The server's ID.
    pub id: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The type (`type` on the IDX wire), such as `GOOGLE`, `APPLE`, `SAML2`, `X509` (a smart card) or
    /// `ID_PROOFING`.
    pub kind: Option<String>,
    /// Links to show before the user is redirected to an identity verification vendor.
    #[uniffi(default = None)]
    pub idv_metadata: Option<IdvMetadata>,
}

/// Links of an identity verification vendor. Links that are not https are omitted.
#[derive(uniffi::Record)]
pub struct IdvMetadata {
    /// The terms of use.
    pub terms_of_use: Option<String>,
    /// The privacy policy.
    pub privacy_policy: Option<String>,
    /// The logo.
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
