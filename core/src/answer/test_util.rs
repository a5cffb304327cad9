//! Forms for the unit tests of answers.

use serde_json::{Value, json};

use super::Answer;
use crate::prompt::remediation::Remediation;
use crate::prompt::response::IdxResponse;

/// A remediation with this name and these fields.
pub(crate) fn named(name: &str, fields: Value) -> Remediation {
    let response = json!({"remediation": {"value": [{"name": name, "value": fields}]}});
    let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
    response.prompt.remediations[0].clone()
}

/// The remediation `test` with these fields.
pub(crate) fn remediation(fields: Value) -> Remediation {
    named("test", fields)
}

/// The JSON that an answer sends.
pub(crate) fn build(remediation: &Remediation, answer: &Answer) -> Value {
    serde_json::from_str(super::build(remediation, answer).expose()).unwrap()
}
