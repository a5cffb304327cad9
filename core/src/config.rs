//! The configuration of a flow.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::InputError;
use crate::issuer::Issuer;
use crate::secret::{Secret, exposed_option};

/// The configuration of a flow. Values are checked as they are set, so [`Flow::start`] cannot fail.
///
/// [`Flow::start`]: crate::Flow::start
///
/// ```
/// use idx_flow::FlowConfig;
///
/// let config = FlowConfig::new("https://id.acme.example", "0oa1client", "com.acme.app:/callback")?
///     .scopes(["openid", "profile", "offline_access"])
///     .accept_language("de-CH")?;
/// # Ok::<(), idx_flow::InputError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct FlowConfig {
    pub(crate) issuer: Issuer,
    pub(crate) parts: Parts,
}

/// The values as a snapshot saves them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Parts {
    issuer: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    #[serde(with = "exposed_option")]
    pub(crate) client_secret: Option<Secret>,
    #[serde(with = "exposed_option")]
    pub(crate) state: Option<Secret>,
    pub(crate) acr_values: Option<String>,
    pub(crate) login_hint: Option<String>,
    pub(crate) max_age: Option<u32>,
    #[serde(with = "exposed_option")]
    pub(crate) activation_token: Option<Secret>,
    #[serde(with = "exposed_option")]
    pub(crate) recovery_token: Option<Secret>,
    #[serde(with = "exposed_option")]
    pub(crate) state_token: Option<Secret>,
    #[serde(with = "exposed_option")]
    pub(crate) device_token: Option<Secret>,
    pub(crate) user_agent: Option<String>,
    pub(crate) accept_language: Option<String>,
    pub(crate) stop_at_code: bool,
}

const DEVICE_TOKEN_RULE: &str = "1 to 32 characters from A-Z, a-z, 0-9, - and _";
const TEXT_RULE: &str = "1 to 256 printable ASCII characters";

impl FlowConfig {
    /// Creates a configuration with the scopes `openid` and `profile`.
    ///
    /// `issuer` is `https://{org}` or `https://{org}/oauth2/{authorization server id}`. http is
    /// accepted for loopback only. `redirect_uri` is a redirect URI that is registered for the client.
    ///
    /// # Errors
    /// [`InputError::Issuer`] or [`InputError::RedirectUri`] if that value is invalid.
    pub fn new(
        issuer: &str,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Result<Self, InputError> {
        Self::try_from(Parts {
            issuer: issuer.to_owned(),
            client_id: client_id.into(),
            redirect_uri: redirect_uri.into(),
            scopes: vec!["openid".into(), "profile".into()],
            ..Parts::default()
        })
    }

    /// Sets the scopes to request (RFC 6749 section 3.3). The default is `openid profile`.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parts.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the secret of a confidential client. Do not use it in an app that ships to users'
    /// devices: the secret can be extracted from it.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.parts.client_secret = Some(secret.into());
        self
    }

    /// Sets the `state` parameter (RFC 6749 section 4.1.1). The default is a random value.
    #[must_use]
    pub fn state(mut self, state: impl Into<Secret>) -> Self {
        self.parts.state = Some(state.into());
        self
    }

    /// Sets the requested level of assurance (`acr_values`, OpenID Connect Core section 3.1.2.1).
    #[must_use]
    pub fn acr_values(mut self, values: impl Into<String>) -> Self {
        self.parts.acr_values = Some(values.into());
        self
    }

    /// Sets the login of the expected user (`login_hint`, OpenID Connect Core section 3.1.2.1).
    #[must_use]
    pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
        self.parts.login_hint = Some(hint.into());
        self
    }

    /// Sets the maximum time since the user's last sign-in, in seconds (`max_age`, OpenID Connect Core
    /// section 3.1.2.1). The ID token's `auth_time` is then required and checked.
    #[must_use]
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.parts.max_age = Some(seconds);
        self
    }

    /// Starts the flow with the token of an activation email.
    #[must_use]
    pub fn activation_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.activation_token = Some(token.into());
        self
    }

    /// Starts the flow with the token of a recovery email.
    #[must_use]
    pub fn recovery_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.recovery_token = Some(token.into());
        self
    }

    /// Continues a transaction that the server's hosted sign-in page started (`stateToken`, IDX wire).
    /// The flow skips `interact`, and ends with an [`Action::Redirect`](crate::Action::Redirect).
    #[must_use]
    pub fn state_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.state_token = Some(token.into());
        self
    }

    /// Sets the token by which the server recognizes this device. It is sent as the cookie `DT`.
    ///
    /// # Errors
    /// [`InputError::Header`] if it is not 1 to 32 ASCII letters, digits, `-` or `_`.
    pub fn device_token(mut self, token: impl Into<Secret>) -> Result<Self, InputError> {
        self.parts.device_token = Some(token.into());
        Self::try_from(self.parts)
    }

    /// Sets the name of the host, for the `User-Agent` header. The library's name and version are
    /// appended.
    ///
    /// # Errors
    /// [`InputError::Header`] if it is not 1 to 256 printable ASCII characters.
    pub fn user_agent(mut self, name: impl Into<String>) -> Result<Self, InputError> {
        self.parts.user_agent = Some(name.into());
        Self::try_from(self.parts)
    }

    /// Sets the user's preferred languages (`Accept-Language`, RFC 9110 section 12.5.4). The server
    /// writes its texts in one of them.
    ///
    /// # Errors
    /// [`InputError::Header`] if it is not 1 to 256 printable ASCII characters.
    pub fn accept_language(mut self, languages: impl Into<String>) -> Result<Self, InputError> {
        self.parts.accept_language = Some(languages.into());
        Self::try_from(self.parts)
    }

    /// Ends the flow with the interaction code instead of tokens, for a host that passes the code to
    /// another server.
    #[must_use]
    pub fn stop_at_code(mut self) -> Self {
        self.parts.stop_at_code = true;
        self
    }
}

impl TryFrom<Parts> for FlowConfig {
    type Error = InputError;

    fn try_from(parts: Parts) -> Result<Self, InputError> {
        let issuer = Issuer::parse(&parts.issuer)?;
        Url::parse(&parts.redirect_uri).map_err(|_| InputError::RedirectUri)?;
        let is_printable = |text: &Option<String>| {
            let is_printable = |text: &String| {
                (1..=256).contains(&text.len()) && text.bytes().all(|b| matches!(b, b' '..=b'~'))
            };
            text.as_ref().is_none_or(is_printable)
        };
        let is_device_token = |token: &Secret| {
            let text = token.expose();
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            (1..=32).contains(&text.len()) && text.bytes().all(is_plain)
        };
        if !parts.device_token.as_ref().is_none_or(is_device_token) {
            return Err(InputError::Header {
                name: "the device token",
                rule: DEVICE_TOKEN_RULE,
            });
        }
        if !is_printable(&parts.user_agent) {
            return Err(InputError::Header {
                name: "the user agent",
                rule: TEXT_RULE,
            });
        }
        if !is_printable(&parts.accept_language) {
            return Err(InputError::Header {
                name: "the accepted languages",
                rule: TEXT_RULE,
            });
        }
        Ok(Self { issuer, parts })
    }
}

impl From<FlowConfig> for Parts {
    fn from(config: FlowConfig) -> Self {
        config.parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> FlowConfig {
        FlowConfig::new(
            "https://id.acme.example",
            "client",
            "com.acme.app:/callback",
        )
        .unwrap()
    }

    #[test]
    fn a_value_that_would_break_a_header_is_rejected() {
        let assert_rejected = |result: Result<FlowConfig, InputError>| {
            assert!(matches!(result, Err(InputError::Header { .. })));
        };
        assert_rejected(config().user_agent("acme\r\nCookie: x"));
        assert_rejected(config().accept_language("de\n"));
        assert_rejected(config().device_token("abc; sid=1"));
        assert_rejected(config().device_token("a".repeat(33)));
        assert!(config().device_token("a".repeat(32)).is_ok());
    }

    #[test]
    fn a_relative_redirect_uri_is_rejected() {
        let result = FlowConfig::new("https://id.acme.example", "client", "/callback");
        assert_eq!(result.unwrap_err(), InputError::RedirectUri);
    }

    #[test]
    fn debug_omits_secrets() {
        let config = config().client_secret("hunter2").recovery_token("hunter3");
        assert!(!format!("{config:?}").contains("hunter"));
    }
}
