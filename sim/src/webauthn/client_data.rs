//! Client data (section 5.8.1).

use serde_json::Value;

use super::error::VerificationError;

/// A WebAuthn ceremony.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ceremony {
    Create,
    Get,
}

pub(super) fn check(
    client_data: &[u8],
    ceremony: Ceremony,
    challenge: &str,
    origins: &[String],
) -> Result<(), VerificationError> {
    let json: Value =
        serde_json::from_slice(client_data).map_err(|_| "the client data is not JSON")?;
    let member = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
    let expected = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    if member("type") != expected {
        return Err("the type of the client data is wrong");
    }
    if member("challenge") != challenge {
        return Err("the challenge does not match");
    }
    if !origins.iter().any(|origin| origin == member("origin")) {
        return Err("the origin is not allowed");
    }
    if json.get("crossOrigin").and_then(Value::as_bool) == Some(true) {
        return Err("the response is from a cross-origin frame");
    }
    Ok(())
}
