//! `/users`: lists, adds and changes accounts.

use serde_json::{Value, json};

use super::api::{ApiError, parse_body, query_parameter};
use crate::Request;
use crate::server::state::ServerState;

pub(super) fn handle(state: &mut ServerState, request: &Request) -> Result<Value, ApiError> {
    match request.method.as_str() {
        "GET" => {}
        "POST" => {
            if !state.org.add_user(parse_body(request)?) {
                let message = "the login or email address is already in use";
                return Err(ApiError::new(409, message));
            }
        }
        "PATCH" => {
            let login = query_parameter(request, "user").unwrap_or_default();
            if !state.org.update_user(&login, &parse_body(request)?) {
                return Err(ApiError::unknown_user());
            }
        }
        _ => return Err(ApiError::method_not_allowed()),
    }
    Ok(json!({ "users": state.org.users() }))
}
