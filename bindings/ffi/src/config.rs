//! What a flow is started with.

use idx_flow::{InputError, Secret};

/// What a flow is started with. It is checked when a flow starts.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct FlowConfig {
    /// `https://{org}` or `https://{org}/oauth2/{id}`; http is taken for loopback alone.
    pub issuer: String,
    /// The client's id.
    pub client_id: String,
    /// The redirect URI that is registered for the client.
    pub redirect_uri: String,
    /// The scopes to ask for (RFC 6749 section 3.3); `openid profile` where this is left out.
    #[uniffi(default = None)]
    pub scopes: Option<Vec<String>>,
    /// The secret of a confidential client. Not for apps: what ships to a device is no secret.
    #[uniffi(default = None)]
    pub client_secret: Option<Secret>,
    /// A `state` of the host's own (RFC 6749 section 4.1.1), instead of a random one.
    #[uniffi(default = None)]
    pub state: Option<Secret>,
    /// The assurance to ask for (OIDC Core section 3.1.2.1, `acr_values`).
    #[uniffi(default = None)]
    pub acr_values: Option<String>,
    /// The user that is expected (OIDC Core section 3.1.2.1, `login_hint`).
    #[uniffi(default = None)]
    pub login_hint: Option<String>,
    /// How long ago the user may have signed in, in seconds (OIDC Core section 3.1.2.1, `max_age`).
    #[uniffi(default = None)]
    pub max_age_seconds: Option<i32>,
    /// Start with the token of an activation mail.
    #[uniffi(default = None)]
    pub activation_token: Option<Secret>,
    /// Start with the token of a recovery mail.
    #[uniffi(default = None)]
    pub recovery_token: Option<Secret>,
    /// Join a conversation that the server's own page began (`stateToken`, IDX wire).
    #[uniffi(default = None)]
    pub state_token: Option<Secret>,
    /// What recognises this device: sent as the cookie `DT`. 1 to 32 letters, digits, `-` or `_`.
    #[uniffi(default = None)]
    pub device_token: Option<Secret>,
    /// What the host calls itself: sent before the library's own name. Printable ASCII, at most 256.
    #[uniffi(default = None)]
    pub user_agent: Option<String>,
    /// The user's languages (RFC 9110 section 12.5.4): what the server's texts are written in.
    #[uniffi(default = None)]
    pub accept_language: Option<String>,
    /// End with the interaction code rather than with tokens, for a host that hands it on.
    #[uniffi(default = false)]
    pub stop_at_code: bool,
}

impl FlowConfig {
    /// A configuration in which everything else has its default.
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
        set!(scopes client_secret state acr_values login_hint activation_token recovery_token state_token);
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
