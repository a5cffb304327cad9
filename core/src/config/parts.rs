//! The values of a configuration.

use serde::{Deserialize, Serialize};

use crate::exchange::Header;
use crate::secret::{Secret, exposed_option};

/// The values as a snapshot saves them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Parts {
    pub(super) issuer: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) email_redirect_uri: Option<String>,
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
    #[serde(with = "crate::exchange::header::saved")]
    pub(crate) headers: Vec<Header>,
    pub(crate) omits_origin: bool,
    pub(crate) rp_id: Option<String>,
    pub(crate) skips_password_policy: bool,
}
