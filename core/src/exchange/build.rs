//! Builds the requests to the server. The same flow always gives the same bytes.

use serde_json::json;
use url::form_urlencoded::Serializer;

use super::{Header, Purpose, Request, RequestId};
use crate::config::FlowConfig;
use crate::entropy::FlowSecrets;
use crate::secret::Secret;

const ION: &str = "application/ion+json; okta-version=1.0.0";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const AGENT: &str = concat!("idx-flow/", env!("CARGO_PKG_VERSION"));

/// Builds the requests of a flow.
#[derive(Clone, Copy)]
pub(crate) struct RequestBuilder<'f> {
    pub(crate) config: &'f FlowConfig,
    pub(crate) secrets: &'f FlowSecrets,
    pub(crate) id: RequestId,
}

/// The token that identifies a transaction at the endpoint `introspect`.
pub(crate) enum IntrospectToken<'f> {
    InteractionHandle(&'f Secret),
    StateToken(&'f Secret),
}

impl RequestBuilder<'_> {
    pub(crate) fn interact(self) -> Request {
        let parts = &self.config.parts;
        let pairs = [
            ("client_id", Some(parts.client_id.clone())),
            ("scope", Some(parts.scopes.join(" "))),
            ("redirect_uri", Some(parts.redirect_uri.clone())),
            ("code_challenge", Some(self.secrets.code_challenge())),
            ("code_challenge_method", Some("S256".into())),
            ("state", Some(self.secrets.state.expose().to_owned())),
            ("nonce", Some(self.secrets.nonce.expose().to_owned())),
            ("client_secret", secret_value(&parts.client_secret)),
            ("activation_token", secret_value(&parts.activation_token)),
            ("recovery_token", secret_value(&parts.recovery_token)),
            ("acr_values", parts.acr_values.clone()),
            ("login_hint", parts.login_hint.clone()),
            ("max_age", parts.max_age.map(|seconds| seconds.to_string())),
        ];
        oauth_request(self.config, self.id, Purpose::Interact, pairs)
    }

    pub(crate) fn introspect(self, token: &IntrospectToken<'_>) -> Request {
        let body = match token {
            IntrospectToken::InteractionHandle(handle) => {
                json!({"interactionHandle": handle.expose()})
            }
            IntrospectToken::StateToken(token) => json!({"stateToken": token.expose()}),
        };
        let url = self.config.issuer.introspect();
        self.post(Purpose::Introspect, url, ION, body.to_string().into())
    }

    /// Builds the request that submits or polls a form of the server. `accepts` is the form's media
    /// type; it is used if it is JSON.
    pub(crate) fn form(
        self,
        purpose: Purpose,
        method: &str,
        url: String,
        accepts: Option<&str>,
        body: Secret,
    ) -> Request {
        let accepts = accepts.filter(|accepts| is_json(accepts)).unwrap_or(ION);
        let request = self.post(purpose, url, accepts, body);
        Request {
            method: method.to_ascii_uppercase(),
            ..request
        }
    }

    pub(crate) fn token(self, code: &Secret) -> Request {
        let parts = &self.config.parts;
        let pairs = [
            ("grant_type", Some("interaction_code".into())),
            ("client_id", Some(parts.client_id.clone())),
            ("interaction_code", Some(code.expose().to_owned())),
            (
                "code_verifier",
                Some(self.secrets.verifier.expose().to_owned()),
            ),
            ("client_secret", secret_value(&parts.client_secret)),
            ("redirect_uri", Some(parts.redirect_uri.clone())),
        ];
        oauth_request(self.config, self.id, Purpose::Exchange, pairs)
    }

    fn post(self, purpose: Purpose, url: String, content_type: &str, body: Secret) -> Request {
        post_request(
            self.config,
            self.id,
            purpose,
            url,
            (content_type, ION),
            body,
        )
    }
}

/// Builds a request to an OAuth endpoint: `interact`, `token` or `revoke`, depending on the purpose.
pub(crate) fn oauth_request<const N: usize>(
    config: &FlowConfig,
    id: RequestId,
    purpose: Purpose,
    pairs: [(&str, Option<String>); N],
) -> Request {
    let endpoint = match purpose {
        Purpose::Interact => "interact",
        Purpose::Revoke => "revoke",
        _ => "token",
    };
    let url = config.issuer.endpoint(endpoint);
    post_request(config, id, purpose, url, (FORM, JSON), url_encode(pairs))
}

/// The value of an optional secret, for a parameter.
pub(crate) fn secret_value(secret: &Option<Secret>) -> Option<String> {
    secret.as_ref().map(|secret| secret.expose().to_owned())
}

fn post_request(
    config: &FlowConfig,
    id: RequestId,
    purpose: Purpose,
    url: String,
    (content_type, accept): (&str, &str),
    body: Secret,
) -> Request {
    let parts = &config.parts;
    let agent = match &parts.user_agent {
        Some(host) => format!("{host} {AGENT}"),
        None => AGENT.to_owned(),
    };
    let cookie = parts
        .device_token
        .as_ref()
        .map(|token| format!("DT={}", token.expose()));
    let headers = [
        ("Content-Type", Some(content_type.to_owned())),
        ("Accept", Some(accept.to_owned())),
        ("User-Agent", Some(agent.clone())),
        ("X-Okta-User-Agent-Extended", Some(agent)),
        ("Accept-Language", parts.accept_language.clone()),
        ("Cookie", cookie),
    ];
    let header = |(name, value): (&str, Option<String>)| {
        Some(Header {
            name: name.to_owned(),
            value: value?,
        })
    };
    Request {
        id,
        purpose,
        method: "POST".to_owned(),
        url,
        headers: headers.into_iter().filter_map(header).collect(),
        body,
        is_background: purpose == Purpose::Poll,
        timeout: None,
    }
}

/// Encodes the pairs that have a value, as `application/x-www-form-urlencoded`.
fn url_encode<const N: usize>(pairs: [(&str, Option<String>); N]) -> Secret {
    let mut body = Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            body.append_pair(name, Secret::from(value).expose());
        }
    }
    body.finish().into()
}

/// Whether this is a JSON media type that is valid in a header.
fn is_json(media_type: &str) -> bool {
    media_type.len() <= 128
        && media_type.bytes().all(|b| matches!(b, b' '..=b'~'))
        && media_type.to_ascii_lowercase().contains("json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Entropy;

    fn request(config: FlowConfig, build: fn(RequestBuilder<'_>) -> Request) -> Request {
        let secrets = FlowSecrets::new(&Entropy::from([7; 96]), Some("st&te".into()));
        build(RequestBuilder {
            config: &config,
            secrets: &secrets,
            id: RequestId(1),
        })
    }

    fn config() -> FlowConfig {
        FlowConfig::new(
            "https://id.acme.example/oauth2/default",
            "client",
            "app:/cb",
        )
        .unwrap()
    }

    #[test]
    fn interact_has_a_fixed_order_of_parameters_and_escapes_them() {
        let request = request(config().max_age(60), |builder| builder.interact());
        let body = request.body.expose();
        let start =
            "client_id=client&scope=openid+profile&redirect_uri=app%3A%2Fcb&code_challenge=";
        assert!(body.starts_with(start), "{body}");
        assert!(
            body.contains("&code_challenge_method=S256&state=st%26te&nonce="),
            "{body}"
        );
        assert!(body.ends_with("&max_age=60"), "{body}");
        assert_eq!(
            request.url,
            "https://id.acme.example/oauth2/default/v1/interact"
        );
    }

    #[test]
    fn only_a_confidential_client_sends_a_secret() {
        let token = |builder: RequestBuilder<'_>| builder.token(&"code".into());
        assert!(
            !request(config(), token)
                .body
                .expose()
                .contains("client_secret")
        );
        let confidential = request(config().client_secret("s3"), token);
        assert!(
            confidential
                .body
                .expose()
                .contains("&client_secret=s3&redirect_uri=")
        );
    }

    #[test]
    fn the_media_type_of_a_form_is_used_only_if_it_is_json() {
        let content_type = |accepts: &str| {
            let secrets = FlowSecrets::new(&Entropy::from([7; 96]), None);
            let config = config();
            let builder = RequestBuilder {
                config: &config,
                secrets: &secrets,
                id: RequestId(1),
            };
            let url = "https://id.acme.example/x".to_owned();
            let request = builder.form(Purpose::Submit, "post", url, Some(accepts), "{}".into());
            request.headers[0].value.clone()
        };
        assert_eq!(
            content_type("application/json; okta-version=1.0.0"),
            "application/json; okta-version=1.0.0"
        );
        assert_eq!(content_type("text/html"), ION);
        assert_eq!(content_type("application/json\r\nX: y"), ION);
    }

    #[test]
    fn the_configured_values_are_sent_as_headers() {
        let config = config()
            .user_agent("Acme/2")
            .unwrap()
            .device_token("dt1")
            .unwrap();
        let request = request(config, |builder| builder.interact());
        let value = |name: &str| {
            let found = request.headers.iter().find(|header| header.name == name);
            found.map(|header| header.value.as_str())
        };
        assert_eq!(value("Cookie"), Some("DT=dt1"));
        assert!(value("User-Agent").unwrap().starts_with("Acme/2 idx-flow/"));
        assert_eq!(value("Accept-Language"), None);
    }
}
