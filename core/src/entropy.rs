//! Randomness comes from the host, once, at the start.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize;

use crate::secret::{Secret, exposed};

/// 96 random bytes from the operating system's generator: the engine has no randomness of its own.
///
/// Use fresh ones for each flow. They become the PKCE verifier, `state` and `nonce`.
pub struct Entropy([u8; 96]);

/// What is derived from the entropy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FlowSecrets {
    /// The PKCE code verifier (RFC 7636 section 4.1): 43 characters.
    #[serde(with = "exposed")]
    pub(crate) verifier: Secret,
    /// RFC 6749 section 4.1.1.
    #[serde(with = "exposed")]
    pub(crate) state: Secret,
    /// OIDC Core section 3.1.2.1.
    #[serde(with = "exposed")]
    pub(crate) nonce: Secret,
}

impl From<[u8; 96]> for Entropy {
    fn from(bytes: [u8; 96]) -> Self {
        Self(bytes)
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
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let mut bytes = [0; 96];
        let verifier = URL_SAFE_NO_PAD
            .decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
            .unwrap();
        bytes[..32].copy_from_slice(&verifier);
        let keys = FlowSecrets::new(&Entropy::from(bytes), None);
        assert_eq!(
            keys.code_challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn three_parts_that_differ() {
        let bytes: [u8; 96] = std::array::from_fn(|index| index as u8);
        let keys = FlowSecrets::new(&Entropy::from(bytes), None);
        assert_ne!(keys.state, keys.nonce);
        assert_ne!(keys.verifier, keys.state);
        let own = FlowSecrets::new(&Entropy::from(bytes), Some("mine".into()));
        assert_eq!(own.state.expose(), "mine");
    }
}
