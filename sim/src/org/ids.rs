//! Ids, handles, codes and secrets, all from one seed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A source of unguessable-looking values that are the same in every run.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    seed: u64,
    drawn: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// Thirty-two fresh bytes.
    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        digest(self.seed, &self.drawn.to_be_bytes())
    }

    /// A fresh token of 43 URL-safe characters.
    pub(crate) fn token(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// A fresh state handle: `02` and forty URL-safe characters.
    pub(crate) fn state_handle(&mut self) -> String {
        format!("02{}", self.token().split_at(40).0)
    }

    /// A fresh id in Okta's way: a prefix of three and seventeen letters and digits.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", letters(&self.bytes()))
    }

    /// A fresh one-time code of six digits.
    pub(crate) fn code(&mut self) -> String {
        format!("{:06}", self.number(1_000_000))
    }

    /// A fresh code for typing on another device: eight letters, no vowels (RFC 8628, section 6.1).
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

    /// A fresh number below `limit`.
    pub(crate) fn number(&mut self, limit: u64) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.bytes();
        u64::from_be_bytes([a, b, c, d, e, f, g, h]) % limit
    }

    /// The id of something that is there from the start; it does not depend on what was drawn.
    pub(crate) fn fixed(seed: u64, prefix: &str, name: &str) -> String {
        format!("{prefix}{}", letters(&digest(seed, name.as_bytes())))
    }
}

fn digest(seed: u64, what: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(what);
    hash.finalize().into()
}

fn letters(bytes: &[u8; 32]) -> String {
    let pick = |byte: &u8| ALPHABET.get(usize::from(*byte) % 62).copied();
    let picked = bytes.iter().filter_map(pick).take(17);
    picked.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same() {
        let (mut a, mut b, mut other) = (Ids::new(1), Ids::new(1), Ids::new(2));
        assert_eq!(a.token(), b.token());
        assert_ne!(a.token(), other.token());
        assert_ne!(a.token(), b.id("00u"));
    }

    #[test]
    fn shapes() {
        let mut ids = Ids::new(1);
        assert_eq!(ids.state_handle().len(), 42);
        assert_eq!(ids.id("00u").len(), 20);
        assert_eq!(ids.code().len(), 6);
        assert_eq!(Ids::fixed(1, "aut", "x"), Ids::fixed(1, "aut", "x"));
    }
}
