//! Request and response helpers that the control API's endpoints share.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{Request, Response};

/// An error response of the control API: `{"error": "…"}`.
pub(super) struct ApiError {
    pub(super) status: u16,
    message: String,
}

impl ApiError {
    pub(super) fn new(status: u16, message: impl ToString) -> Self {
        let message = message.to_string();
        Self { status, message }
    }

    pub(super) fn not_found() -> Self {
        Self::new(404, "unknown control API endpoint")
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(405, "method not allowed for this endpoint")
    }

    /// The error if `?user=` does not name an account.
    pub(super) fn unknown_user() -> Self {
        Self::new(404, "unknown user: set ?user= to the login of a user")
    }
}

impl From<ApiError> for Response {
    fn from(ApiError { status, message }: ApiError) -> Self {
        json_response(status, &json!({ "error": message }))
    }
}

pub(super) fn json_response(status: u16, body: &Value) -> Response {
    Response::json(status, "application/json", body).with_header("cache-control", "no-store")
}

pub(super) fn parse_body<T: DeserializeOwned>(request: &Request) -> Result<T, ApiError> {
    serde_json::from_slice(&request.body).map_err(|error| {
        let message = format!("invalid request body: {error}");
        ApiError::new(400, message)
    })
}

/// Returns the first value of a query parameter.
pub(super) fn query_parameter(request: &Request, name: &str) -> Option<String> {
    let mut pairs = request.query().into_iter();
    let (_, value) = pairs.find(|(key, _)| key == name)?;
    Some(value)
}
