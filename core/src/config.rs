//! What a flow is started with.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::InputError;
use crate::issuer::Issuer;
use crate::secret::{Secret, exposed_option};

/// What a flow is started with: checked when it is made, so that starting cannot fail.
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

/// The parts as they are kept in a snapshot.
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

const DEVICE_TOKEN_RULE: &str = "1 to 32 characters of A-Z, a-z, 0-9, - and _";
const TEXT_RULE: &str = "1 to 256 printable ASCII characters";

impl FlowConfig {
    /// A configuration with the scopes `openid` and `profile`.
    ///
    /// `issuer` is `https://{org}` or `https://{org}/oauth2/{id}`; http is taken for loopback alone.
    /// `redirect_uri` is the one registered for the client.
    ///
    /// # Errors
    /// [`InputError::Issuer`] or [`InputError::RedirectUri`] where one of them cannot be used.
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

    /// The scopes to ask for (RFC 6749 section 3.3), instead of `openid profile`.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parts.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The secret of a confidential client. Not for apps: what ships to a device is no secret.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.parts.client_secret = Some(secret.into());
        self
    }

    /// A `state` of the host's own (RFC 6749 section 4.1.1), instead of a random one.
    #[must_use]
    pub fn state(mut self, state: impl Into<Secret>) -> Self {
        self.parts.state = Some(state.into());
        self
    }

    /// The assurance to ask for (OIDC Core section 3.1.2.1, `acr_values`).
    #[must_use]
    pub fn acr_values(mut self, values: impl Into<String>) -> Self {
        self.parts.acr_values = Some(values.into());
        self
    }

    /// The user that is expected (OIDC Core section 3.1.2.1, `login_hint`).
    #[must_use]
    pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
        self.parts.login_hint = Some(hint.into());
        self
    }

    /// How long ago the user may have signed in, in seconds (OIDC Core section 3.1.2.1, `max_age`).
    /// The ID token's `auth_time` is then required and checked.
    #[must_use]
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.parts.max_age = Some(seconds);
        self
    }

    /// Start with the token of an activation mail.
    #[must_use]
    pub fn activation_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.activation_token = Some(token.into());
        self
    }

    /// Start with the token of a recovery mail.
    #[must_use]
    pub fn recovery_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.recovery_token = Some(token.into());
        self
    }

    /// Join a conversation that the server's own page began (`stateToken`, IDX wire): no interact.
    #[must_use]
    pub fn state_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.state_token = Some(token.into());
        self
    }

    /// What recognises this device: sent as the cookie `DT`.
    ///
    /// # Errors
    /// [`InputError::Header`] where it is not 1 to 32 letters, digits, `-` or `_`.
    pub fn device_token(mut self, token: impl Into<Secret>) -> Result<Self, InputError> {
        self.parts.device_token = Some(token.into());
        Self::try_from(self.parts)
    }

    /// What the host calls itself: sent before the library's own name.
    ///
    /// # Errors
    /// [`InputError::Header`] where it is not printable ASCII of 256 characters at most.
    pub fn user_agent(mut self, name: impl Into<String>) -> Result<Self, InputError> {
        self.parts.user_agent = Some(name.into());
        Self::try_from(self.parts)
    }

    /// The user's languages (RFC 9110 section 12.5.4): what the server's texts are written in.
    ///
    /// # Errors
    /// [`InputError::Header`] where it is not printable ASCII of 256 characters at most.
    pub fn accept_language(mut self, languages: impl Into<String>) -> Result<Self, InputError> {
        self.parts.accept_language = Some(languages.into());
        Self::try_from(self.parts)
    }

    /// End with the interaction code rather than with tokens, for a host that hands it on.
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
        let printable = |text: &Option<String>| {
            let is_fine = |text: &String| {
                (1..=256).contains(&text.len()) && text.bytes().all(|b| matches!(b, b' '..=b'~'))
            };
            text.as_ref().is_none_or(is_fine)
        };
        let is_token = |token: &Secret| {
            let text = token.expose();
            let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            (1..=32).contains(&text.len()) && text.bytes().all(plain)
        };
        if !parts.device_token.as_ref().is_none_or(is_token) {
            return Err(InputError::Header {
                name: "the device token",
                rule: DEVICE_TOKEN_RULE,
            });
        }
        if !printable(&parts.user_agent) {
            return Err(InputError::Header {
                name: "the user agent",
                rule: TEXT_RULE,
            });
        }
        if !printable(&parts.accept_language) {
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
    fn nothing_can_be_smuggled_into_a_header() {
        let refused = |result: Result<FlowConfig, InputError>| {
            assert!(matches!(result, Err(InputError::Header { .. })));
        };
        refused(config().user_agent("acme\r\nCookie: x"));
        refused(config().accept_language("de\n"));
        refused(config().device_token("abc; sid=1"));
        refused(config().device_token("a".repeat(33)));
        assert!(config().device_token("a".repeat(32)).is_ok());
    }

    #[test]
    fn a_redirect_uri_is_absolute() {
        let made = FlowConfig::new("https://id.acme.example", "client", "/callback");
        assert_eq!(made.unwrap_err(), InputError::RedirectUri);
    }

    #[test]
    fn secrets_do_not_show() {
        let config = config().client_secret("hunter2").recovery_token("hunter3");
        assert!(!format!("{config:?}").contains("hunter"));
    }
}
