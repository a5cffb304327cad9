//! JSON helpers.

use serde_json::Value;

/// Sets a member of a JSON object. Other JSON values stay unchanged.
pub(crate) fn put(object: &mut Value, key: &str, value: impl Into<Value>) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value.into());
    }
}
