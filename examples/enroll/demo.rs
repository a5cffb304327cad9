//! The simulated org, and what its user, her phone and her inbox do.

use std::io;

use idx_flow::{AuthenticatorKey as Key, Field, FlowConfig, InputError, Prompt, QrCode};
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Policy, Setup};
use idx_flow_sim::totp;

/// A simulated org on this machine. It is gone when this is dropped.
pub(crate) struct Demo {
    server: Server,
    setup: Setup,
}

impl Demo {
    /// Starts an org that offers to enroll several authenticators, Okta Verify first.
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

    /// How an app is set up to sign in here.
    pub(crate) fn config(&self) -> Result<FlowConfig, InputError> {
        let issuer = format!("{}/oauth2/default", self.server.issuer());
        let redirect_uri = self.setup.redirect_uris.first().cloned();
        FlowConfig::new(
            &issuer,
            &self.setup.client_id,
            redirect_uri.unwrap_or_default(),
        )
    }

    /// Where the org is.
    pub(crate) fn address(&self) -> &str {
        self.server.issuer()
    }

    /// The one who signs in.
    pub(crate) fn login(&self) -> &str {
        self.setup.users.first().map_or("", |user| &user.login)
    }

    /// Her password.
    pub(crate) fn password(&self) -> &str {
        let password = self
            .setup
            .users
            .first()
            .and_then(|user| user.password.as_deref());
        password.unwrap_or_default()
    }

    /// Her phone scans the code: it reads the picture.
    pub(crate) fn scan(&self, qr: &QrCode) -> Result<(), String> {
        let png = qr.png().map_err(|error| error.to_string())?;
        let mut world = self.server.state();
        let now = world.now();
        let (org, phone) = world.phone(None);
        phone
            .scan(org, &png, now)
            .map_err(|error| error.to_string())
    }

    /// Her phone opens the newest link that was sent.
    pub(crate) fn open_link(&self) -> Result<(), String> {
        let mut world = self.server.state();
        let now = world.now();
        let (org, phone) = world.phone(None);
        let newest = org
            .inbox()
            .messages()
            .last()
            .and_then(|letter| letter.link.clone());
        let link = newest.ok_or("nothing was sent to the phone")?;
        phone
            .open_link(org, &link, now)
            .map_err(|error| error.to_string())
    }

    /// What she would type here.
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
                let world = self.server.state();
                world.org.inbox().messages().last()?.code.clone()
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
