//! What a client has to know to sign in, and a test to take part.

use serde::Serialize;

use super::ServerState;
use super::control;

/// Where the org is, who may sign in as which client, and where the state can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerInfo {
    /// The org authorization server; `{issuer}/oauth2/default` is the custom one.
    pub issuer: String,
    /// The application's client id.
    pub client_id: String,
    /// Where set, the client must present it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The first of the application's redirect URIs.
    pub redirect_uri: Option<String>,
    /// Everyone who may sign in.
    pub users: Vec<Credentials>,
    /// The base URL of the control API, without a trailing slash.
    pub control_url: String,
}

/// How a simulated person signs in. There is no secret in it: the person is made up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Credentials {
    /// The username.
    pub login: String,
    /// `None`: there is none.
    pub password: Option<String>,
}

impl ServerInfo {
    pub(super) fn to(state: &ServerState) -> Self {
        let setup = state.org.setup();
        let credentials = setup.users.iter().map(|user| Credentials {
            login: user.login.clone(),
            password: user.password.clone(),
        });
        Self {
            issuer: setup.issuer.clone(),
            client_id: setup.client_id.clone(),
            client_secret: setup.client_secret.clone(),
            redirect_uri: setup.redirect_uris.first().cloned(),
            users: credentials.collect(),
            control_url: format!("{}{}", setup.issuer, control::PREFIX),
        }
    }
}
