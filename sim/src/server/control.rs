//! The control API: what a person, or a test in another language, does to the simulated state.
//!
//! JSON in, JSON out, under [`PREFIX`]. No page of another site may use it.

mod factors;
mod flows;
mod guard;
mod inbox;
mod log;
mod phone;
mod policy;
mod users;

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ServerInfo, ServerState, console};
use crate::time::timestamp;
use crate::{Request, Response};

/// Where the control API begins; the org has no such path.
pub(super) const PREFIX: &str = "/sim";

/// What was asked cannot be done.
struct Refusal {
    status: u16,
    error: String,
}

/// Whether a request is for the control API rather than for the org.
pub(super) fn is_for(request: &Request) -> bool {
    route(request).is_some()
}

/// The answer to a body of more than so many bytes, whoever it was for.
pub(super) fn too_large(most: usize) -> Response {
    let error = format!("the body is larger than {} MiB", most / (1024 * 1024));
    Refusal::new(413, error).into()
}

/// Answers a request to the control API, or for a file of the console.
pub(super) fn answer(state: &mut ServerState, request: &Request) -> Response {
    if let Err(refusal) = guard::check(request) {
        return refusal.into();
    }
    let route = route(request).unwrap_or_default();
    if request.method == "GET"
        && let Some(file) = console::file(route)
    {
        return file;
    }
    match act(state, request, route) {
        Ok(body) => reply(200, &body),
        Err(refusal) => refusal.into(),
    }
}

fn act(state: &mut ServerState, request: &Request, route: &str) -> Result<Value, Refusal> {
    match (request.method.as_str(), route) {
        ("GET", "/org") => Ok(json!(ServerInfo::to(state))),
        ("GET", "/clock") => Ok(clock(state)),
        ("POST", "/clock/advance") => {
            let Advance { ms } = body(request)?;
            state.advance(Duration::from_millis(ms));
            Ok(clock(state))
        }
        ("GET", "/faults") => Ok(faults(state)),
        ("POST", "/faults") => {
            state.faults.add(body(request)?);
            Ok(faults(state))
        }
        ("PUT", "/faults") => {
            state.faults = body(request)?;
            Ok(faults(state))
        }
        ("POST", "/faults/remove") => {
            let gone = state.faults.remove(&body(request)?);
            gone.then(|| faults(state))
                .ok_or_else(|| Refusal::new(404, "no such fault"))
        }
        ("DELETE", "/faults") => {
            state.faults.clear();
            Ok(faults(state))
        }
        (_, "/flows" | "/flows/end") => flows::act(state, request, route),
        (_, "/inbox" | "/inbox/open") => inbox::act(state, request, route),
        (_, "/log") => log::act(state, request),
        (_, "/policy" | "/policy/choices") => policy::act(state, request, route),
        (_, "/users") => users::act(state, request),
        (_, "/tokens" | "/tokens/press" | "/tac" | "/duo/approve" | "/captcha/solve") => {
            factors::act(state, request, route)
        }
        (_, path) if path.starts_with("/phone") => phone::act(state, request, route),
        (_, "/org" | "/clock" | "/clock/advance" | "/faults" | "/faults/remove") => {
            Err(Refusal::method())
        }
        _ => Err(Refusal::not_found()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    ms: u64,
}

impl Refusal {
    fn new(status: u16, error: impl ToString) -> Self {
        let error = error.to_string();
        Self { status, error }
    }

    fn not_found() -> Self {
        Self::new(404, "unknown control API endpoint")
    }

    fn method() -> Self {
        Self::new(405, "this door does not take that method")
    }
}

impl From<Refusal> for Response {
    fn from(Refusal { status, error }: Refusal) -> Self {
        reply(status, &json!({ "error": error }))
    }
}

fn reply(status: u16, body: &Value) -> Response {
    Response::json(status, "application/json", body).with_header("cache-control", "no-store")
}

fn clock(state: &ServerState) -> Value {
    json!({
        "now": timestamp(state.now()),
        "began_at": timestamp(state.began()),
        "offset_ms": u64::try_from(state.offset().as_millis()).unwrap_or(u64::MAX),
    })
}

fn faults(state: &ServerState) -> Value {
    json!({ "faults": state.faults })
}

/// The path after the prefix.
fn route(request: &Request) -> Option<&str> {
    let route = request.path().strip_prefix(PREFIX)?;
    (route.is_empty() || route.starts_with('/')).then_some(route)
}

fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    serde_json::from_slice(&request.body).map_err(|error| Refusal::new(400, error))
}

/// The value of a query parameter.
fn parameter(request: &Request, name: &str) -> Option<String> {
    let known = request.query().into_iter().find(|(known, _)| known == name);
    known.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_too_large_is_refused_with_an_error() {
        let refused = too_large(16 * 1024 * 1024);
        assert_eq!(refused.status, 413);
        let error = json!({ "error": "the body is larger than 16 MiB" });
        assert_eq!(refused.body_json(), error);
    }
}
