//! The control API: what a person, or a test in another language, does to the simulated world.
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

use super::{Invitation, World, console};
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
pub(super) fn answer(world: &mut World, request: &Request) -> Response {
    if let Err(refusal) = guard::check(request) {
        return refusal.into();
    }
    let route = route(request).unwrap_or_default();
    if request.method == "GET"
        && let Some(file) = console::file(route)
    {
        return file;
    }
    match act(world, request, route) {
        Ok(body) => reply(200, &body),
        Err(refusal) => refusal.into(),
    }
}

fn act(world: &mut World, request: &Request, route: &str) -> Result<Value, Refusal> {
    match (request.method.as_str(), route) {
        ("GET", "/org") => Ok(json!(Invitation::to(world))),
        ("GET", "/clock") => Ok(clock(world)),
        ("POST", "/clock/advance") => {
            let Advance { ms } = body(request)?;
            world.advance(Duration::from_millis(ms));
            Ok(clock(world))
        }
        ("GET", "/faults") => Ok(faults(world)),
        ("POST", "/faults") => {
            world.faults.add(body(request)?);
            Ok(faults(world))
        }
        ("PUT", "/faults") => {
            world.faults = body(request)?;
            Ok(faults(world))
        }
        ("POST", "/faults/remove") => {
            let gone = world.faults.remove(&body(request)?);
            gone.then(|| faults(world))
                .ok_or_else(|| Refusal::new(404, "no such fault"))
        }
        ("DELETE", "/faults") => {
            world.faults.clear();
            Ok(faults(world))
        }
        (_, "/flows" | "/flows/end") => flows::act(world, request, route),
        (_, "/inbox" | "/inbox/open") => inbox::act(world, request, route),
        (_, "/log") => log::act(world, request),
        (_, "/policy" | "/policy/choices") => policy::act(world, request, route),
        (_, "/users") => users::act(world, request),
        (_, "/tokens" | "/tokens/press" | "/tac" | "/duo/approve" | "/captcha/solve") => {
            factors::act(world, request, route)
        }
        (_, path) if path.starts_with("/phone") => phone::act(world, request, route),
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
        Self::new(404, "no such door in the control API")
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

fn clock(world: &World) -> Value {
    json!({
        "now": timestamp(world.now()),
        "began_at": timestamp(world.began()),
        "offset_ms": u64::try_from(world.offset().as_millis()).unwrap_or(u64::MAX),
    })
}

fn faults(world: &World) -> Value {
    json!({ "faults": world.faults })
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
