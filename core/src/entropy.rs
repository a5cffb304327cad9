//! Random bytes from the host, and the secrets that are derived from them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize;

use crate::error::ConfigError;
use crate::secret::{Secret, exposed};

/// 96 random bytes for one flow. The PKCE verifier, `state` and `nonce` are derived from them.
///
/// Take them from the operating system's random number generator, and never use them twice. They are
/// zeroized on drop.
pub struct Entropy([u8; 96]);

/// The secrets of a flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FlowSecrets {
    /// The PKCE code verifier (RFC 7636 section 4.1): 43 characters.
    #[serde(with = "exposed")]
    pub(crate) verifier: Secret,
    /// The `state` parameter (RFC 6749 section 4.1.1).
    #[serde(with = "exposed")]
    pub(crate) state: Secret,
    /// The `nonce` parameter (OpenID Connect Core section 3.1.2.1).
    #[serde(with = "exposed")]
    pub(crate) nonce: Secret,
}

impl Entropy {
    /// Wraps the random bytes.
    ///
    /// # Errors
    /// [`ConfigError::Entropy`] if all bytes are zero: the random number generator does not work.
    pub fn new(bytes: [u8; 96]) -> Result<Self, ConfigError> {
        let is_zero = bytes.iter().all(|byte| *byte == 0);
        (!is_zero)
            .then_some(Self(bytes))
            .ok_or(ConfigError::Entropy)
    }
}

impl Drop for Entropy {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl FlowSecrets {
    /// Derives the secrets. `state` replaces the random one.
    pub(crate) fn new(entropy: &Entropy, state: Option<Secret>) -> Self {
        let (verifier, rest) = entropy.0.split_at(32);
        let (random, nonce) = rest.split_at(32);
        let text = |bytes: &[u8]| Secret::from(URL_SAFE_NO_PAD.encode(bytes));
        Self {
            verifier: text(verifier),
            state: state.unwrap_or_else(|| text(random)),
            nonce: text(nonce),
        }
    }

    /// The PKCE code challenge, S256 (RFC 7636 section 4.2).
    pub(crate) fn code_challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_challenge_matches_rfc_7636_appendix_b() {
        let mut bytes = [0; 96];
        let verifier = URL_SAFE_NO_PAD
            .decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
            .unwrap();
        bytes[..32].copy_from_slice(&verifier);
        let secrets = FlowSecrets::new(&Entropy::new(bytes).unwrap(), None);
        assert_eq!(
            secrets.code_challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn zeros_are_not_random() {
        assert_eq!(Entropy::new([0; 96]).unwrap_err(), ConfigError::Entropy);
    }

    #[test]
    fn the_secrets_differ_and_the_state_can_be_replaced() {
        let bytes: [u8; 96] = std::array::from_fn(|index| index as u8);
        let secrets = FlowSecrets::new(&Entropy::new(bytes).unwrap(), None);
        assert_ne!(secrets.state, secrets.nonce);
        assert_ne!(secrets.verifier, secrets.state);
        let secrets = FlowSecrets::new(&Entropy::new(bytes).unwrap(), Some("mine".into()));
        assert_eq!(secrets.state.expose(), "mine");
    }
}
