//! The policy, in the setup's own words.

use serde_json::{Value, json};

use super::{Refusal, body};
use crate::Request;
use crate::server::ServerState;
use crate::setup::{AuthenticatorKey, MethodType, Policy};

pub(super) fn act(
    state: &mut ServerState,
    request: &Request,
    route: &str,
) -> Result<Value, Refusal> {
    let policy: Policy = match (request.method.as_str(), route) {
        ("GET", "/policy") => return Ok(show(state)),
        ("GET", "/policy/choices") => return Ok(choices()),
        ("PUT", "/policy") => body(request)?,
        ("PATCH", "/policy") => {
            let mut policy = show(state);
            merge(&mut policy, body(request)?);
            serde_json::from_value(policy).map_err(|error| Refusal::new(400, error))?
        }
        _ => return Err(Refusal::method()),
    };
    state.org.set_policy(policy);
    Ok(show(state))
}

fn show(state: &ServerState) -> Value {
    json!(state.org.setup().policy)
}

/// As in RFC 7396, but `null` is a value like others: where the policy has an option, it is none.
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

/// What a policy may name: every authenticator, and its methods.
fn choices() -> Value {
    let method = |it: &MethodType| json!({ "method": it, "label": it.label() });
    let authenticator = |it: &AuthenticatorKey| {
        let methods: Vec<Value> = it.methods().iter().map(method).collect();
        json!({ "key": it.key(), "name": it.display_name(), "methods": methods })
    };
    let all: Vec<Value> = AuthenticatorKey::ALL.iter().map(authenticator).collect();
    json!({ "authenticators": all })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_changes_what_it_names_and_null_is_a_value() {
        let mut policy = json!({ "a": { "b": 1, "c": 2 }, "list": [1, 2], "limit": { "n": 60 } });
        merge(
            &mut policy,
            json!({ "a": { "b": 3 }, "list": [4], "limit": null }),
        );
        let merged = json!({ "a": { "b": 3, "c": 2 }, "list": [4], "limit": null });
        assert_eq!(policy, merged);
    }
}
