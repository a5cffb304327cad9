//! Responses of the OAuth endpoints.

use serde_json::{Value, json};

use crate::http::Response;

pub(super) fn ok(body: &Value) -> Response {
    Response::json(200, "application/json", body)
}

/// Returns an OAuth error response (RFC 6749, section 5.2).
pub(super) fn error(status: u16, code: &str, description: &str) -> Response {
    let body = json!({"error": code, "error_description": description});
    Response::json(status, "application/json", &body)
}

/// Returns Okta's error response for an unknown endpoint.
pub(super) fn not_found() -> Response {
    let body = json!({
        "errorCode": "E0000022",
        "errorSummary": "The endpoint does not support the provided HTTP method",
        "errorLink": "E0000022",
        "errorId": "oae00000000000000000",
        "errorCauses": [],
    });
    Response::json(404, "application/json", &body)
}
