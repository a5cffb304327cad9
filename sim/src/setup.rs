//! The setup of an org as plain data: client, users and policy.

mod authenticator;
mod captcha;
mod consent;
mod fastpass;
mod limits;
mod okta_verify;
mod otp_token;
mod policy;
mod seconds;
mod tokens;
mod user;
mod webauthn;

pub use authenticator::{AuthenticatorKey, Channel, MethodType};
pub use captcha::{Captcha, CaptchaKind, CaptchaPage};
pub use consent::{Consent, ConsentKind, IdentityVerification};
pub use fastpass::{ChallengeMethod, FastPass, ListenerResponse, LoopbackListener};
pub use limits::{CodeLimit, Lockout, RateLimit, ResendLimit};
pub use okta_verify::{Bootstrap, NumberChallenge, OktaVerifyPolicy};
pub use otp_token::{OtpToken, TokenMode};
pub use policy::{
    ExpiredPassword, IntervalChange, PasswordPolicy, Policy, ProfileAttribute, Registration, SignIn,
};
pub use tokens::RefreshTokens;
pub use user::{Enrolled, PasswordState, User, UserStatus};
pub use webauthn::{UserVerification, WebauthnPolicy};

use serde::{Deserialize, Serialize};

/// The setup of a simulated org. The default has one active user, `ada@example.com` with the
/// password `Correct-Horse-1`, and requires only the password.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// The org's base URL: scheme, host and port. It is the issuer of the org authorization server.
    /// The issuer of the custom authorization server `default` is `{issuer}/oauth2/default`.
    pub issuer: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret, which makes it a confidential client.
    pub client_secret: Option<String>,
    /// The client's registered redirect URIs.
    pub redirect_uris: Vec<String>,
    /// The URI that magic links redirect to, in every browser, with the code and the client's state.
    /// If `None`, the link redirects to the redirect URI of the sign-in, in the same browser only.
    pub email_callback_uri: Option<String>,
    /// The display name of the application.
    pub app_label: String,
    /// The users.
    pub users: Vec<User>,
    /// The policy that sign-ins must satisfy.
    pub policy: Policy,
    /// The identity providers that are offered at the first step.
    pub identity_providers: Vec<IdentityProvider>,
    /// The handling of refresh tokens.
    pub refresh_tokens: RefreshTokens,
    /// The captcha that must be solved on its pages.
    pub captcha: Option<Captcha>,
    /// The org's account at Duo.
    pub duo: Duo,
    /// The seed of all handles, codes, tokens and ids. The same seed results in the same values.
    pub seed: u64,
}

/// An identity provider, and the result of a sign-in there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Okta's type of the provider, such as `GOOGLE`, `FACEBOOK` or `OIDC`. `X509` is a smart card.
    #[serde(rename = "type")]
    pub kind: String,
    /// The display name.
    pub name: String,
    /// The login of the user who signs in there, or `None` if the user denies access.
    pub login: Option<String>,
}

/// The org's account at Duo: the keys of the Web SDK.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Duo {
    /// Duo's API host for this org.
    pub host: String,
    /// The integration key (`ikey`), which identifies the org at Duo.
    pub integration_key: String,
    /// The secret key (`skey`), which the org shares with Duo.
    pub secret_key: String,
    /// The application key (`akey`), which only the org knows.
    pub application_key: String,
}

impl Default for Duo {
    fn default() -> Self {
        Self {
            host: "api-51c9d2e7.duosecurity.example".to_owned(),
            integration_key: "DI7Q2M8XW4TBK0ZR5VNC".to_owned(),
            secret_key: "shared with Duo: 0d41c7b9e2f65a83".to_owned(),
            application_key: "the org's own: 6b20f8d3915ce74a".to_owned(),
        }
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            issuer: "https://org.example.com".to_owned(),
            client_id: "0oa1simulatedclient7".to_owned(),
            client_secret: None,
            redirect_uris: vec!["com.example.app:/callback".to_owned()],
            email_callback_uri: None,
            app_label: "Example App".to_owned(),
            users: vec![User::default()],
            policy: Policy::default(),
            identity_providers: Vec::new(),
            refresh_tokens: RefreshTokens::default(),
            captcha: None,
            duo: Duo::default(),
            seed: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setup_survives_a_json_round_trip() {
        let setup = Setup::default();
        let json = serde_json::to_string(&setup).unwrap();
        assert_eq!(serde_json::from_str::<Setup>(&json).unwrap(), setup);
    }

    #[test]
    fn missing_members_have_their_defaults() {
        let setup: Setup = serde_json::from_str(r#"{"seed": 7}"#).unwrap();
        assert_eq!(
            setup,
            Setup {
                seed: 7,
                ..Setup::default()
            }
        );
    }
}
