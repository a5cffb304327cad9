//! The simulated org that is used if the arguments specify no real one.

use std::io;

use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{
    AuthenticatorKey, Enrolled, MethodType, Policy, Registration, Setup, User,
};

/// A simulated org in this process. It stops when this value is dropped.
pub(crate) struct Demo {
    server: Server,
    /// The web console with the user's phone and inbox.
    pub(crate) console_url: String,
    /// The user's login.
    pub(crate) login: String,
    /// The user's password.
    pub(crate) password: String,
    /// The id of the registered client.
    pub(crate) client_id: String,
}

impl Demo {
    /// Starts an org whose policy offers several optional authenticators, Okta Verify first.
    pub(crate) fn start(redirect_uri: &str) -> io::Result<Self> {
        let setup = setup(redirect_uri);
        let (client_id, user) = (setup.client_id.clone(), User::default());
        let server = Server::start(setup)?;
        Ok(Self {
            console_url: server.control_url(),
            server,
            login: user.login,
            password: user.password.unwrap_or_default(),
            client_id,
        })
    }

    /// Returns the issuer of the org's custom authorization server.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/oauth2/default", self.server.issuer())
    }
}

fn setup(redirect_uri: &str) -> Setup {
    let policy = Policy {
        optional: vec![
            AuthenticatorKey::OktaVerify,
            AuthenticatorKey::PhoneNumber,
            AuthenticatorKey::GoogleOtp,
            AuthenticatorKey::SecurityQuestion,
        ],
        recovery: vec![MethodType::Email],
        registration: Some(Registration::default()),
        ..Policy::default()
    };
    Setup {
        app_label: "Acme".to_owned(),
        redirect_uris: vec![redirect_uri.to_owned()],
        users: vec![User {
            enrolled: vec![Enrolled::OktaEmail],
            ..User::default()
        }],
        policy,
        ..Setup::default()
    }
}
