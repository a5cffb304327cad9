//! The phones, as their owners use them. `?user={login}` says whose; else it is the first user's.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::inbox::find_link;
use super::{Refusal, body, parameter};
use crate::server::ServerState;
use crate::{PhoneError, Request, totp};

/// Opens an activation link: the one given, or the newest that was sent to someone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    to: Option<String>,
    link: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    number: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hardware {
    name: Option<String>,
    biometrics: Option<bool>,
    fips: Option<bool>,
}

pub(super) fn act(
    state: &mut ServerState,
    request: &Request,
    route: &str,
) -> Result<Value, Refusal> {
    let user = parameter(request, "user");
    let user = user.as_deref();
    if user.is_some_and(|name| state.org.login_of(name).is_none()) {
        return Err(Refusal::new(404, "?user= must be the login of a user"));
    }
    let now = state.now();
    match (request.method.as_str(), route) {
        ("GET", "/phone") => {}
        ("POST", "/phone/scan") => {
            let png = picture(&request.body)?;
            let (org, phone) = state.phone(user);
            phone.scan(org, &png, now)?;
        }
        ("POST", "/phone/open") => {
            let Open { to, link } = body(request)?;
            let link = find_link(state, link, to.as_deref())?;
            let (org, phone) = state.phone(user);
            phone.open_link(org, &link, now)?;
        }
        ("POST", "/phone/approve") => {
            let (org, phone) = state.phone(user);
            phone.approve(org, now)?;
        }
        ("POST", "/phone/reject") => {
            let (org, phone) = state.phone(user);
            phone.reject(org, now)?;
        }
        ("POST", "/phone/number") => {
            let Number { number } = body(request)?;
            let (org, phone) = state.phone(user);
            phone.choose_number(org, &number, now)?;
        }
        ("POST", "/phone/hardware") => {
            let Hardware {
                name,
                biometrics,
                fips,
            } = body(request)?;
            let hardware = &mut state.phone(user).1.hardware;
            hardware.name = name.unwrap_or_else(|| hardware.name.clone());
            hardware.biometrics = biometrics.unwrap_or(hardware.biometrics);
            hardware.fips = fips.unwrap_or(hardware.fips);
        }
        (_, "/phone" | "/phone/scan" | "/phone/open" | "/phone/approve") => {
            return Err(Refusal::method());
        }
        (_, "/phone/reject" | "/phone/number" | "/phone/hardware") => return Err(Refusal::method()),
        _ => return Err(Refusal::not_found()),
    }
    Ok(screen(state, user))
}

/// What the phone shows: every answer of these doors.
fn screen(state: &mut ServerState, user: Option<&str>) -> Value {
    let now = state.now();
    let (org, phone) = state.phone(user);
    let pending = phone
        .pending(org, now)
        .map(|push| json!({ "login": push.login, "numbers": push.numbers }));
    json!({
        "name": phone.hardware.name,
        "biometrics": phone.hardware.biometrics,
        "fips": phone.hardware.fips,
        "pending": pending,
        "totp": phone.totp(now),
        "totp_ms": totp::remaining(now).as_millis(),
    })
}

/// A PNG as it is, or in Base64, with or without the head of a `data:` URI.
fn picture(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    if body.starts_with(b"\x89PNG") {
        return Ok(body.to_vec());
    }
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let encoded = text.rsplit_once(',').map_or(text, |(_, encoded)| encoded);
    BASE64_STANDARD
        .decode(encoded)
        .map_err(|_| Refusal::new(400, "the body is neither a PNG nor one in Base64"))
}

impl From<PhoneError> for Refusal {
    fn from(error: PhoneError) -> Self {
        Self::new(422, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_comes_raw_in_base64_or_as_a_data_uri() {
        let png = crate::picture::draw("text");
        let encoded = BASE64_STANDARD.encode(&png);
        let uri = format!("data:image/png;base64,{encoded}\n");
        for body in [png.clone(), encoded.into_bytes(), uri.into_bytes()] {
            assert_eq!(picture(&body).ok(), Some(png.clone()));
        }
        let refusal = picture(b"{}").err().map(|refusal| refusal.status);
        assert_eq!(refusal, Some(400));
    }
}
