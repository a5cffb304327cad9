//! What the client says of a ceremony: which, where, and to which challenge (section 5.8.1).

use serde_json::Value;

use super::Reason;

/// The two ceremonies.
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
) -> Result<(), Reason> {
    let json: Value =
        serde_json::from_slice(client_data).map_err(|_| "its client data are not JSON")?;
    let member = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
    let expected = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    if member("type") != expected {
        return Err("it is of another kind of ceremony");
    }
    if member("challenge") != challenge {
        return Err("it answers another challenge");
    }
    if !origins.iter().any(|origin| origin == member("origin")) {
        return Err("its origin is not one of this org's");
    }
    if json.get("crossOrigin").and_then(Value::as_bool) == Some(true) {
        return Err("it comes from a frame of another origin");
    }
    Ok(())
}
