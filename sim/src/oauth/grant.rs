//! What a client asked for at `interact`.

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
        }
    }

    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|known| known == scope)
    }
}
