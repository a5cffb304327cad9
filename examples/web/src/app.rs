//! The state that all requests share.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use idx_flow::{ConfigError, FlowConfig, Secret};
use idx_flow_ureq::Runner;
use redis::RedisError;
use thiserror::Error;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};
use url::{Origin, Url};

use crate::arguments::Arguments;
use crate::demo::Demo;
use crate::lock::Locks;
use crate::store::Store;

/// A reference to the shared state.
pub(crate) type SharedApp = Arc<App>;

/// The state that all requests share.
pub(crate) struct App {
    /// The origin that browsers see, without a trailing slash.
    pub(crate) origin: String,
    /// The simulated org, unless the arguments specify a real one.
    pub(crate) demo: Option<Demo>,
    pub(crate) runner: Runner,
    pub(crate) locks: Locks,
    pub(crate) store: Store,
    pub(crate) redirect_uri: String,
    config: FlowConfig,
}

/// The reason why the app cannot start.
#[derive(Debug, Error)]
pub(crate) enum StartError {
    #[error("--origin is not the origin of a web app; use https://app.example, without a path")]
    Origin,
    #[error(
        "the session cookie requires https if the app does not listen on loopback; \
         set --origin https://…"
    )]
    Insecure,
    #[error(transparent)]
    FlowConfig(#[from] ConfigError),
    #[error("the simulated org cannot be started: {0}")]
    Demo(#[from] std::io::Error),
    // the error's own text may contain the URL with a password
    #[error("--redis cannot be used ({0})")]
    RedisUrl(String),
    #[error("Redis cannot be reached ({0})")]
    Redis(String),
}

/// A session ends after this time without a request.
const INACTIVITY: time::Duration = time::Duration::minutes(30);
/// The timeout of an HTTP exchange with the org.
const TIMEOUT: Duration = Duration::from_secs(10);

impl App {
    pub(crate) async fn new(
        arguments: &Arguments,
        address: SocketAddr,
    ) -> Result<SharedApp, StartError> {
        let origin = origin(arguments.origin.as_deref(), address)?;
        let callback = format!("{origin}/signin/callback");
        let redirect_uri = arguments.redirect_uri.clone().unwrap_or(callback);
        let demo = match arguments.issuer {
            None => Some(Demo::start(&redirect_uri)?),
            Some(_) => None,
        };
        let config = config(arguments, demo.as_ref(), &redirect_uri)?;
        let store = Store::open(arguments.redis.as_deref()).await?;
        Ok(Arc::new(Self {
            origin,
            demo,
            runner: Runner::builder().timeout(TIMEOUT).build(),
            locks: Locks::new(store.connection(), arguments.lock_lease()),
            store,
            redirect_uri,
            config,
        }))
    }

    /// The configuration of requests that are not part of a browser's flow.
    pub(crate) fn config(&self) -> &FlowConfig {
        &self.config
    }

    /// Returns the configuration of a flow for a browser at this address with these accepted languages.
    pub(crate) fn config_for(
        &self,
        browser: IpAddr,
        languages: Option<&str>,
    ) -> Result<FlowConfig, ConfigError> {
        // the address of the connection, which the browser cannot choose: its own X-Forwarded-For
        // header is ignored
        let address = browser.to_canonical().to_string();
        let config = self
            .config
            .clone()
            .with_header("X-Forwarded-For", address)?;
        let Some(languages) = languages else {
            return Ok(config);
        };
        // an invalid header of the browser is ignored
        Ok(config
            .clone()
            .with_accept_language(languages)
            .unwrap_or(config))
    }

    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// Returns the session layer. The cookie contains only the session's id. Over https, the prefix
    /// of its name prevents other hosts from setting it (RFC 6265bis section 4.1.3.2).
    pub(crate) fn session_layer(&self) -> SessionManagerLayer<Store> {
        let secure = self.is_https();
        SessionManagerLayer::new(self.store.clone())
            .with_name(if secure { "__Host-session" } else { "session" })
            .with_secure(secure)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_expiry(Expiry::OnInactivity(INACTIVITY))
    }
}

impl StartError {
    /// Whether the arguments are wrong.
    pub(crate) fn is_usage(&self) -> bool {
        match self {
            Self::Origin | Self::Insecure | Self::FlowConfig(_) | Self::RedisUrl(_) => true,
            Self::Demo(_) | Self::Redis(_) => false,
        }
    }
}

impl From<RedisError> for StartError {
    fn from(error: RedisError) -> Self {
        let category = error.category().to_owned();
        match error.kind() {
            redis::ErrorKind::InvalidClientConfig => Self::RedisUrl(category),
            _ => Self::Redis(category),
        }
    }
}

fn origin(argument: Option<&str>, address: SocketAddr) -> Result<String, StartError> {
    let listening = format!("http://{address}");
    let url = Url::parse(argument.unwrap_or(&listening)).map_err(|_| StartError::Origin)?;
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
) -> Result<FlowConfig, ConfigError> {
    let config = match demo {
        Some(demo) => FlowConfig::new(&demo.issuer(), &demo.client_id, redirect_uri)?,
        None => FlowConfig::new(
            arguments.issuer.as_deref().unwrap_or_default(),
            arguments.client_id.as_deref().unwrap_or_default(),
            redirect_uri,
        )?,
    };
    let config = config.with_scopes(&arguments.scopes);
    Ok(match &arguments.client_secret {
        Some(secret) => config.with_client_secret(Secret::from(secret.as_str())),
        None => config,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_allowed_only_on_loopback() {
        let (loopback, any) = (([127, 0, 0, 1], 80).into(), ([0, 0, 0, 0], 80).into());
        assert_eq!(origin(None, loopback).unwrap(), "http://127.0.0.1");
        assert!(matches!(origin(None, any), Err(StartError::Insecure)));
        let behind_proxy = |argument| origin(Some(argument), any);
        assert_eq!(
            behind_proxy("https://app.example/").unwrap(),
            "https://app.example"
        );
        assert!(matches!(
            behind_proxy("http://app.example"),
            Err(StartError::Insecure)
        ));
        for invalid in ["app.example", "https://app.example/x", "ftp://app.example"] {
            let result = behind_proxy(invalid);
            assert!(matches!(result, Err(StartError::Origin)), "{invalid}");
        }
    }
}
