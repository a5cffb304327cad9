//! What all requests share.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use idx_flow::{FlowConfig, InputError, Secret};
use idx_flow_ureq::Runner;
use thiserror::Error;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};
use url::{Origin, Url};

use crate::arguments::Arguments;
use crate::demo::Demo;
use crate::lock::Locks;
use crate::store::Store;

/// What all requests share; clones are the same.
pub(crate) type Shared = Arc<App>;

/// What all requests share.
pub(crate) struct App {
    /// The address that browsers see, without a trailing slash.
    pub(crate) origin: String,
    /// The simulated org, where no real one was named.
    pub(crate) demo: Option<Demo>,
    pub(crate) runner: Runner,
    pub(crate) locks: Locks,
    pub(crate) store: Store,
    pub(crate) redirect_uri: String,
    config: FlowConfig,
}

/// Why the app cannot start.
#[derive(Debug, Error)]
pub(crate) enum StartError {
    #[error("--origin is not the address of a web app: https://app.example, without a path")]
    Origin,
    #[error("beyond loopback the session's cookie needs https: say --origin https://…")]
    Insecure,
    #[error("the simulated org could not be started: {0}")]
    Demo(#[from] std::io::Error),
    #[error(transparent)]
    FlowConfig(#[from] InputError),
    // its own text may hold the address, and that a password
    #[error("Redis could not be reached ({0})")]
    Redis(String),
}

/// A session that nobody uses ends.
const INACTIVITY: time::Duration = time::Duration::minutes(30);
/// How long one exchange with the org may take.
const TIMEOUT: Duration = Duration::from_secs(10);

impl App {
    pub(crate) async fn new(
        arguments: &Arguments,
        address: SocketAddr,
    ) -> Result<Shared, StartError> {
        let origin = origin(arguments.origin.as_deref(), address)?;
        let callback = format!("{origin}/signin/callback");
        let redirect_uri = arguments.redirect_uri.clone().unwrap_or(callback);
        let demo = match arguments.issuer {
            None => Some(Demo::start(&redirect_uri)?),
            Some(_) => None,
        };
        let store = Store::open(arguments.redis.as_deref())
            .await
            .map_err(|error| StartError::Redis(error.category().to_owned()))?;
        Ok(Arc::new(Self {
            config: config(arguments, demo.as_ref(), &redirect_uri)?,
            origin,
            demo,
            runner: Runner::builder().timeout(TIMEOUT).build(),
            locks: Locks::beside(&store),
            store,
            redirect_uri,
        }))
    }

    /// How a flow is set up, for a browser that wants these languages.
    pub(crate) fn config(&self, languages: Option<&str>) -> FlowConfig {
        let localised = languages.map(|languages| self.config.clone().accept_language(languages));
        // a header that cannot be passed on is left out
        localised
            .and_then(Result::ok)
            .unwrap_or_else(|| self.config.clone())
    }

    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// The cookie is the session's id and nothing else. Over https its name's prefix lets no other
    /// host set it (RFC 6265bis section 4.1.3.2).
    pub(crate) fn sessions(&self) -> SessionManagerLayer<Store> {
        let secure = self.is_https();
        SessionManagerLayer::new(self.store.clone())
            .with_name(if secure { "__Host-session" } else { "session" })
            .with_secure(secure)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_expiry(Expiry::OnInactivity(INACTIVITY))
    }
}

fn origin(named: Option<&str>, address: SocketAddr) -> Result<String, StartError> {
    let own = format!("http://{address}");
    let url = Url::parse(named.unwrap_or(&own)).map_err(|_| StartError::Origin)?;
    let is_web = matches!(url.scheme(), "http" | "https");
    let origin = url.origin();
    if !is_web || url.path() != "/" || url.query().is_some() || !matches!(origin, Origin::Tuple(..))
    {
        return Err(StartError::Origin);
    }
    if url.scheme() != "https" && !address.ip().is_loopback() {
        return Err(StartError::Insecure);
    }
    Ok(origin.ascii_serialization())
}

fn config(
    arguments: &Arguments,
    demo: Option<&Demo>,
    redirect_uri: &str,
) -> Result<FlowConfig, InputError> {
    let config = match demo {
        Some(demo) => FlowConfig::new(&demo.issuer(), &demo.client_id, redirect_uri)?,
        None => FlowConfig::new(
            arguments.issuer.as_deref().unwrap_or_default(),
            arguments.client_id.as_deref().unwrap_or_default(),
            redirect_uri,
        )?,
    };
    let config = config.scopes(&arguments.scopes);
    Ok(match &arguments.client_secret {
        Some(secret) => config.client_secret(Secret::from(secret.as_str())),
        None => config,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_loopback_alone() {
        let (here, everywhere) = (([127, 0, 0, 1], 80).into(), ([0, 0, 0, 0], 80).into());
        assert_eq!(origin(None, here).unwrap(), "http://127.0.0.1");
        assert!(matches!(
            origin(None, everywhere),
            Err(StartError::Insecure)
        ));
        let named = |named| origin(Some(named), everywhere);
        assert_eq!(
            named("https://app.example/").unwrap(),
            "https://app.example"
        );
        assert!(matches!(
            named("http://app.example"),
            Err(StartError::Insecure)
        ));
        for odd in ["app.example", "https://app.example/x", "ftp://app.example"] {
            assert!(matches!(named(odd), Err(StartError::Origin)), "{odd}");
        }
    }
}
