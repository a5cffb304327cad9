//! Builds the requests of a flow to the server. The same flow always gives the same bytes.

use serde_json::json;

use super::post::{ION, Post, secret_value};
use super::{Purpose, Request};
use crate::entropy::FlowSecrets;
use crate::secret::Secret;

/// Builds the requests of a flow.
#[derive(Clone, Copy)]
pub(crate) struct RequestBuilder<'f> {
    pub(crate) post: Post<'f>,
    pub(crate) secrets: &'f FlowSecrets,
}

/// The token that identifies a transaction at the endpoint `introspect`.
pub(crate) enum IntrospectToken<'f> {
    InteractionHandle(&'f Secret),
    StateToken(&'f Secret),
}

impl RequestBuilder<'_> {
    pub(crate) fn interact(self) -> Request {
        let parts = &self.post.config.parts;
        let scopes = Some(parts.scopes.join(" "));
        let parameters = [
            ("client_id", Some(parts.client_id.clone())),
            ("scope", scopes.filter(|scopes| !scopes.is_empty())),
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
        let url = self.post.config.issuer.endpoint("interact");
        self.post.oauth(Purpose::Interact, url, parameters)
    }

    pub(crate) fn introspect(self, token: &IntrospectToken<'_>) -> Request {
        let body = match token {
            IntrospectToken::InteractionHandle(handle) => {
                json!({"interactionHandle": handle.expose()})
            }
            IntrospectToken::StateToken(token) => json!({"stateToken": token.expose()}),
        };
        let url = self.post.config.issuer.introspect();
        let body = body.to_string().into();
        self.post.json(Purpose::Introspect, url, ION, body)
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
        let request = self.post.json(purpose, url, accepts, body);
        Request {
            method: method.to_ascii_uppercase(),
            ..request
        }
    }

    pub(crate) fn token(self, code: &Secret, endpoint: Option<&str>) -> Request {
        self.post
            .exchange_code(code, &self.secrets.verifier, endpoint)
    }
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
    use crate::config::FlowConfig;
    use crate::entropy::Entropy;
    use crate::exchange::RequestId;

    const ISSUER: &str = "https://id.acme.example/oauth2/default";

    fn request(config: FlowConfig, build: impl Fn(RequestBuilder<'_>) -> Request) -> Request {
        let entropy = Entropy::new([7; 96]).unwrap();
        let post = Post {
            config: &config,
            id: RequestId(1),
            retry: None,
        };
        build(RequestBuilder {
            post,
            secrets: &FlowSecrets::new(&entropy, Some("st&te".into())),
        })
    }

    fn config() -> FlowConfig {
        FlowConfig::new(ISSUER, "client", "app:/cb").unwrap()
    }

    #[test]
    fn interact_has_a_fixed_order_of_parameters_and_escapes_them() {
        let request = request(config().with_max_age(60), |builder| builder.interact());
        let body = request.body.expose();
        let start =
            "client_id=client&scope=openid+profile&redirect_uri=app%3A%2Fcb&code_challenge=";
        assert!(body.starts_with(start), "{body}");
        assert!(
            body.contains("&code_challenge_method=S256&state=st%26te&nonce="),
            "{body}"
        );
        assert!(body.ends_with("&max_age=60"), "{body}");
        assert_eq!(request.url, format!("{ISSUER}/v1/interact"));
    }

    #[test]
    fn the_parameter_scope_is_omitted_without_scopes() {
        let no_scopes: [&str; 0] = [];
        let request = request(config().with_scopes(no_scopes), |builder| {
            builder.interact()
        });
        assert!(!request.body.expose().contains("scope"));
    }

    #[test]
    fn only_a_confidential_client_sends_a_secret() {
        let token = |builder: RequestBuilder<'_>| builder.token(&"code".into(), None);
        let public = request(config(), token);
        assert!(!public.body.expose().contains("client_secret"));
        let confidential = request(config().with_client_secret("s3"), token);
        let secret = "&client_secret=s3&redirect_uri=";
        assert!(confidential.body.expose().contains(secret));
    }

    #[test]
    fn the_code_goes_to_the_servers_token_endpoint_if_it_is_trusted() {
        let url = |endpoint: Option<&str>| {
            request(config(), |builder| builder.token(&"code".into(), endpoint)).url
        };
        let own = "https://id.acme.example/oauth2/aus1/v1/token";
        assert_eq!(url(Some(own)), own);
        for endpoint in [None, Some("https://evil.example/oauth2/aus1/v1/token")] {
            assert_eq!(url(endpoint), format!("{ISSUER}/v1/token"));
        }
    }

    #[test]
    fn the_media_type_of_a_form_is_used_only_if_it_is_json() {
        let content_type = |accepts: &str| {
            let build = |builder: RequestBuilder<'_>| {
                let url = "https://id.acme.example/x".to_owned();
                builder.form(Purpose::Submit, "post", url, Some(accepts), "{}".into())
            };
            request(config(), build).headers[0].value.clone()
        };
        let json = "application/json; okta-version=1.0.0";
        assert_eq!(content_type(json), json);
        assert_eq!(content_type("text/html"), ION);
        assert_eq!(content_type("application/json\r\nX: y"), ION);
    }
}
