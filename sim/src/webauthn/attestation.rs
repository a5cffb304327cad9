//! The attestation object: authenticator data, and what vouches for them (section 6.5).

use ciborium::Value;

use super::Reason;
use super::key::PublicKey;

pub(super) struct Attestation {
    pub(super) authenticator_data: Vec<u8>,
    format: String,
    statement: Value,
}

const ODD: Reason = "its attestation is not CBOR as the standard has it";

pub(super) fn read(bytes: &[u8]) -> Result<Attestation, Reason> {
    let object: Value = ciborium::from_reader(bytes).map_err(|_| ODD)?;
    let format = member(&object, "fmt").and_then(Value::as_text);
    let data = member(&object, "authData").and_then(Value::as_bytes);
    let statement = member(&object, "attStmt").filter(|it| it.is_map());
    Ok(Attestation {
        authenticator_data: data.ok_or(ODD)?.clone(),
        format: format.ok_or(ODD)?.to_owned(),
        statement: statement.ok_or(ODD)?.clone(),
    })
}

impl Attestation {
    /// None, or by the credential itself (section 8.2). What a manufacturer vouches for is taken as it
    /// is: an org on a desk has no list of manufacturers.
    pub(super) fn check(&self, key: &PublicKey, signed: &[u8]) -> Result<(), Reason> {
        let is_own = self.format == "packed" && member(&self.statement, "x5c").is_none();
        if !is_own {
            return Ok(());
        }
        let algorithm = member(&self.statement, "alg").and_then(Value::as_integer);
        if algorithm != Some(key.algorithm().into()) {
            return Err("its attestation is of another algorithm than its key");
        }
        let signature = member(&self.statement, "sig").and_then(Value::as_bytes);
        key.verify(signed, signature.ok_or(ODD)?)
    }
}

fn member<'v>(map: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = map.as_map()?.iter();
    let found = members.find(|(key, _)| key.as_text() == Some(name));
    found.map(|(_, value)| value)
}
