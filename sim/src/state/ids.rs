//! Deterministic ids, handles, codes and secrets, derived from the setup's seed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A generator of random-looking values that are the same in every run.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    seed: u64,
    counter: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, counter: 0 }
    }

    /// Generates 32 bytes.
    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.counter += 1;
        digest(self.seed, &self.counter.to_be_bytes())
    }

    /// Generates a token of 43 URL-safe characters.
    pub(crate) fn token(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// Generates a state handle: `02` and 40 URL-safe characters.
    pub(crate) fn state_handle(&mut self) -> String {
        format!("02{}", self.token().split_at(40).0)
    }

    /// Generates an id in Okta's format: a prefix of three characters and 17 letters and digits.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", alphanumeric(&self.bytes()))
    }

    /// Generates a one-time code of six digits.
    pub(crate) fn code(&mut self) -> String {
        format!("{:06}", self.number(1_000_000))
    }

    /// Generates a user code of eight consonants (RFC 8628, section 6.1).
    pub(crate) fn user_code(&mut self) -> String {
        let letters = b"BCDFGHJKLMNPQRSTVWXZ";
        let pick = |byte: &u8| letters.get(usize::from(*byte) % letters.len()).copied();
        let picked = self
            .bytes()
            .iter()
            .filter_map(pick)
            .take(8)
            .collect::<Vec<_>>();
        picked.into_iter().map(char::from).collect()
    }

    /// Generates a number below `limit`.
    pub(crate) fn number(&mut self, limit: u64) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.bytes();
        u64::from_be_bytes([a, b, c, d, e, f, g, h]) % limit
    }

    /// Returns the id of an object with a fixed name. It does not depend on earlier calls.
    pub(crate) fn fixed(seed: u64, prefix: &str, name: &str) -> String {
        format!("{prefix}{}", alphanumeric(&digest(seed, name.as_bytes())))
    }
}

fn digest(seed: u64, input: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(input);
    hash.finalize().into()
}

fn alphanumeric(bytes: &[u8; 32]) -> String {
    let pick = |byte: &u8| ALPHABET.get(usize::from(*byte) % 62).copied();
    let picked = bytes.iter().filter_map(pick).take(17);
    picked.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_generates_the_same_values() {
        let (mut a, mut b, mut other) = (Ids::new(1), Ids::new(1), Ids::new(2));
        assert_eq!(a.token(), b.token());
        assert_ne!(a.token(), other.token());
        assert_ne!(a.token(), b.id("00u"));
    }

    #[test]
    fn values_have_the_documented_lengths() {
        let mut ids = Ids::new(1);
        assert_eq!(ids.state_handle().len(), 42);
        assert_eq!(ids.id("00u").len(), 20);
        assert_eq!(ids.code().len(), 6);
        assert_eq!(Ids::fixed(1, "aut", "x"), Ids::fixed(1, "aut", "x"));
    }
}
