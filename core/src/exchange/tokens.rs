//! The response of the token endpoint.

use std::time::Duration;

use crate::failure::FailureDetail;
use crate::secret::Secret;
use crate::wire::json::Json;

/// A token response (RFC 6749 section 5.1). Nothing in it is validated yet.
pub(crate) struct TokenResponse {
    access_token: Option<Secret>,
    pub(crate) token_type: Option<String>,
    pub(crate) expires_in: Option<Duration>,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) refresh_token: Option<Secret>,
    pub(crate) id_token: Option<Secret>,
    pub(crate) device_secret: Option<Secret>,
}

impl TokenResponse {
    /// The access token.
    pub(crate) fn access_token(&self) -> Result<Secret, FailureDetail> {
        let token = self.access_token.clone();
        let token = token.filter(|token| !token.is_empty());
        token.ok_or_else(|| FailureDetail::claim("access_token"))
    }

    pub(crate) fn read(json: &Json<'_>) -> Self {
        let secret = |key: &str| json.text(key).map(Secret::from);
        let seconds = json
            .integer("expires_in")
            .and_then(|seconds| u32::try_from(seconds).ok());
        Self {
            access_token: secret("access_token"),
            token_type: json.text("token_type"),
            expires_in: seconds.map(|seconds| Duration::from_secs(seconds.into())),
            scopes: json
                .str("scope")
                .map(|scope| scope.split_whitespace().map(str::to_owned).collect()),
            refresh_token: secret("refresh_token"),
            id_token: secret("id_token"),
            device_secret: secret("device_secret"),
        }
    }
}
