//! What people prove themselves with beside their phones: tokens, temporary access codes, Duo,
//! captchas. `?user={login}` says whose; else it is the first user's.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, body, parameter};
use crate::Request;
use crate::server::ServerState;
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

pub(super) fn act(
    state: &mut ServerState,
    request: &Request,
    route: &str,
) -> Result<Value, Refusal> {
    let user = state.login(parameter(request, "user").as_deref());
    let now = state.now();
    match (request.method.as_str(), route) {
        ("GET", "/tokens") => Ok(tokens(state, &user)),
        ("POST", "/tokens/press") => {
            let Press { key } = body(request)?;
            let hardware_token = state.hardware_token(&user, key);
            let hardware_token =
                hardware_token.ok_or_else(|| Refusal::new(404, "this user has no such token"))?;
            Ok(json!({ "code": hardware_token.press(now) }))
        }
        ("POST", "/tac") => {
            let code: AccessCode = body(request)?;
            let lifetime = Duration::from_secs(code.lifetime_s);
            let org = &mut state.org;
            let code = org.temporary_access_code(&user, lifetime, code.multi_use, now);
            let code = code.ok_or_else(|| Refusal::new(404, "no such user"))?;
            Ok(json!({ "code": code }))
        }
        ("POST", "/duo/approve") => {
            let Approve { signed_token } = body(request)?;
            let signature = state.org.approve_duo(&signed_token, now);
            let signature = signature.map_err(|error| Refusal::new(422, error))?;
            Ok(json!({ "signature": signature }))
        }
        ("POST", "/captcha/solve") => {
            let Solve { site_key } = body(request)?;
            let token = state.org.solve_captcha(&site_key);
            let token = token.ok_or_else(|| Refusal::new(404, "no captcha has this site key"))?;
            Ok(json!({ "token": token }))
        }
        _ => Err(Refusal::method()),
    }
}

fn tokens(state: &ServerState, user: &str) -> Value {
    let mut users = state.org.setup().users.iter();
    let user = users.find(|known| known.login.eq_ignore_ascii_case(user));
    let tokens = user.iter().flat_map(|user| &user.tokens);
    let tokens: Vec<Value> = tokens
        .map(|token| json!({"key": token.key, "id": token.id}))
        .collect();
    json!({ "tokens": tokens })
}
