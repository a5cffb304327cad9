//! `/phone`: operates a user's phone. `?user={login}` selects the user; the default is the first
//! user.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{ApiError, parse_body, query_parameter};
use super::inbox::find_link;
use crate::server::state::ServerState;
use crate::{PhoneError, Request, totp};

/// Opens the activation link `link`, or the latest one that was sent to `to`.
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

pub(super) fn handle(
    state: &mut ServerState,
    request: &Request,
    endpoint: &str,
) -> Result<Value, ApiError> {
    let user = query_parameter(request, "user");
    let user = user.as_deref();
    if user.is_some_and(|name| state.org.login_of(name).is_none()) {
        return Err(ApiError::unknown_user());
    }
    let now = state.now();
    match (request.method.as_str(), endpoint) {
        ("GET", "/phone") => {}
        ("POST", "/phone/scan") => {
            let png = decode_png(&request.body)?;
            let (org, phone) = state.phone(user);
            phone.scan(org, &png, now)?;
        }
        ("POST", "/phone/open") => {
            let Open { to, link } = parse_body(request)?;
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
            let Number { number } = parse_body(request)?;
            let (org, phone) = state.phone(user);
            phone.choose_number(org, &number, now)?;
        }
        ("POST", "/phone/hardware") => {
            let Hardware {
                name,
                biometrics,
                fips,
            } = parse_body(request)?;
            let hardware = &mut state.phone(user).1.hardware;
            hardware.name = name.unwrap_or_else(|| hardware.name.clone());
            hardware.biometrics = biometrics.unwrap_or(hardware.biometrics);
            hardware.fips = fips.unwrap_or(hardware.fips);
        }
        (
            _,
            "/phone" | "/phone/scan" | "/phone/open" | "/phone/approve" | "/phone/reject"
            | "/phone/number" | "/phone/hardware",
        ) => return Err(ApiError::method_not_allowed()),
        _ => return Err(ApiError::not_found()),
    }
    Ok(screen(state, user))
}

/// The response of every endpoint: what the phone shows.
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

/// Accepts a raw PNG, one in Base64, and a `data:` URI.
fn decode_png(body: &[u8]) -> Result<Vec<u8>, ApiError> {
    if body.starts_with(b"\x89PNG") {
        return Ok(body.to_vec());
    }
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let encoded = text.rsplit_once(',').map_or(text, |(_, encoded)| encoded);
    BASE64_STANDARD.decode(encoded).map_err(|_| {
        ApiError::new(
            400,
            "the body must be a PNG image: raw, in Base64 or as a data: URI",
        )
    })
}

impl From<PhoneError> for ApiError {
    fn from(error: PhoneError) -> Self {
        Self::new(422, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_is_accepted_raw_in_base64_and_as_a_data_uri() {
        let png = crate::qr_code::encode("text");
        let encoded = BASE64_STANDARD.encode(&png);
        let uri = format!("data:image/png;base64,{encoded}\n");
        for body in [png.clone(), encoded.into_bytes(), uri.into_bytes()] {
            assert_eq!(decode_png(&body).ok(), Some(png.clone()));
        }
        let status = decode_png(b"{}").err().map(|error| error.status);
        assert_eq!(status, Some(400));
    }
}
