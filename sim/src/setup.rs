//! What an org is like, as plain data: its client, its users, its policy.

mod authenticator;
mod captcha;
mod consent;
mod fastpass;
mod otp_token;
mod policy;
mod seconds;
mod tokens;
mod user;
mod webauthn;

pub use authenticator::{AuthenticatorKey, Channel, MethodType};
pub use captcha::{Captcha, CaptchaKind, CaptchaPage};
pub use consent::{Consent, ConsentKind, IdentityVerification};
pub use fastpass::{Answers, ChallengeMethod, FastPass, Listener};
pub use otp_token::{OtpToken, TokenMode};
pub use policy::{
    Bootstrap, ExpiredPassword, IntervalChange, NumberChallenge, OktaVerifyPolicy, PasswordPolicy,
    Policy, ProfileAttribute, RateLimit, Registration, SignIn,
};
pub use tokens::RefreshTokens;
pub use user::{Enrolled, PasswordState, User, UserStatus};
pub use webauthn::{UserVerification, WebauthnPolicy};

use serde::{Deserialize, Serialize};

/// An org to be simulated. `Setup::default()` has one active user, `ada@example.com` with the
/// password `Correct-Horse-1`, and asks for the password alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// The org's base URL, the issuer of the org authorization server: scheme, host and port.
    /// The custom authorization server `default` answers at `{issuer}/oauth2/default`.
    pub issuer: String,
    /// The application's client id.
    pub client_id: String,
    /// Where set, the client is confidential and must present it.
    pub client_secret: Option<String>,
    /// The URIs a client may name at `interact`.
    pub redirect_uris: Vec<String>,
    /// The application's name as people see it.
    pub app_label: String,
    /// Everyone who has an account.
    pub users: Vec<User>,
    /// What is asked of them.
    pub policy: Policy,
    /// Social identity providers offered on the first page.
    pub identity_providers: Vec<IdentityProvider>,
    /// What becomes of a refresh token that is used.
    pub refresh_tokens: RefreshTokens,
    /// Where set, this captcha must be solved on its pages.
    pub captcha: Option<Captcha>,
    /// The org's account at Duo.
    pub duo: Duo,
    /// Every handle, code, token and key comes from this number: same seed, same org.
    pub seed: u64,
}

/// A social identity provider, and what comes of going there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Its kind in Okta's words: `GOOGLE`, `FACEBOOK`, `OIDC`… `X509` is a smart card.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name on the button.
    pub name: String,
    /// The login of the person who comes back from there. `None`: they refuse.
    pub login: Option<String>,
}

/// The org's account at Duo: its Web SDK's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Duo {
    /// Duo's API host for this org.
    pub host: String,
    /// Names the org at Duo (`ikey`).
    pub integration_key: String,
    /// What the org shares with Duo (`skey`).
    pub secret_key: String,
    /// What the org keeps to itself (`akey`).
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
    fn a_setup_goes_to_json_and_back() {
        let setup = Setup::default();
        let json = serde_json::to_string(&setup).unwrap();
        assert_eq!(serde_json::from_str::<Setup>(&json).unwrap(), setup);
    }

    #[test]
    fn what_json_leaves_out_has_its_default() {
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
