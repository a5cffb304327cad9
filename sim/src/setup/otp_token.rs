//! Tokens that show one-time codes, as whoever made them knows them.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::AuthenticatorKey;

/// A token in someone's hand: a YubiKey, a VIP credential, a SecurID token…
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtpToken {
    /// The authenticator that it is for: `yubikey_token`, `symantec_vip`, `rsa_token`, `onprem_mfa`,
    /// `custom_otp`.
    pub key: AuthenticatorKey,
    /// What it is known by: the twelve letters in front of each code of a YubiKey, a VIP credential's
    /// id, the user name at the SecurID server. It is anything where the administrator enrolls.
    pub id: String,
    /// Its secret in hexadecimal digits. A YubiKey's is its private id (six bytes) and its AES key
    /// (sixteen), the others' is the key of an HMAC.
    pub secret: String,
    /// The PIN in front of the code (RSA SecurID and on-premises MFA).
    #[serde(default)]
    pub pin: Option<String>,
    /// What the SecurID server asks beside the next passcode that is right.
    #[serde(default)]
    pub mode: TokenMode,
    /// Whether it is enrolled from the start. An administrator must do that for `custom_otp`.
    #[serde(default)]
    pub enrolled: bool,
}

/// What a SecurID server asks beside a passcode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenMode {
    /// Nothing.
    #[default]
    Ordinary,
    /// The code that comes next, as it does after three wrong ones.
    NextToken,
    /// A new PIN, and then a passcode with it.
    NewPin,
}

impl OtpToken {
    /// A token for this authenticator, in the hand of someone who has yet to enroll it.
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

    /// What keeps it from being a token.
    fn fault(&self) -> Option<&'static str> {
        let secret = &self.secret;
        let is_hex =
            secret.bytes().all(|it| it.is_ascii_hexdigit()) && secret.len().is_multiple_of(2);
        let least = match self.key {
            AuthenticatorKey::YubikeyToken => 44,
            AuthenticatorKey::SymantecVip
            | AuthenticatorKey::RsaToken
            | AuthenticatorKey::OnpremMfa
            | AuthenticatorKey::CustomOtp => 2,
            _ => return Some("its key is no token's"),
        };
        if !is_hex {
            Some("its secret is not in pairs of hexadecimal digits")
        } else if secret.len() < least {
            Some("its secret is too short")
        } else {
            None
        }
    }

    /// The same, enrolled from the start.
    #[must_use]
    pub fn enrolled(self) -> Self {
        Self {
            enrolled: true,
            ..self
        }
    }
}

/// Tokens that can show codes.
pub(super) fn sound<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<OtpToken>, D::Error> {
    let tokens = Vec::<OtpToken>::deserialize(from)?;
    for (at, token) in tokens.iter().enumerate() {
        if let Some(fault) = token.fault() {
            return Err(D::Error::custom(format_args!("tokens[{at}]: {fault}")));
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
    fn a_token_that_shows_no_code_is_refused() {
        for (key, secret, fault) in [
            ("custom_otp", "xy", "hexadecimal"),
            ("custom_otp", "abc", "hexadecimal"),
            ("custom_otp", "", "too short"),
            ("yubikey_token", "a7c1f2900d3e", "too short"),
            ("okta_password", "a7c1", "no token"),
        ] {
            let refused = user(key, secret).unwrap_err();
            assert!(refused.contains("tokens[0]"), "{refused}");
            assert!(refused.contains(fault), "{refused}");
        }
        assert!(user("custom_otp", "a7c1").is_ok());
    }
}
