//! Public keys of credentials: COSE keys of the two algorithms that Okta supports (RFC 9053).

use ciborium::Value;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use rsa::{BoxedUint, Pkcs1v15Sign};
use sha2::{Digest, Sha256};

use super::error::VerificationError;

/// The COSE identifiers of ES256 and RS256.
pub(crate) const ALGORITHMS: [i64; 2] = [-7, -257];
const UNSUPPORTED: VerificationError = "the public key is not a valid ES256 or RS256 key";

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PublicKey {
    Es256(VerifyingKey),
    Rs256(rsa::PublicKey),
}

impl PublicKey {
    /// Parses the COSE key at the start of `bytes`.
    pub(super) fn parse(mut bytes: &[u8]) -> Result<Self, VerificationError> {
        let key: Value = ciborium::from_reader(&mut bytes).map_err(|_| UNSUPPORTED)?;
        let number = |label: i64| i64::try_from(member(&key, label)?.as_integer()?).ok();
        let bytes = |label: i64| member(&key, label)?.as_bytes().cloned();
        match (number(1), number(3)) {
            (Some(2), Some(-7)) => {
                let (x, y) = bytes(-2).zip(bytes(-3)).ok_or(UNSUPPORTED)?;
                let point = [vec![4], x, y].concat();
                let key = VerifyingKey::from_sec1_bytes(&point).map_err(|_| UNSUPPORTED)?;
                Ok(Self::Es256(key))
            }
            (Some(3), Some(-257)) => {
                let (n, e) = bytes(-1).zip(bytes(-2)).ok_or(UNSUPPORTED)?;
                let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
                let key = rsa::PublicKey::new(number(&n), number(&e)).map_err(|_| UNSUPPORTED)?;
                Ok(Self::Rs256(key))
            }
            _ => Err(UNSUPPORTED),
        }
    }

    pub(super) fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => -7,
            Self::Rs256(_) => -257,
        }
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerificationError> {
        let is_valid = match self {
            Self::Es256(key) => Signature::from_der(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Self::Rs256(key) => {
                let scheme = Pkcs1v15Sign::new::<Sha256>();
                key.verify(scheme, &Sha256::digest(message), signature)
                    .is_ok()
            }
        };
        if is_valid {
            Ok(())
        } else {
            Err("the signature is invalid")
        }
    }
}

/// Returns the member of a map with this integer label.
fn member(map: &Value, label: i64) -> Option<&Value> {
    let label = Value::from(label);
    let mut members = map.as_map()?.iter();
    let member = members.find(|(key, _)| *key == label);
    member.map(|(_, value)| value)
}
