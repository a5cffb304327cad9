//! The simulated org, with its user's phone and inbox.

use std::io;

use idx_flow::{AuthenticatorKey as Key, ConfigError, Field, FlowConfig, Prompt, QrCode};
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Policy, Setup};
use idx_flow_sim::totp;

/// A simulated org on this machine. It stops when this value is dropped.
pub(crate) struct Demo {
    server: Server,
    setup: Setup,
}

impl Demo {
    /// Starts an org whose policy offers several optional authenticators, Okta Verify first.
    pub(crate) fn start() -> io::Result<Self> {
        let policy = Policy {
            optional: vec![
                AuthenticatorKey::OktaVerify,
                AuthenticatorKey::PhoneNumber,
                AuthenticatorKey::GoogleOtp,
                AuthenticatorKey::SecurityQuestion,
            ],
            ..Policy::default()
        };
        let setup = Setup {
            policy,
            ..Setup::default()
        };
        let server = Server::start(setup.clone())?;
        Ok(Self { server, setup })
    }

    /// Returns the configuration of a flow that signs in to this org.
    pub(crate) fn config(&self) -> Result<FlowConfig, ConfigError> {
        let issuer = format!("{}/oauth2/default", self.server.issuer());
        let redirect_uri = self.setup.redirect_uris.first().cloned();
        FlowConfig::new(
            &issuer,
            &self.setup.client_id,
            redirect_uri.unwrap_or_default(),
        )
    }

    /// Returns the org's URL.
    pub(crate) fn url(&self) -> &str {
        self.server.issuer()
    }

    /// Returns the user's login.
    pub(crate) fn login(&self) -> &str {
        self.setup.users.first().map_or("", |user| &user.login)
    }

    /// Returns the user's password.
    pub(crate) fn password(&self) -> &str {
        let password = self
            .setup
            .users
            .first()
            .and_then(|user| user.password.as_deref());
        password.unwrap_or_default()
    }

    /// Scans the QR code with the user's phone.
    pub(crate) fn scan(&self, qr: &QrCode) -> Result<(), String> {
        let png = qr.png().map_err(|error| error.to_string())?;
        let mut state = self.server.state();
        let now = state.now();
        let (org, phone) = state.phone(None);
        phone
            .scan(org, &png, now)
            .map_err(|error| error.to_string())
    }

    /// Opens the newest setup link on the user's phone.
    pub(crate) fn open_link(&self) -> Result<(), String> {
        let mut state = self.server.state();
        let now = state.now();
        let (org, phone) = state.phone(None);
        let newest_link = org
            .inbox()
            .messages()
            .last()
            .and_then(|message| message.link.clone());
        let link = newest_link.ok_or("no setup link was sent")?;
        phone
            .open_link(org, &link, now)
            .map_err(|error| error.to_string())
    }

    /// Returns the value that the user would type into a field.
    pub(crate) fn suggestion(&self, prompt: &Prompt, field: &Field) -> Option<String> {
        let name = field.path.rsplit(['.', '#']).next().unwrap_or_default();
        let key = prompt
            .current_authenticator
            .as_ref()
            .and_then(|current| current.key.as_ref());
        match (name, key) {
            ("identifier", _) => Some(self.login().to_owned()),
            ("phoneNumber", _) => Some("+15550100123".to_owned()),
            ("passcode", None | Some(Key::OktaPassword)) => Some(self.password().to_owned()),
            ("passcode", Some(Key::OktaEmail | Key::PhoneNumber)) => {
                let state = self.server.state();
                state.org.inbox().messages().last()?.code.clone()
            }
            ("passcode", Some(Key::GoogleOtp)) => {
                let secret = prompt.contextual_data()?.shared_secret.as_ref()?;
                let secret = totp_rs::Secret::try_from_base32(secret.expose()).ok()?;
                Some(totp::code(secret.as_ref(), self.server.state().now()))
            }
            _ => None,
        }
    }
}
