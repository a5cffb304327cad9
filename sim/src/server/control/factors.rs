//! `/tokens`, `/tac`, `/duo` and `/captcha`: factors other than the phone. `?user={login}` selects
//! the user; the default is the first user.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{ApiError, parse_body, query_parameter};
use crate::Request;
use crate::server::state::ServerState;
use crate::setup::AuthenticatorKey;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Press {
    key: AuthenticatorKey,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessCode {
    lifetime_s: u64,
    #[serde(default)]
    multi_use: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approve {
    signed_token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Solve {
    site_key: String,
}

pub(super) fn handle(
    state: &mut ServerState,
    request: &Request,
    endpoint: &str,
) -> Result<Value, ApiError> {
    let user = state.login(query_parameter(request, "user").as_deref());
    let now = state.now();
    match (request.method.as_str(), endpoint) {
        ("GET", "/tokens") => Ok(tokens(state, &user)),
        ("POST", "/tokens/press") => {
            let Press { key } = parse_body(request)?;
            let token = state.hardware_token(&user, key);
            let token =
                token.ok_or_else(|| ApiError::new(404, "the user has no token with this key"))?;
            Ok(json!({ "code": token.press(now) }))
        }
        ("POST", "/tac") => {
            let code: AccessCode = parse_body(request)?;
            let lifetime = Duration::from_secs(code.lifetime_s);
            let org = &mut state.org;
            let code = org.temporary_access_code(&user, lifetime, code.multi_use, now);
            Ok(json!({ "code": code.ok_or_else(ApiError::unknown_user)? }))
        }
        ("POST", "/duo/approve") => {
            let Approve { signed_token } = parse_body(request)?;
            let signature = state.org.approve_duo(&signed_token, now);
            let signature = signature.map_err(|error| ApiError::new(422, error))?;
            Ok(json!({ "signature": signature }))
        }
        ("POST", "/captcha/solve") => {
            let Solve { site_key } = parse_body(request)?;
            let token = state.org.solve_captcha(&site_key);
            let token = token.ok_or_else(|| ApiError::new(404, "no captcha has this site key"))?;
            Ok(json!({ "token": token }))
        }
        _ => Err(ApiError::method_not_allowed()),
    }
}

fn tokens(state: &ServerState, login: &str) -> Value {
    let mut users = state.org.setup().users.iter();
    let user = users.find(|user| user.login.eq_ignore_ascii_case(login));
    let tokens = user.iter().flat_map(|user| &user.tokens);
    let tokens: Vec<Value> = tokens
        .map(|token| json!({"key": token.key, "id": token.id}))
        .collect();
    json!({ "tokens": tokens })
}
