//! The simulated org that stands in for a real one.

use std::io;

use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{
    AuthenticatorKey, Enrolled, MethodType, Policy, Registration, Setup, User,
};

/// A simulated org in this process. It is gone when this is dropped.
pub(crate) struct Demo {
    server: Server,
    /// The page on which a person plays the phone and reads the inbox.
    pub(crate) console: String,
    /// Who can sign in there.
    pub(crate) login: String,
    /// With this password.
    pub(crate) password: String,
    /// The client that the org knows.
    pub(crate) client_id: String,
}

impl Demo {
    /// Starts an org that offers to enroll several authenticators, Okta Verify first.
    pub(crate) fn start(redirect_uri: &str) -> io::Result<Self> {
        let setup = setup(redirect_uri);
        let (client_id, user) = (setup.client_id.clone(), User::default());
        let server = Server::start(setup)?;
        Ok(Self {
            console: server.control_url(),
            server,
            login: user.login,
            password: user.password.unwrap_or_default(),
            client_id,
        })
    }

    /// The org's custom authorization server.
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
