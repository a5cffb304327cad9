//! The configuration of a flow.

mod checks;
mod getters;
mod parts;

pub(crate) use self::parts::Parts;
use crate::error::ConfigError;
use crate::exchange::Header;
use crate::issuer::Issuer;
use crate::secret::Secret;

/// The configuration of a flow. Values are checked as they are set, so [`Flow::start`] cannot fail.
///
/// [`Flow::start`]: crate::Flow::start
///
/// ```
/// use idx_flow::FlowConfig;
///
/// let config = FlowConfig::new("https://id.acme.example", "0oa1client", "com.acme.app:/callback")?
///     .with_scopes(["openid", "profile", "offline_access"])
///     .with_accept_language("de-CH")?;
/// # Ok::<(), idx_flow::ConfigError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FlowConfig {
    pub(crate) issuer: Issuer,
    pub(crate) parts: Parts,
}

impl FlowConfig {
    /// Creates a configuration with the scopes `openid` and `profile`.
    ///
    /// `issuer` is `https://{org}` or `https://{org}/oauth2/{authorization server id}`. http is
    /// accepted for loopback only. `redirect_uri` is a redirect URI that is registered for the client.
    ///
    /// # Errors
    /// [`ConfigError::Issuer`] or [`ConfigError::RedirectUri`] if that value is invalid.
    pub fn new(
        issuer: &str,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        Self::try_from(Parts {
            issuer: issuer.to_owned(),
            client_id: client_id.into(),
            redirect_uri: redirect_uri.into(),
            scopes: vec!["openid".into(), "profile".into()],
            ..Parts::default()
        })
    }

    /// Sets the scopes to request (RFC 6749 section 3.3). The default is `openid profile`. Without
    /// scopes, the server uses the default scopes of the client.
    #[must_use]
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parts.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the secret of a confidential client. Do not use it in an app that ships to users'
    /// devices: the secret can be extracted from it.
    #[must_use]
    pub fn with_client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.parts.client_secret = Some(secret.into());
        self
    }

    /// Sets the `state` parameter (RFC 6749 section 4.1.1). The default is a random value.
    ///
    /// # Errors
    /// [`ConfigError::State`] if it is empty.
    pub fn with_state(mut self, state: impl Into<Secret>) -> Result<Self, ConfigError> {
        self.parts.state = Some(state.into());
        Self::try_from(self.parts)
    }

    /// Sets the requested level of assurance (`acr_values`, OpenID Connect Core section 3.1.2.1).
    #[must_use]
    pub fn with_acr_values(mut self, values: impl Into<String>) -> Self {
        self.parts.acr_values = Some(values.into());
        self
    }

    /// Sets the login of the expected user (`login_hint`, OpenID Connect Core section 3.1.2.1).
    #[must_use]
    pub fn with_login_hint(mut self, hint: impl Into<String>) -> Self {
        self.parts.login_hint = Some(hint.into());
        self
    }

    /// Sets the maximum time since the user's last sign-in, in seconds (`max_age`, OpenID Connect Core
    /// section 3.1.2.1). The ID token's `auth_time` is then required and checked.
    #[must_use]
    pub fn with_max_age(mut self, seconds: u32) -> Self {
        self.parts.max_age = Some(seconds);
        self
    }

    /// Starts the flow with the token of an activation email.
    #[must_use]
    pub fn with_activation_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.activation_token = Some(token.into());
        self
    }

    /// Starts the flow with the token of a recovery email.
    #[must_use]
    pub fn with_recovery_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.recovery_token = Some(token.into());
        self
    }

    /// Continues a transaction that the server's hosted sign-in page started (`stateToken`, IDX wire).
    /// The flow skips `interact`, and ends with an [`Action::Redirect`](crate::Action::Redirect).
    #[must_use]
    pub fn with_state_token(mut self, token: impl Into<Secret>) -> Self {
        self.parts.state_token = Some(token.into());
        self
    }

    /// Sets the token by which the server recognizes this device. It is sent as the cookie `DT`.
    ///
    /// # Errors
    /// [`ConfigError::Header`] if it is not 1 to 32 ASCII letters, digits, `-` or `_`.
    pub fn with_device_token(mut self, token: impl Into<Secret>) -> Result<Self, ConfigError> {
        self.parts.device_token = Some(token.into());
        Self::try_from(self.parts)
    }

    /// Sets the name of the host, for the `User-Agent` header. The library's name and version are
    /// appended.
    ///
    /// # Errors
    /// [`ConfigError::Header`] if it is not 1 to 256 printable ASCII characters.
    pub fn with_user_agent(mut self, name: impl Into<String>) -> Result<Self, ConfigError> {
        self.parts.user_agent = Some(name.into());
        Self::try_from(self.parts)
    }

    /// Sets the user's preferred languages (`Accept-Language`, RFC 9110 section 12.5.4). The server
    /// writes its texts in one of them.
    ///
    /// # Errors
    /// [`ConfigError::Header`] if it is not 1 to 256 printable ASCII characters.
    pub fn with_accept_language(
        mut self,
        languages: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        self.parts.accept_language = Some(languages.into());
        Self::try_from(self.parts)
    }

    /// Adds a redirect URI for the links in emails, if the client has a separate one for them ("callback
    /// URI" in the org's settings for email verification). [`Flow::handle_redirect`] accepts both.
    ///
    /// [`Flow::handle_redirect`]: crate::Flow::handle_redirect
    ///
    /// # Errors
    /// [`ConfigError::RedirectUri`] if it is not an absolute URI, has a fragment, or has a scheme such as
    /// `javascript`.
    pub fn with_email_redirect_uri(mut self, uri: impl Into<String>) -> Result<Self, ConfigError> {
        self.parts.email_redirect_uri = Some(uri.into());
        Self::try_from(self.parts)
    }

    /// Adds a header to every request to the issuer, such as `X-Forwarded-For` with the user's address
    /// if the flow runs on a server. A header with the same name is replaced.
    ///
    /// # Errors
    /// [`ConfigError::Header`] if the name is not 1 to 64 letters, digits, `-` or `_`, or the value is
    /// not 1 to 256 printable ASCII characters. [`ConfigError::ReservedHeader`] if the library or the
    /// HTTP stack sets this header, such as `Cookie` or `Origin`.
    pub fn with_header(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        let header = Header::new(name, value);
        let is_other = |other: &Header| !other.name.eq_ignore_ascii_case(&header.name);
        self.parts.headers.retain(is_other);
        self.parts.headers.push(header);
        Self::try_from(self.parts)
    }

    /// Omits the header `Origin`. Otherwise, forms are sent with the issuer's origin, as in a browser.
    /// A server may require it for passkeys.
    #[must_use]
    pub fn without_origin(mut self) -> Self {
        self.parts.omits_origin = true;
        self
    }

    /// Sets the relying party id of passkeys and security keys, instead of the one that the server's
    /// response implies. It must be a domain that the app is associated with (Web Authentication Level
    /// 3, section 5.1).
    ///
    /// # Errors
    /// [`ConfigError::RelyingPartyId`] if it is not a host name.
    pub fn with_relying_party_id(mut self, id: impl Into<String>) -> Result<Self, ConfigError> {
        self.parts.rp_id = Some(id.into());
        Self::try_from(self.parts)
    }

    /// Sends a new password even if it breaks a rule of the password policy. Otherwise, such an answer
    /// is an error, because the server would reject it.
    #[must_use]
    pub fn without_password_policy(mut self) -> Self {
        self.parts.skips_password_policy = true;
        self
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
    type Error = ConfigError;

    fn try_from(parts: Parts) -> Result<Self, ConfigError> {
        let issuer = Issuer::parse(&parts.issuer)?;
        checks::check(&parts)?;
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

    #[test]
    fn debug_omits_secrets() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let config = config
            .with_client_secret("hunter2")
            .with_recovery_token("hunter3")
            .with_header("X-Device-Token", "hunter4")
            .unwrap();
        assert!(!format!("{config:?}").contains("hunter"));
    }

    #[test]
    fn a_header_replaces_one_with_the_same_name() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
        let config = config.with_header("X-Forwarded-For", "203.0.113.7");
        let config = config
            .unwrap()
            .with_header("x-forwarded-for", "203.0.113.8");
        let headers = config.unwrap().headers().to_vec();
        assert_eq!(headers, [Header::new("x-forwarded-for", "203.0.113.8")]);
    }
}
