//! JSON Web Tokens, signed with RS256 and a public test key.

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
/// The maximum number of cached signatures.
const CACHE_CAPACITY: usize = 10_000;

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| {
    let pem = include_str!("../keys/test-key.pem");
    let start = pem.find("-----BEGIN").unwrap_or_default();
    let pem = pem.split_at(start).1;
    PrivateKey::from_pkcs8_pem(pem).expect("the test key is a valid PKCS #8 key")
});

/// Returns a signed token with these claims. The signature is not blinded: the key is public, and
/// the org uses no system randomness.
pub(crate) fn sign(claims: &Value) -> String {
    let header = json!({"kid": KEY_ID, "alg": "RS256"});
    let encode = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let input = format!("{}.{}", encode(&header), encode(claims));
    let signature = signature(&input);
    format!("{input}.{signature}")
}

/// Returns the signature of a signing input. Signatures are cached, because signing is by far the
/// slowest operation of the org.
fn signature(input: &str) -> String {
    static CACHE: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(signature) = cache.get(input) {
        return signature.clone();
    }
    drop(cache);
    let bytes = KEY.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(input));
    let bytes = bytes.expect("a 2048-bit key has room for a SHA-256 digest");
    let signature = URL_SAFE_NO_PAD.encode(bytes);
    cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if cache.len() >= CACHE_CAPACITY {
        cache.clear();
    }
    cache.insert(input.to_owned(), signature.clone());
    signature
}

/// Returns the public key as a JWK set (RFC 7517).
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

/// Returns the `at_hash` of a token: the left half of its SHA-256 digest (OpenID Connect Core,
/// section 3.1.3.6).
pub(crate) fn at_hash(token: &str) -> String {
    let digest = Sha256::digest(token);
    URL_SAFE_NO_PAD.encode(digest.split_at(digest.len() / 2).0)
}
