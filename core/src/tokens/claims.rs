//! Reads the parts of a JWT strictly: unlike a response, a token with an unexpected type is rejected.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::failure::FailureDetail;
use crate::secret::Secret;
use crate::wire::json::{Json, parse};
use crate::wire::time::Millis;

/// The header and the claims of a JWT in compact serialization (RFC 7515 section 7.1), as JSON text. Its
/// signature is not verified.
pub(super) fn split(raw: &Secret) -> Result<(Secret, Secret), FailureDetail> {
    let mut parts = raw.expose().split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(claims), Some(signature), None) if !signature.is_empty() => {
            Ok((decode(header)?, decode(claims)?))
        }
        _ => Err(invalid_token()),
    }
}

/// An object without repeated keys.
pub(super) fn read_object(text: &Secret) -> Result<Json<'_>, FailureDetail> {
    let json = parse(text.expose()).map_err(|_| invalid_token())?;
    let Json::Object(members) = &json else {
        return Err(invalid_token());
    };
    let is_repeated = |(index, key): (usize, &str)| {
        let mut earlier = members.iter().take(index);
        earlier.any(|(other, _)| other.as_ref() == key)
    };
    let keys = members.iter().map(|(key, _)| key.as_ref());
    match keys.enumerate().any(is_repeated) {
        true => Err(invalid_token()),
        false => Ok(json),
    }
}

/// A text; `None` if it is missing or null.
pub(super) fn text<'j>(claims: &'j Json<'_>, name: &str) -> Result<Option<&'j str>, FailureDetail> {
    match claims.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text)),
        Some(_) => Err(FailureDetail::claim(name)),
    }
}

/// A time in seconds since the epoch (`NumericDate`, RFC 7519 section 2); `None` if it is missing or
/// null.
pub(super) fn time(claims: &Json<'_>, name: &str) -> Result<Option<Millis>, FailureDetail> {
    match claims.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Number(_)) => Ok(claims.integer(name).map(Millis::from_seconds)),
        Some(_) => Err(FailureDetail::claim(name)),
    }
}

/// A text or a list of texts (`aud`, RFC 7519 section 4.1.3). Never empty.
pub(super) fn audience<'j>(claims: &'j Json<'_>) -> Result<Vec<&'j str>, FailureDetail> {
    let audience: Option<Vec<&str>> = match claims.get("aud") {
        Some(Json::Text(text)) => Some(vec![text]),
        Some(Json::List(items)) => items.iter().map(Json::as_str).collect(),
        _ => None,
    };
    let audience = audience.filter(|audience| !audience.is_empty());
    audience.ok_or_else(|| FailureDetail::claim("aud"))
}

/// The token as a whole is not a valid JWT.
pub(super) fn invalid_token() -> FailureDetail {
    FailureDetail::claim("id_token")
}

fn decode(part: &str) -> Result<Secret, FailureDetail> {
    let bytes = URL_SAFE_NO_PAD.decode(part);
    let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.map(Secret::from).ok_or_else(invalid_token)
}
