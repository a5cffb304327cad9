//! Authenticators: listed, enrolled, or the one at hand.

use std::collections::HashMap;

use idx_flow::{AuthenticatorKey, MethodType};

use crate::password::PasswordPolicy;

/// An authenticator. Everything is optional on the wire.
#[derive(uniffi::Record)]
pub struct Authenticator {
    /// The server's id.
    pub id: Option<String>,
    /// Which one it is.
    pub key: Option<AuthenticatorKey>,
    /// The wire's `type`: `password`, `email`, `app`, `security_key`…
    pub kind: Option<String>,
    /// The name to show, in the language that the server chose.
    pub display_name: Option<String>,
    /// How it can be used.
    pub methods: Vec<MethodType>,
    /// What tells one enrollment from another: `email`, `phoneNumber`, `deviceName`… as shown.
    pub profile: HashMap<String, String>,
    /// The id of the user's enrollment.
    pub enrollment_id: Option<String>,
    /// The id of a WebAuthn credential (base64url).
    pub credential_id: Option<String>,
    /// The user's name for it.
    pub nickname: Option<String>,
    /// What a new password has to satisfy.
    pub password_policy: Option<PasswordPolicy>,
}

impl From<&idx_flow::Authenticator> for Authenticator {
    fn from(one: &idx_flow::Authenticator) -> Self {
        let profile = one.profile.iter();
        Self {
            id: one.id.clone(),
            key: one.key.clone(),
            kind: one.kind.clone(),
            display_name: one.display_name.clone(),
            methods: one.methods.clone(),
            profile: profile.map(|(k, v)| (k.clone(), v.clone())).collect(),
            enrollment_id: one.enrollment_id.clone(),
            credential_id: one.credential_id.clone(),
            nickname: one.nickname.clone(),
            password_policy: one.password_policy.as_deref().map(PasswordPolicy::from),
        }
    }
}
