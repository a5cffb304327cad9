//! Whether it is the client it says it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error;
use crate::http::{Request, Response};
use crate::setup::Setup;

/// The parameters of a form request.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn of(request: &Request) -> Self {
        Self(request.form_pairs())
    }

    pub(crate) fn of_query(request: &Request) -> Self {
        Self(request.query())
    }

    /// A parameter that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

/// Checks client id and, for a confidential client, its secret: in the body or in a Basic header.
pub(crate) fn authenticate(
    setup: &Setup,
    request: &Request,
    parameters: &Parameters,
) -> Result<(), Response> {
    let (basic_id, basic_secret) = basic(request).unzip();
    let id = parameters.owned("client_id").or(basic_id);
    let secret = parameters.owned("client_secret");
    let secret = secret.or(basic_secret.flatten());
    if id.as_deref() != Some(setup.client_id.as_str()) {
        return Err(error(
            401,
            "invalid_client",
            "The client is not known here.",
        ));
    }
    match &setup.client_secret {
        Some(known) if secret.as_ref() != Some(known) => Err(error(
            401,
            "invalid_client",
            "The client secret is missing or wrong.",
        )),
        None if secret.is_some() => Err(error(
            401,
            "invalid_client",
            "A public client must not present a secret.",
        )),
        _ => Ok(()),
    }
}

/// Id and secret of a Basic header. Okta's own clients send the id alone where there is no secret,
/// without the colon of RFC 7617.
fn basic(request: &Request) -> Option<(String, Option<String>)> {
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
    fn a_basic_header_has_an_id_and_perhaps_a_secret() {
        for (text, secret) in [("id:s", Some("s")), ("id:", None), ("id", None)] {
            let mut request = Request::get("/");
            let header = format!("Basic {}", STANDARD.encode(text));
            request.headers.push(("authorization".to_owned(), header));
            let (id, given) = basic(&request).unwrap();
            assert_eq!((id.as_str(), given.as_deref()), ("id", secret));
        }
    }
}
