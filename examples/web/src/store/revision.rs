//! The revision number of a session's data.

use std::collections::HashMap;

use serde_json::Value;

/// The session's entry for the revision number.
pub(crate) const REVISION: &str = "revision";

/// Returns the revision number; 0 if there is none.
pub(super) fn of(data: &HashMap<String, Value>) -> u64 {
    data.get(REVISION).and_then(Value::as_u64).unwrap_or(0)
}
