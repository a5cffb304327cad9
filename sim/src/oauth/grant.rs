//! What a client asked for at `interact`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::http::Response;

/// One of the org's two authorization servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    /// The org itself is the issuer.
    Org,
    /// The custom authorization server named `default`.
    Default,
}

/// The parameters of an accepted `interact` request.
#[derive(Debug, Clone)]
pub(crate) struct Authorization {
    pub(crate) server: Server,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: String,
    pub(crate) login_hint: Option<String>,
    /// How long ago the user may have signed in, in seconds.
    pub(crate) max_age: Option<u64>,
    /// The assurance asked for, of those that are known here.
    pub(crate) acr: Option<Assurance>,
}

/// The values of `acr_values` that the org knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assurance {
    /// One factor.
    One,
    /// Two factors, whatever the policy asks for.
    Two,
}

impl Server {
    /// The path under which its endpoints stand.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Org => "/oauth2",
            Self::Default => "/oauth2/default",
        }
    }

    /// The issuer, given the org's base URL.
    pub(crate) fn issuer(self, org: &str) -> String {
        match self {
            Self::Org => org.to_owned(),
            Self::Default => format!("{org}/oauth2/default"),
        }
    }

    /// Who an access token is for.
    pub(crate) fn audience(self, org: &str) -> String {
        match self {
            Self::Org => org.to_owned(),
            Self::Default => "api://default".to_owned(),
        }
    }
}

impl Authorization {
    /// What a device asks for, which nobody is led back to.
    pub(crate) fn without_redirect(server: Server, client_id: &str, scopes: Vec<String>) -> Self {
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

    /// Whether the verifier is that of the challenge (RFC 7636, section 4.6).
    pub(crate) fn is_verified(&self, verifier: Option<&str>) -> bool {
        let digest = Sha256::digest(verifier.unwrap_or_default());
        URL_SAFE_NO_PAD.encode(digest) == self.code_challenge
    }

    /// Back to the client, with its `state`.
    pub(crate) fn redirect(&self, pairs: &[(&str, &str)]) -> Response {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .extend_pairs(self.state.iter().map(|state| ("state", state)))
            .finish();
        let joint = if self.redirect_uri.contains('?') {
            '&'
        } else {
            '?'
        };
        Response::redirect(&format!("{}{joint}{query}", self.redirect_uri))
    }

    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|known| known == scope)
    }
}

impl Assurance {
    /// The first of the values that is known; the others ask for nothing (OIDC Core, section 3.1.2.1).
    pub(crate) fn of(values: &str) -> Option<Self> {
        values.split_whitespace().find_map(|value| {
            let mut all = [Self::One, Self::Two].into_iter();
            all.find(|known| known.name() == value)
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "urn:okta:loa:1fa:any",
            Self::Two => "urn:okta:loa:2fa:any",
        }
    }
}
