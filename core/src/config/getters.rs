//! Reads the values of a configuration.

use super::FlowConfig;
use crate::exchange::Header;
use crate::secret::Secret;

impl FlowConfig {
    /// The issuer, as passed to [`FlowConfig::new`].
    pub fn issuer(&self) -> &str {
        &self.parts.issuer
    }

    /// The client id.
    pub fn client_id(&self) -> &str {
        &self.parts.client_id
    }

    /// The redirect URI.
    pub fn redirect_uri(&self) -> &str {
        &self.parts.redirect_uri
    }

    /// See [`with_email_redirect_uri`](FlowConfig::with_email_redirect_uri).
    pub fn email_redirect_uri(&self) -> Option<&str> {
        self.parts.email_redirect_uri.as_deref()
    }

    /// See [`with_scopes`](FlowConfig::with_scopes).
    pub fn scopes(&self) -> &[String] {
        &self.parts.scopes
    }

    /// See [`with_client_secret`](FlowConfig::with_client_secret).
    pub fn client_secret(&self) -> Option<&Secret> {
        self.parts.client_secret.as_ref()
    }

    /// See [`with_state`](FlowConfig::with_state).
    pub fn state(&self) -> Option<&Secret> {
        self.parts.state.as_ref()
    }

    /// See [`with_acr_values`](FlowConfig::with_acr_values).
    pub fn acr_values(&self) -> Option<&str> {
        self.parts.acr_values.as_deref()
    }

    /// See [`with_login_hint`](FlowConfig::with_login_hint).
    pub fn login_hint(&self) -> Option<&str> {
        self.parts.login_hint.as_deref()
    }

    /// See [`with_max_age`](FlowConfig::with_max_age).
    pub fn max_age(&self) -> Option<u32> {
        self.parts.max_age
    }

    /// See [`with_activation_token`](FlowConfig::with_activation_token).
    pub fn activation_token(&self) -> Option<&Secret> {
        self.parts.activation_token.as_ref()
    }

    /// See [`with_recovery_token`](FlowConfig::with_recovery_token).
    pub fn recovery_token(&self) -> Option<&Secret> {
        self.parts.recovery_token.as_ref()
    }

    /// See [`with_state_token`](FlowConfig::with_state_token).
    pub fn state_token(&self) -> Option<&Secret> {
        self.parts.state_token.as_ref()
    }

    /// See [`with_device_token`](FlowConfig::with_device_token).
    pub fn device_token(&self) -> Option<&Secret> {
        self.parts.device_token.as_ref()
    }

    /// See [`with_user_agent`](FlowConfig::with_user_agent).
    pub fn user_agent(&self) -> Option<&str> {
        self.parts.user_agent.as_deref()
    }

    /// See [`with_accept_language`](FlowConfig::with_accept_language).
    pub fn accept_language(&self) -> Option<&str> {
        self.parts.accept_language.as_deref()
    }

    /// See [`with_header`](FlowConfig::with_header).
    pub fn headers(&self) -> &[Header] {
        &self.parts.headers
    }

    /// See [`without_origin`](FlowConfig::without_origin).
    pub fn sends_origin(&self) -> bool {
        !self.parts.omits_origin
    }

    /// See [`with_relying_party_id`](FlowConfig::with_relying_party_id).
    pub fn relying_party_id(&self) -> Option<&str> {
        self.parts.rp_id.as_deref()
    }

    /// See [`without_password_policy`](FlowConfig::without_password_policy).
    pub fn checks_password_policy(&self) -> bool {
        !self.parts.skips_password_policy
    }

    /// See [`stop_at_code`](FlowConfig::stop_at_code).
    pub fn stops_at_code(&self) -> bool {
        self.parts.stop_at_code
    }
}
