//! Client authentication.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::parameters::Parameters;
use super::response::error;
use crate::http::{Request, Response};
use crate::setup::Setup;

/// Checks the client id and, for a confidential client, its secret. Both may be in the body or in a
/// Basic header.
pub(super) fn authenticate(
    setup: &Setup,
    request: &Request,
    parameters: &Parameters,
) -> Result<(), Response> {
    let (basic_id, basic_secret) = basic_credentials(request).unzip();
    let id = parameters.get_owned("client_id").or(basic_id);
    let secret = parameters.get_owned("client_secret");
    let secret = secret.or(basic_secret.flatten());
    let invalid_client = |description: &str| Err(error(401, "invalid_client", description));
    if id.as_deref() != Some(setup.client_id.as_str()) {
        return invalid_client("The client is unknown.");
    }
    match &setup.client_secret {
        Some(expected) if secret.as_ref() != Some(expected) => {
            invalid_client("The client secret is missing or wrong.")
        }
        None if secret.is_some() => invalid_client("A public client must not present a secret."),
        _ => Ok(()),
    }
}

/// Returns the id and secret of a Basic header. A client without a secret may omit the colon that
/// RFC 7617 requires, as Okta's own clients do.
fn basic_credentials(request: &Request) -> Option<(String, Option<String>)> {
    let encoded = request.header("authorization")?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':').unwrap_or((&decoded, ""));
    let secret = (!secret.is_empty()).then(|| secret.to_owned());
    Some((id.to_owned(), secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basic_header_has_an_id_and_an_optional_secret() {
        for (text, expected) in [("id:s", Some("s")), ("id:", None), ("id", None)] {
            let mut request = Request::get("/");
            let header = format!("Basic {}", STANDARD.encode(text));
            request.headers.push(("authorization".to_owned(), header));
            let (id, secret) = basic_credentials(&request).unwrap();
            assert_eq!((id.as_str(), secret.as_deref()), ("id", expected));
        }
    }
}
