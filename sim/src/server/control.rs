//! The control API: changes and inspects the simulated org, in JSON over HTTP.
//!
//! Its endpoints are below [`CONTROL_PATH`]. Cross-origin requests are rejected.

mod api;
mod clock;
mod connections;
mod factors;
mod faults;
mod flows;
mod guard;
mod inbox;
mod log;
mod phone;
mod policy;
mod sessions;
mod users;

use serde_json::{Value, json};

use self::api::{ApiError, json_response};
use super::console;
use super::info::{CONTROL_PATH, ServerInfo};
use super::state::ServerState;
use crate::{Request, Response};

/// Returns whether a request is for the control API or the console, and not for the org.
pub(super) fn is_control_request(request: &Request) -> bool {
    endpoint(request).is_some()
}

/// The response to a request, to the org or the control API, whose body exceeds `limit` bytes.
pub(super) fn payload_too_large(limit: usize) -> Response {
    let error = format!("the request body exceeds {} MiB", limit / (1024 * 1024));
    ApiError::new(413, error).into()
}

/// Handles a request to the control API or for a file of the console.
pub(super) fn handle(state: &mut ServerState, request: &Request) -> Response {
    if let Err(error) = guard::check(request) {
        return error.into();
    }
    let endpoint = endpoint(request).unwrap_or_default();
    if request.method == "GET"
        && let Some(file) = console::file(endpoint)
    {
        return file;
    }
    match dispatch(state, request, endpoint) {
        Ok(body) => json_response(200, &body),
        Err(error) => error.into(),
    }
}

fn dispatch(state: &mut ServerState, request: &Request, endpoint: &str) -> Result<Value, ApiError> {
    match endpoint {
        "/org" if request.method == "GET" => Ok(json!(ServerInfo::new(state))),
        "/org" => Err(ApiError::method_not_allowed()),
        "/clock" | "/clock/advance" => clock::handle(state, request, endpoint),
        "/connections" => connections::handle(state, request),
        "/faults" | "/faults/remove" => faults::handle(state, request, endpoint),
        "/flows" | "/flows/end" => flows::handle(state, request, endpoint),
        "/inbox" | "/inbox/open" => inbox::handle(state, request, endpoint),
        "/log" => log::handle(state, request),
        "/policy" | "/policy/choices" => policy::handle(state, request, endpoint),
        "/sessions" => sessions::handle(state, request),
        "/users" => users::handle(state, request),
        "/tokens" | "/tokens/press" | "/tac" | "/duo/approve" | "/captcha/solve" => {
            factors::handle(state, request, endpoint)
        }
        path if path.starts_with("/phone") => phone::handle(state, request, endpoint),
        _ => Err(ApiError::not_found()),
    }
}

/// Returns the path relative to [`CONTROL_PATH`].
fn endpoint(request: &Request) -> Option<&str> {
    let path = request.path().strip_prefix(CONTROL_PATH)?;
    (path.is_empty() || path.starts_with('/')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_for_a_large_body_names_the_limit() {
        let response = payload_too_large(16 * 1024 * 1024);
        assert_eq!(response.status, 413);
        let error = json!({ "error": "the request body exceeds 16 MiB" });
        assert_eq!(response.body_json(), error);
    }
}
