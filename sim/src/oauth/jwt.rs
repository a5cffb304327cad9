//! Signed tokens: RS256 with a key for tests.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PrivateKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const KEY_ID: &str = "simulated-key-1";
/// How many signatures are kept.
const KEPT: usize = 10_000;

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| {
    let pem = include_str!("../../keys/test-key.pem");
    let at = pem.find("-----BEGIN").unwrap_or_default();
    let pem = pem.split_at(at).1;
    PrivateKey::from_pkcs8_pem(pem).expect("the test key is always a sound PKCS #8 key")
});

/// A signed token of these claims. Nothing is blinded: the key is public, and an org without I/O
/// draws on no randomness of the system.
pub(crate) fn sign(claims: &Value) -> String {
    let header = json!({"kid": KEY_ID, "alg": "RS256"});
    let encode = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!("{}.{}", encode(&header), encode(claims));
    let signature = signature(&signed);
    format!("{signed}.{signature}")
}

/// The same text has the same signature, and nothing else that an org does takes so long: those
/// made before are kept, up to a number.
fn signature(signed: &str) -> String {
    static MADE: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = made.get(signed) {
        return known.clone();
    }
    drop(made);
    let bytes = KEY.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(signed));
    let bytes = bytes.expect("a 2048-bit key always has room for a SHA-256 digest");
    let signature = URL_SAFE_NO_PAD.encode(bytes);
    made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if made.len() >= KEPT {
        made.clear();
    }
    made.insert(signed.to_owned(), signature.clone());
    signature
}

/// The public key as a JWK set (RFC 7517).
pub(crate) fn jwks() -> Value {
    let encode = |number: &[u8]| URL_SAFE_NO_PAD.encode(number);
    json!({"keys": [{
        "kty": "RSA",
        "alg": "RS256",
        "kid": KEY_ID,
        "use": "sig",
        "e": encode(&KEY.e_bytes()),
        "n": encode(&KEY.n_bytes()),
    }]})
}

/// `at_hash` of a token: the left half of its SHA-256 (OIDC Core, section 3.1.3.6).
pub(crate) fn half_hash(token: &str) -> String {
    let digest = Sha256::digest(token);
    URL_SAFE_NO_PAD.encode(digest.split_at(digest.len() / 2).0)
}
