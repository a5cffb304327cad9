//! The settings that a client needs to sign in and a test needs to control the server.

use serde::Serialize;

use super::state::ServerState;

/// The path of the control API. The org serves nothing below it.
pub(super) const CONTROL_PATH: &str = "/sim";

/// The settings of a running server: issuer, client, users and control API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerInfo {
    /// The issuer of the org authorization server. The custom authorization server is at
    /// `{issuer}/oauth2/default`.
    pub issuer: String,
    /// The app's client id.
    pub client_id: String,
    /// The client secret, if the app is a confidential client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The app's first redirect URI.
    pub redirect_uri: Option<String>,
    /// The users of the setup.
    pub users: Vec<Credentials>,
    /// The base URL of the control API, without a trailing slash. In a browser it shows the
    /// console.
    pub control_url: String,
}

/// The login and password of a simulated user. They are test data, so `Debug` shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Credentials {
    /// The login.
    pub login: String,
    /// The password, or `None` if the user has no password.
    pub password: Option<String>,
}

impl ServerInfo {
    pub(super) fn new(state: &ServerState) -> Self {
        let setup = state.org.setup();
        let users = setup.users.iter().map(|user| Credentials {
            login: user.login.clone(),
            password: user.password.clone(),
        });
        Self {
            issuer: setup.issuer.clone(),
            client_id: setup.client_id.clone(),
            client_secret: setup.client_secret.clone(),
            redirect_uri: setup.redirect_uris.first().cloned(),
            users: users.collect(),
            control_url: control_url(&setup.issuer),
        }
    }
}

/// Returns the base URL of the control API, without a trailing slash.
pub(super) fn control_url(issuer: &str) -> String {
    format!("{issuer}{CONTROL_PATH}")
}
