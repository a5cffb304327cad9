//! The configuration of a flow.

use idx_flow::{InputError, Secret};

/// The configuration of a flow. It is validated when the flow starts.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct FlowConfig {
    /// The issuer URL: `https://{org}` or `https://{org}/oauth2/{id}`. Plain http is allowed only for
    /// loopback.
    pub issuer: String,
    /// The client ID.
    pub client_id: String,
    /// The redirect URI registered for the client.
    pub redirect_uri: String,
    /// The scopes to request (RFC 6749 section 3.3). Default: `openid profile`.
    #[uniffi(default = None)]
    pub scopes: Option<Vec<String>>,
    /// The secret of a confidential client. Do not use it in an app that ships to users' devices: the
    /// secret can be extracted from it.
    #[uniffi(default = None)]
    pub client_secret: Option<Secret>,
    /// The `state` parameter (RFC 6749 section 4.1.1). Default: a random value.
    #[uniffi(default = None)]
    pub state: Option<Secret>,
    /// The requested level of assurance (`acr_values`, OpenID Connect Core section 3.1.2.1).
    #[uniffi(default = None)]
    pub acr_values: Option<String>,
    /// The login of the expected user (`login_hint`, OpenID Connect Core section 3.1.2.1).
    #[uniffi(default = None)]
    pub login_hint: Option<String>,
    /// The maximum time since the user's last sign-in, in seconds (`max_age`, OpenID Connect Core
    /// section 3.1.2.1).
    #[uniffi(default = None)]
    pub max_age_seconds: Option<i32>,
    /// The token of an activation email, to start the flow with.
    #[uniffi(default = None)]
    pub activation_token: Option<Secret>,
    /// The token of a recovery email, to start the flow with.
    #[uniffi(default = None)]
    pub recovery_token: Option<Secret>,
    /// The state token of a transaction that the server's hosted sign-in page started (`stateToken`, IDX
    /// wire). The flow continues the transaction and ends with a redirect.
    #[uniffi(default = None)]
    pub state_token: Option<Secret>,
    /// A token that identifies this device, sent as the cookie `DT`. 1 to 32 ASCII letters, digits, `-`
    /// or `_`.
    #[uniffi(default = None)]
    pub device_token: Option<Secret>,
    /// The app's name, sent before the library's name in the `User-Agent` header. 1 to 256 printable
    /// ASCII characters.
    #[uniffi(default = None)]
    pub user_agent: Option<String>,
    /// The languages for the server's texts, in the format of the `Accept-Language` header (RFC 9110
    /// section 12.5.4). 1 to 256 printable ASCII characters.
    #[uniffi(default = None)]
    pub accept_language: Option<String>,
    /// Whether the flow ends with the interaction code instead of tokens, so that another system, such
    /// as the app's server, can exchange it. Default: false.
    #[uniffi(default = false)]
    pub stop_at_code: bool,
}

impl FlowConfig {
    /// Creates a configuration with default values for all other settings.
    pub fn new(issuer: &str, client_id: &str, redirect_uri: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            scopes: None,
            client_secret: None,
            state: None,
            acr_values: None,
            login_hint: None,
            max_age_seconds: None,
            activation_token: None,
            recovery_token: None,
            state_token: None,
            device_token: None,
            user_agent: None,
            accept_language: None,
            stop_at_code: false,
        }
    }
}

impl TryFrom<FlowConfig> for idx_flow::FlowConfig {
    type Error = InputError;

    fn try_from(from: FlowConfig) -> Result<Self, InputError> {
        let mut config = Self::new(&from.issuer, from.client_id, from.redirect_uri)?;
        macro_rules! set {
            ($($name:ident)*) => {
                $(if let Some(value) = from.$name {
                    config = config.$name(value);
                })*
            };
        }
        set!(scopes client_secret state acr_values login_hint);
        set!(activation_token recovery_token state_token);
        if let Some(seconds) = from.max_age_seconds {
            config = config.max_age(seconds.unsigned_abs());
        }
        if let Some(token) = from.device_token {
            config = config.device_token(token)?;
        }
        if let Some(name) = from.user_agent {
            config = config.user_agent(name)?;
        }
        if let Some(languages) = from.accept_language {
            config = config.accept_language(languages)?;
        }
        Ok(match from.stop_at_code {
            true => config.stop_at_code(),
            false => config,
        })
    }
}
