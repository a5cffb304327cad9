//! Authorization requests and the servers that they are made to.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::http::Response;

/// One of the org's two authorization servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuthorizationServer {
    /// The org authorization server. Its issuer is the org's URL.
    Org,
    /// The custom authorization server named `default`.
    Default,
}

/// The parameters of an accepted authorization request.
#[derive(Debug, Clone)]
pub(crate) struct Authorization {
    pub(crate) server: AuthorizationServer,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: String,
    pub(crate) login_hint: Option<String>,
    /// The maximum time since the user's last authentication, in seconds.
    pub(crate) max_age: Option<u64>,
    /// The requested assurance, if the org supports it.
    pub(crate) acr: Option<Assurance>,
}

/// The `acr_values` that the org supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assurance {
    OneFactor,
    /// Two factors, even if the policy requires only one.
    TwoFactors,
}

impl AuthorizationServer {
    /// Returns the base path of the server's endpoints.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Org => "/oauth2",
            Self::Default => "/oauth2/default",
        }
    }

    /// Returns the issuer for an org's base URL.
    pub(crate) fn issuer(self, org: &str) -> String {
        match self {
            Self::Org => org.to_owned(),
            Self::Default => format!("{org}/oauth2/default"),
        }
    }

    /// Returns the audience of access tokens.
    pub(crate) fn audience(self, org: &str) -> String {
        match self {
            Self::Org => org.to_owned(),
            Self::Default => "api://default".to_owned(),
        }
    }
}

impl Authorization {
    /// Creates an authorization without a redirect URI, as for the device authorization grant.
    pub(crate) fn without_redirect(
        server: AuthorizationServer,
        client_id: &str,
        scopes: Vec<String>,
    ) -> Self {
        Self {
            server,
            client_id: client_id.to_owned(),
            redirect_uri: String::new(),
            scopes,
            state: None,
            nonce: None,
            code_challenge: String::new(),
            login_hint: None,
            max_age: None,
            acr: None,
        }
    }

    /// Returns whether a code verifier matches the code challenge (RFC 7636, section 4.6).
    pub(crate) fn matches_verifier(&self, verifier: Option<&str>) -> bool {
        let digest = Sha256::digest(verifier.unwrap_or_default());
        URL_SAFE_NO_PAD.encode(digest) == self.code_challenge
    }

    /// Returns a redirect to the client with these parameters and its `state`.
    pub(crate) fn redirect(&self, parameters: &[(&str, &str)]) -> Response {
        self.redirect_to(&self.redirect_uri, parameters)
    }

    /// Returns a redirect to another URI of the client.
    pub(crate) fn redirect_to(&self, uri: &str, parameters: &[(&str, &str)]) -> Response {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .extend_pairs(self.state.iter().map(|state| ("state", state)))
            .finish();
        let separator = if uri.contains('?') { '&' } else { '?' };
        Response::redirect(&format!("{uri}{separator}{query}"))
    }

    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

impl Assurance {
    /// Returns the first supported value of `acr_values`. Others are ignored (OpenID Connect Core,
    /// section 3.1.2.1).
    pub(crate) fn from_acr_values(acr_values: &str) -> Option<Self> {
        acr_values.split_whitespace().find_map(|value| {
            let mut supported = [Self::OneFactor, Self::TwoFactors].into_iter();
            supported.find(|assurance| assurance.acr() == value)
        })
    }

    /// Returns the value of the `acr` claim.
    pub(crate) fn acr(self) -> &'static str {
        match self {
            Self::OneFactor => "urn:okta:loa:1fa:any",
            Self::TwoFactors => "urn:okta:loa:2fa:any",
        }
    }
}
