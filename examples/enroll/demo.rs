//! The simulated org, and what its user, her phone and her inbox do.

use std::io;

use idx_flow::{AuthenticatorKey as Key, Config, Field, InputError, Prompt, QrCode};
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey, Policy, Setup};

/// A simulated org on this machine. It is gone when this is dropped.
pub(crate) struct Demo {
    server: Server,
    setup: Setup,
}

impl Demo {
    /// Starts an org that offers to enrol several authenticators, Okta Verify first.
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
    pub(crate) fn config(&self) -> Result<Config, InputError> {
        let issuer = format!("{}/oauth2/default", self.server.issuer());
        let redirect_uri = self.setup.redirect_uris.first().cloned();
        Config::new(
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

    /// Her phone does what is due: scans the code, or opens the link that was sent.
    pub(crate) fn use_phone(&self, qr: Option<&QrCode>) -> Result<&'static str, String> {
        let mut world = self.server.world();
        let (now, link) = (world.now(), world.org.inbox().letters().last().cloned());
        let (org, phone) = world.phone(None);
        let (done, deed) = match (qr, link.and_then(|letter| letter.link)) {
            (Some(qr), _) => {
                let png = qr.png().map_err(|error| error.to_string())?;
                (phone.scan(org, &png, now), "the phone has scanned it")
            }
            (None, Some(link)) => (phone.open_link(org, &link, now), "the phone has opened it"),
            (None, None) => return Err("nothing was sent to the phone".to_owned()),
        };
        done.map(|()| deed).map_err(|error| error.to_string())
    }

    /// What she would type here.
    pub(crate) fn suggestion(&self, prompt: &Prompt, field: &Field) -> Option<String> {
        let name = field.path.rsplit(['.', '#']).next().unwrap_or_default();
        let key = prompt
            .current
            .as_ref()
            .and_then(|current| current.key.as_ref());
        match (name, key) {
            ("identifier", _) => Some(self.login().to_owned()),
            ("phoneNumber", _) => Some("+15550100123".to_owned()),
            ("passcode", None | Some(Key::OktaPassword)) => Some(self.password().to_owned()),
            ("passcode", Some(Key::OktaEmail | Key::PhoneNumber)) => {
                let world = self.server.world();
                world.org.inbox().letters().last()?.code.clone()
            }
            _ => None,
        }
    }
}
