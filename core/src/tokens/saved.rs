//! Tokens and codes as a snapshot saves them. The public types have no serialization of their own,
//! because they are secrets.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::{IdToken, InteractionCode, Tokens};
use crate::secret::{Secret, exposed, exposed_option};

#[derive(Serialize, Deserialize)]
struct SavedTokens {
    #[serde(with = "exposed")]
    access_token: Secret,
    token_type: String,
    expires_in: Option<Duration>,
    expires_at: Option<SystemTime>,
    scopes: Vec<String>,
    #[serde(with = "exposed_option")]
    refresh_token: Option<Secret>,
    /// The text of the ID token: its claims are read from it.
    #[serde(with = "exposed_option")]
    id_token: Option<Secret>,
    #[serde(with = "exposed_option")]
    device_secret: Option<Secret>,
}

#[derive(Serialize, Deserialize)]
struct SavedCode {
    #[serde(with = "exposed")]
    code: Secret,
    #[serde(with = "exposed")]
    code_verifier: Secret,
    #[serde(with = "exposed")]
    nonce: Secret,
    token_endpoint: Option<String>,
}

/// For `#[serde(with)]` on tokens.
pub(crate) mod tokens {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::{IdToken, SavedTokens, Tokens};

    pub(crate) fn serialize<S: Serializer>(
        tokens: &Tokens,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let tokens = tokens.clone();
        let saved = SavedTokens {
            access_token: tokens.access_token,
            token_type: tokens.token_type,
            expires_in: tokens.expires_in,
            expires_at: tokens.expires_at,
            scopes: tokens.scopes,
            refresh_token: tokens.refresh_token,
            id_token: tokens.id_token.map(|token| token.raw),
            device_secret: tokens.device_secret,
        };
        saved.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Box<Tokens>, D::Error> {
        let saved = SavedTokens::deserialize(deserializer)?;
        Ok(Box::new(Tokens {
            access_token: saved.access_token,
            token_type: saved.token_type,
            expires_in: saved.expires_in,
            expires_at: saved.expires_at,
            scopes: saved.scopes,
            refresh_token: saved.refresh_token,
            id_token: saved.id_token.and_then(IdToken::from_storage_unchecked),
            device_secret: saved.device_secret,
        }))
    }
}

/// For `#[serde(with)]` on an interaction code.
pub(crate) mod code {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::{InteractionCode, SavedCode};

    pub(crate) fn serialize<S: Serializer>(
        code: &InteractionCode,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let code = code.clone();
        let saved = SavedCode {
            code: code.code,
            code_verifier: code.code_verifier,
            nonce: code.nonce,
            token_endpoint: code.token_endpoint,
        };
        saved.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Box<InteractionCode>, D::Error> {
        let saved = SavedCode::deserialize(deserializer)?;
        Ok(Box::new(InteractionCode {
            code: saved.code,
            code_verifier: saved.code_verifier,
            nonce: saved.nonce,
            token_endpoint: saved.token_endpoint,
        }))
    }
}
