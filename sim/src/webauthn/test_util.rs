//! An authenticator for the unit tests, whose every word can be changed.

use ciborium::Value;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Assertion, RelyingParty, signed};

pub(super) struct Key {
    key: SigningKey,
    counter: u32,
}

/// What is said, and signed, instead of the truth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) origin: &'static str,
    pub(super) rp_id: &'static str,
    pub(super) challenge: Option<&'static str>,
    pub(super) flags: u8,
    pub(super) forged: bool,
}

impl Default for Change {
    fn default() -> Self {
        Self {
            origin: "https://org.example.com",
            rp_id: "org.example.com",
            challenge: None,
            flags: 0b101,
            forged: false,
        }
    }
}

pub(super) struct Used {
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

impl Used {
    pub(super) fn assertion(&self) -> Assertion<'_> {
        Assertion {
            client_data: &self.client_data,
            authenticator_data: &self.authenticator_data,
            signature: &self.signature,
        }
    }
}

pub(super) fn party() -> RelyingParty {
    RelyingParty {
        id: "org.example.com".to_owned(),
        origins: vec!["https://org.example.com".to_owned()],
        requires_verification: true,
    }
}

impl Key {
    pub(super) fn new() -> Self {
        Self {
            key: SigningKey::from_slice(&[7; 32]).unwrap(),
            counter: 0,
        }
    }

    /// Client data, and an attestation by the credential itself.
    pub(super) fn create(&mut self, challenge: &str, change: Change) -> (Vec<u8>, Vec<u8>) {
        let client_data = client_data("webauthn.create", challenge, change);
        let mut data = self.head(Change {
            flags: change.flags | 1 << 6,
            ..change
        });
        data.extend([0; 16]);
        data.extend(10u16.to_be_bytes());
        data.extend(b"credential");
        ciborium::into_writer(&self.cose(), &mut data).unwrap();
        let signature = self.sign(&signed(&data, &client_data), change);
        let statement = vec![
            ("alg".into(), (-7).into()),
            ("sig".into(), signature.into()),
        ];
        let object = Value::Map(vec![
            ("fmt".into(), "packed".into()),
            ("attStmt".into(), Value::Map(statement)),
            ("authData".into(), data.into()),
        ]);
        let mut bytes = Vec::new();
        ciborium::into_writer(&object, &mut bytes).unwrap();
        (client_data, bytes)
    }

    pub(super) fn get(&mut self, challenge: &str, change: Change) -> Used {
        let client_data = client_data("webauthn.get", challenge, change);
        let authenticator_data = self.head(change);
        let signature = self.sign(&signed(&authenticator_data, &client_data), change);
        Used {
            client_data,
            authenticator_data,
            signature,
        }
    }

    fn head(&mut self, change: Change) -> Vec<u8> {
        self.counter += 1;
        let hash = Sha256::digest(change.rp_id);
        let counter = self.counter.to_be_bytes();
        [hash.as_slice(), &[change.flags], &counter].concat()
    }

    fn cose(&self) -> Value {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap().to_vec(), point.y().unwrap().to_vec());
        Value::Map(vec![
            (1.into(), 2.into()),
            (3.into(), (-7).into()),
            ((-1).into(), 1.into()),
            ((-2).into(), x.into()),
            ((-3).into(), y.into()),
        ])
    }

    fn sign(&self, bytes: &[u8], change: Change) -> Vec<u8> {
        let signature: Signature = self.key.sign(if change.forged { b"other" } else { bytes });
        signature.to_der().as_bytes().to_vec()
    }
}

fn client_data(kind: &str, challenge: &str, change: Change) -> Vec<u8> {
    let challenge = change.challenge.unwrap_or(challenge);
    let data = json!({"type": kind, "challenge": challenge, "origin": change.origin});
    data.to_string().into_bytes()
}
