//! The configuration of a flow.

use idx_flow::{ConfigError, Secret};

use crate::exchange::HttpHeader;

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
    /// The redirect URI for links in emails, if the org has a separate one for them.
    #[uniffi(default = None)]
    pub email_redirect_uri: Option<String>,
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
    /// Additional headers of every request to the issuer. Headers that the library or the HTTP
    /// stack sets are rejected.
    #[uniffi(default = [])]
    pub headers: Vec<HttpHeader>,
    /// Whether forms are sent with the header `Origin`, which a server may require for passkeys.
    /// Default: true.
    #[uniffi(default = true)]
    pub sends_origin: bool,
    /// The relying party ID of passkeys and security keys, instead of the one that the server implies:
    /// a domain that the app is associated with.
    #[uniffi(default = None)]
    pub relying_party_id: Option<String>,
    /// Whether a new password is checked against the password policy before it is sent. Default: true.
    #[uniffi(default = true)]
    pub checks_password_policy: bool,
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
            email_redirect_uri: None,
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
            headers: Vec::new(),
            sends_origin: true,
            relying_party_id: None,
            checks_password_policy: true,
            stop_at_code: false,
        }
    }
}

impl TryFrom<FlowConfig> for idx_flow::FlowConfig {
    type Error = ConfigError;

    fn try_from(from: FlowConfig) -> Result<Self, ConfigError> {
        let mut config = Self::new(&from.issuer, from.client_id, from.redirect_uri)?;
        macro_rules! set {
            ($($name:ident: $with:ident,)*) => {
                $(if let Some(value) = from.$name {
                    config = config.$with(value);
                })*
            };
        }
        macro_rules! try_set {
            ($($name:ident: $with:ident,)*) => {
                $(if let Some(value) = from.$name {
                    config = config.$with(value)?;
                })*
            };
        }
        set! {
            scopes: with_scopes,
            client_secret: with_client_secret,
            acr_values: with_acr_values,
            login_hint: with_login_hint,
            activation_token: with_activation_token,
            recovery_token: with_recovery_token,
            state_token: with_state_token,
        }
        try_set! {
            email_redirect_uri: with_email_redirect_uri,
            state: with_state,
            device_token: with_device_token,
            user_agent: with_user_agent,
            accept_language: with_accept_language,
            relying_party_id: with_relying_party_id,
        }
        if let Some(seconds) = from.max_age_seconds {
            config = config.with_max_age(seconds.unsigned_abs());
        }
        for header in from.headers {
            config = config.with_header(header.name, header.value.expose())?;
        }
        if !from.sends_origin {
            config = config.without_origin();
        }
        if !from.checks_password_policy {
            config = config.without_password_policy();
        }
        Ok(match from.stop_at_code {
            true => config.stop_at_code(),
            false => config,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_reaches_the_engine() {
        let config = FlowConfig {
            issuer: "https://id.acme.example".to_owned(),
            client_id: "client".to_owned(),
            redirect_uri: "app:/callback".to_owned(),
            email_redirect_uri: Some("app:/email".to_owned()),
            scopes: Some(vec!["email".to_owned()]),
            client_secret: Some("secret".into()),
            state: Some("state".into()),
            acr_values: Some("acr".to_owned()),
            login_hint: Some("ada".to_owned()),
            max_age_seconds: Some(60),
            activation_token: Some("activation".into()),
            recovery_token: Some("recovery".into()),
            state_token: Some("state-token".into()),
            device_token: Some("device".into()),
            user_agent: Some("Acme/2".to_owned()),
            accept_language: Some("de".to_owned()),
            headers: vec![HttpHeader {
                name: "X-Forwarded-For".to_owned(),
                value: "203.0.113.7".into(),
            }],
            sends_origin: false,
            relying_party_id: Some("acme.example".to_owned()),
            checks_password_policy: false,
            stop_at_code: true,
        };
        let config = idx_flow::FlowConfig::try_from(config).unwrap();
        assert_eq!(config.issuer(), "https://id.acme.example");
        assert_eq!(config.client_id(), "client");
        assert_eq!(config.redirect_uri(), "app:/callback");
        assert_eq!(config.email_redirect_uri(), Some("app:/email"));
        assert_eq!(config.scopes(), ["email"]);
        assert_eq!(config.client_secret(), Some(&"secret".into()));
        assert_eq!(config.state(), Some(&"state".into()));
        assert_eq!(config.acr_values(), Some("acr"));
        assert_eq!(config.login_hint(), Some("ada"));
        assert_eq!(config.max_age(), Some(60));
        assert_eq!(config.activation_token(), Some(&"activation".into()));
        assert_eq!(config.recovery_token(), Some(&"recovery".into()));
        assert_eq!(config.state_token(), Some(&"state-token".into()));
        assert_eq!(config.device_token(), Some(&"device".into()));
        assert_eq!(config.user_agent(), Some("Acme/2"));
        assert_eq!(config.accept_language(), Some("de"));
        let header = idx_flow::Header::new("X-Forwarded-For", "203.0.113.7");
        assert_eq!(config.headers(), [header]);
        assert!(!config.sends_origin());
        assert_eq!(config.relying_party_id(), Some("acme.example"));
        assert!(!config.checks_password_policy());
        assert!(config.stops_at_code());
    }

    #[test]
    fn the_defaults_are_those_of_the_engine() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
        let config = idx_flow::FlowConfig::try_from(config);
        let expected =
            idx_flow::FlowConfig::new("https://id.acme.example", "client", "app:/callback");
        assert_eq!(config, expected);
    }
}
