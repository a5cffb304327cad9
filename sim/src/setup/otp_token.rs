//! Tokens that generate one-time codes.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::authenticator::AuthenticatorKey;

/// A token that a user has, such as a YubiKey, a VIP credential or a SecurID token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtpToken {
    /// The authenticator: `yubikey_token`, `symantec_vip`, `rsa_token`, `onprem_mfa` or
    /// `custom_otp`.
    pub key: AuthenticatorKey,
    /// The token's id: a YubiKey's public id (12 letters, the prefix of each code), a VIP
    /// credential id, or the username at the SecurID server. For `custom_otp` it can be any text.
    pub id: String,
    /// The secret in hexadecimal digits. A YubiKey's secret is its private id (6 bytes) and its AES
    /// key (16 bytes). The secret of any other token is an HMAC key.
    pub secret: String,
    /// The PIN before the code (RSA SecurID and on-premises MFA).
    #[serde(default)]
    pub pin: Option<String>,
    /// The value that the SecurID server asks for after the next correct passcode.
    #[serde(default)]
    pub mode: TokenMode,
    /// Whether the token is enrolled from the start. Only an administrator can enroll `custom_otp`.
    #[serde(default)]
    pub enrolled: bool,
}

/// The value that a SecurID server asks for after a passcode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenMode {
    /// None.
    #[default]
    Ordinary,
    /// The next code, as after three wrong passcodes.
    NextToken,
    /// A new PIN, and a passcode with it.
    NewPin,
}

impl OtpToken {
    /// Creates a token for this authenticator that is not enrolled yet.
    pub fn new(key: AuthenticatorKey) -> Self {
        let id = match key {
            AuthenticatorKey::YubikeyToken => "vvccccbtnjdk",
            AuthenticatorKey::SymantecVip => "VSST48270316",
            _ => "ada.lovelace",
        };
        let secret = match key {
            AuthenticatorKey::YubikeyToken => "a7c1f2900d3e5b8822d94f60c7ae13b5918e42d07f6c",
            _ => "9f1c27e85ab3440d6e72c8b01945fad3607b8e2c",
        };
        Self {
            key,
            id: id.to_owned(),
            secret: secret.to_owned(),
            pin: None,
            mode: TokenMode::Ordinary,
            enrolled: false,
        }
    }

    /// Returns why the token is not valid.
    fn problem(&self) -> Option<&'static str> {
        let secret = &self.secret;
        let is_hex =
            secret.bytes().all(|byte| byte.is_ascii_hexdigit()) && secret.len().is_multiple_of(2);
        let min_length = match self.key {
            AuthenticatorKey::YubikeyToken => 44,
            AuthenticatorKey::SymantecVip
            | AuthenticatorKey::RsaToken
            | AuthenticatorKey::OnpremMfa
            | AuthenticatorKey::CustomOtp => 2,
            _ => return Some("`key` is not a token authenticator"),
        };
        if !is_hex {
            Some("`secret` must be an even number of hexadecimal digits")
        } else if secret.len() < min_length {
            Some("`secret` is too short")
        } else {
            None
        }
    }

    /// Makes the token enrolled from the start.
    #[must_use]
    pub fn enrolled(self) -> Self {
        Self {
            enrolled: true,
            ..self
        }
    }
}

/// Deserializes tokens and checks that they are valid.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<OtpToken>, D::Error> {
    let tokens = Vec::<OtpToken>::deserialize(deserializer)?;
    for (index, token) in tokens.iter().enumerate() {
        if let Some(problem) = token.problem() {
            return Err(D::Error::custom(format_args!("tokens[{index}]: {problem}")));
        }
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use crate::setup::User;

    fn user(key: &str, secret: &str) -> Result<User, String> {
        let token = format!(r#"{{"key": "{key}", "id": "x", "secret": "{secret}"}}"#);
        let user = serde_json::from_str(&format!(r#"{{"tokens": [{token}]}}"#));
        user.map_err(|error| error.to_string())
    }

    #[test]
    fn invalid_tokens_are_rejected() {
        for (key, secret, problem) in [
            ("custom_otp", "xy", "hexadecimal"),
            ("custom_otp", "abc", "hexadecimal"),
            ("custom_otp", "", "too short"),
            ("yubikey_token", "a7c1f2900d3e", "too short"),
            ("okta_password", "a7c1", "not a token authenticator"),
        ] {
            let error = user(key, secret).unwrap_err();
            assert!(error.contains("tokens[0]"), "{error}");
            assert!(error.contains(problem), "{error}");
        }
        assert!(user("custom_otp", "a7c1").is_ok());
    }
}
