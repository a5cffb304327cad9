//! Small help with JSON objects.

use serde_json::Value;

/// Puts a member into an object; what is no object stays as it is.
pub(crate) fn put(object: &mut Value, key: &str, value: impl Into<Value>) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value.into());
    }
}
