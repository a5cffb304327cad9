//! Authenticators.

use std::collections::HashMap;

use idx_flow::{AuthenticatorKey, MethodType};

use crate::password::PasswordPolicy;

/// An authenticator that the user can enroll or has enrolled. The server may omit every property.
#[derive(uniffi::Record)]
pub struct Authenticator {
    /// The server's ID.
    pub id: Option<String>,
    /// The key that identifies the authenticator.
    pub key: Option<AuthenticatorKey>,
    /// The type (`type` on the IDX wire), such as `password`, `email`, `app` or `security_key`.
    pub kind: Option<String>,
    /// The display name, in the language that the server selected.
    pub display_name: Option<String>,
    /// The methods that the authenticator supports.
    pub methods: Vec<MethodType>,
    /// Properties that distinguish enrollments, such as `email`, `phoneNumber` or `deviceName`, as the
    /// server formats them for display.
    pub profile: HashMap<String, String>,
    /// The ID of the user's enrollment.
    pub enrollment_id: Option<String>,
    /// The ID of the WebAuthn credential, base64url-encoded.
    pub credential_id: Option<String>,
    /// The name that the user gave the enrollment.
    pub nickname: Option<String>,
    /// The policy for a new password.
    pub password_policy: Option<PasswordPolicy>,
}

impl From<&idx_flow::Authenticator> for Authenticator {
    fn from(authenticator: &idx_flow::Authenticator) -> Self {
        let profile = authenticator.profile.iter();
        Self {
            id: authenticator.id.clone(),
            key: authenticator.key.clone(),
            kind: authenticator.kind.clone(),
            display_name: authenticator.display_name.clone(),
            methods: authenticator.methods.clone(),
            profile: profile.map(|(k, v)| (k.clone(), v.clone())).collect(),
            enrollment_id: authenticator.enrollment_id.clone(),
            credential_id: authenticator.credential_id.clone(),
            nickname: authenticator.nickname.clone(),
            password_policy: authenticator
                .password_policy
                .as_deref()
                .map(PasswordPolicy::from),
        }
    }
}
