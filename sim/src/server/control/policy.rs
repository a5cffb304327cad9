//! `/policy`: reads and changes the policy, in the format of the setup file.

use serde_json::{Value, json};

use super::api::{ApiError, parse_body};
use crate::Request;
use crate::server::state::ServerState;
use crate::setup::{AuthenticatorKey, MethodType, Policy};

pub(super) fn handle(
    state: &mut ServerState,
    request: &Request,
    endpoint: &str,
) -> Result<Value, ApiError> {
    let policy: Policy = match (request.method.as_str(), endpoint) {
        ("GET", "/policy") => return Ok(to_json(state)),
        ("GET", "/policy/choices") => return Ok(choices()),
        ("PUT", "/policy") => parse_body(request)?,
        ("PATCH", "/policy") => {
            let mut policy = to_json(state);
            merge(&mut policy, parse_body(request)?);
            serde_json::from_value(policy).map_err(|error| ApiError::new(400, error))?
        }
        _ => return Err(ApiError::method_not_allowed()),
    };
    state.org.set_policy(policy);
    Ok(to_json(state))
}

fn to_json(state: &ServerState) -> Value {
    json!(state.org.setup().policy)
}

/// Merges as RFC 7396 does, except that `null` does not remove a member: it is a value, and turns
/// an optional setting off.
fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(target.entry(name).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

/// Every authenticator and method that a policy can contain.
fn choices() -> Value {
    let method = |method: &MethodType| json!({ "method": method, "label": method.label() });
    let authenticator = |key: &AuthenticatorKey| {
        let methods: Vec<Value> = key.methods().iter().map(method).collect();
        json!({ "key": key.key(), "name": key.display_name(), "methods": methods })
    };
    let authenticators: Vec<Value> = AuthenticatorKey::ALL.iter().map(authenticator).collect();
    json!({ "authenticators": authenticators })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_merges_objects_and_keeps_null_as_a_value() {
        let mut policy = json!({ "a": { "b": 1, "c": 2 }, "list": [1, 2], "limit": { "n": 60 } });
        merge(
            &mut policy,
            json!({ "a": { "b": 3 }, "list": [4], "limit": null }),
        );
        let merged = json!({ "a": { "b": 3, "c": 2 }, "list": [4], "limit": null });
        assert_eq!(policy, merged);
    }
}
