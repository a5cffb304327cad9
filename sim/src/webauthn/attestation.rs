//! Attestation objects (section 6.5).

use ciborium::Value;

use super::error::VerificationError;
use super::key::PublicKey;

pub(super) struct Attestation {
    pub(super) authenticator_data: Vec<u8>,
    format: String,
    statement: Value,
}

const INVALID: VerificationError = "the attestation is not a valid attestation object";

impl Attestation {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, VerificationError> {
        let object: Value = ciborium::from_reader(bytes).map_err(|_| INVALID)?;
        let format = member(&object, "fmt").and_then(Value::as_text);
        let data = member(&object, "authData").and_then(Value::as_bytes);
        let statement = member(&object, "attStmt").filter(|statement| statement.is_map());
        Ok(Self {
            authenticator_data: data.ok_or(INVALID)?.clone(),
            format: format.ok_or(INVALID)?.to_owned(),
            statement: statement.ok_or(INVALID)?.clone(),
        })
    }

    /// Verifies a self attestation (section 8.2). Other attestations are accepted unverified, because
    /// the org has no list of trusted manufacturers.
    pub(super) fn check(&self, key: &PublicKey, message: &[u8]) -> Result<(), VerificationError> {
        let is_self_attestation =
            self.format == "packed" && member(&self.statement, "x5c").is_none();
        if !is_self_attestation {
            return Ok(());
        }
        let algorithm = member(&self.statement, "alg").and_then(Value::as_integer);
        if algorithm != Some(key.algorithm().into()) {
            return Err("the attestation's algorithm differs from the key's");
        }
        let signature = member(&self.statement, "sig").and_then(Value::as_bytes);
        key.verify(message, signature.ok_or(INVALID)?)
    }
}

fn member<'v>(map: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = map.as_map()?.iter();
    let member = members.find(|(key, _)| key.as_text() == Some(name));
    member.map(|(_, value)| value)
}
