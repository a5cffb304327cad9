//! The accounts, as an administrator sees and changes them.

use serde_json::{Value, json};

use super::{Refusal, body, parameter};
use crate::Request;
use crate::server::ServerState;

pub(super) fn act(state: &mut ServerState, request: &Request) -> Result<Value, Refusal> {
    match request.method.as_str() {
        "GET" => {}
        "POST" => {
            if !state.org.add_user(body(request)?) {
                return Err(Refusal::new(409, "the login or the email address is taken"));
            }
        }
        "PATCH" => {
            let login = parameter(request, "user").unwrap_or_default();
            if !state.org.change_user(&login, &body(request)?) {
                return Err(Refusal::new(404, "?user= must be the login of a user"));
            }
        }
        _ => return Err(Refusal::method()),
    }
    Ok(json!({ "users": state.org.people() }))
}
