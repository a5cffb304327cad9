//! An authenticator for unit tests. Its responses can be modified.

use ciborium::Value;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Assertion, RelyingParty, signed_message};

pub(super) struct TestAuthenticator {
    key: SigningKey,
    counter: u32,
}

/// The values of a response. The default ones are valid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values {
    pub(super) origin: &'static str,
    pub(super) rp_id: &'static str,
    pub(super) challenge: Option<&'static str>,
    pub(super) flags: u8,
    pub(super) forged: bool,
}

impl Default for Values {
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

pub(super) struct AssertionResponse {
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

impl AssertionResponse {
    pub(super) fn assertion(&self) -> Assertion<'_> {
        Assertion {
            client_data: &self.client_data,
            authenticator_data: &self.authenticator_data,
            signature: &self.signature,
        }
    }
}

pub(super) fn relying_party() -> RelyingParty {
    RelyingParty {
        id: "org.example.com".to_owned(),
        origins: vec!["https://org.example.com".to_owned()],
        requires_verification: true,
    }
}

impl TestAuthenticator {
    pub(super) fn new() -> Self {
        Self {
            key: SigningKey::from_slice(&[7; 32]).unwrap(),
            counter: 0,
        }
    }

    /// Returns client data and a self attestation.
    pub(super) fn create(&mut self, challenge: &str, values: Values) -> (Vec<u8>, Vec<u8>) {
        let client_data = client_data("webauthn.create", challenge, values);
        let mut data = self.authenticator_data(Values {
            flags: values.flags | 1 << 6,
            ..values
        });
        data.extend([0; 16]);
        data.extend(10u16.to_be_bytes());
        data.extend(b"credential");
        ciborium::into_writer(&self.cose_key(), &mut data).unwrap();
        let signature = self.sign(&signed_message(&data, &client_data), values);
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

    pub(super) fn get(&mut self, challenge: &str, values: Values) -> AssertionResponse {
        let client_data = client_data("webauthn.get", challenge, values);
        let authenticator_data = self.authenticator_data(values);
        let message = signed_message(&authenticator_data, &client_data);
        let signature = self.sign(&message, values);
        AssertionResponse {
            client_data,
            authenticator_data,
            signature,
        }
    }

    fn authenticator_data(&mut self, values: Values) -> Vec<u8> {
        self.counter += 1;
        let hash = Sha256::digest(values.rp_id);
        let counter = self.counter.to_be_bytes();
        [hash.as_slice(), &[values.flags], &counter].concat()
    }

    fn cose_key(&self) -> Value {
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

    fn sign(&self, message: &[u8], values: Values) -> Vec<u8> {
        let message = if values.forged { b"other" } else { message };
        let signature: Signature = self.key.sign(message);
        signature.to_der().as_bytes().to_vec()
    }
}

fn client_data(kind: &str, challenge: &str, values: Values) -> Vec<u8> {
    let challenge = values.challenge.unwrap_or(challenge);
    let data = json!({"type": kind, "challenge": challenge, "origin": values.origin});
    data.to_string().into_bytes()
}
